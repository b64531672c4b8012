// What became of several things that one command was about: failures are told as they come, and decide the exit code together.
#pragma once

#include <klamm/error.hpp>
#include <string>

#include "cli/frame/complaint.hpp"

namespace klamm::cli {

class Outcome {
public:
  explicit Outcome(const Frame& frame) : frame_(frame) {}

  void succeeded() { ++done_; }
  /// `topic` is said where the error doesn't name one itself.
  void failed(const Error& error, const std::string& topic) {
    ++failed_;
    ErrorContext about;
    about.topic = topic;
    complain(frame_, error.with(about));
  }
  /// One that has been told already.
  void count_failure() { ++failed_; }
  void operator()(const Error& error, const std::string& topic) { failed(error, topic); }
  ExitCode code() const { return failed_ == 0 ? ExitCode::ok : done_ == 0 ? ExitCode::error : ExitCode::partial; }

private:
  const Frame& frame_;
  std::size_t done_ = 0, failed_ = 0;
};

} // namespace klamm::cli
