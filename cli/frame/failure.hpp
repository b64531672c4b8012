// How a command ends, and what it throws to end early.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace klamm::cli {

/// What the shell is told.
enum class ExitCode : int {
  ok = 0,
  error = 1,
  usage = 2,   ///< the command line is wrong; nothing was done
  partial = 3, ///< some of it was done
  timeout = 4, ///< a deadline passed
};

/// Ends the command with a message for people. (What the library reports is klamm::Exception.)
class Failure : public std::exception {
public:
  Failure(ExitCode code, std::string cause, std::string hint = {}) : code_(code), cause_(std::move(cause)), hint_(std::move(hint)) {}
  const char* what() const noexcept override { return cause_.c_str(); }
  ExitCode code() const noexcept { return code_; }
  const std::string& hint() const noexcept { return hint_; }

private:
  ExitCode code_;
  std::string cause_, hint_;
};

[[noreturn]] inline void usage_error(std::string cause, std::string hint = {}) {
  throw Failure(ExitCode::usage, std::move(cause), std::move(hint));
}

} // namespace klamm::cli
