// What is wrong, said to a person on standard error.
#pragma once

#include <klamm/error.hpp>
#include <string>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

/// "warning: what" with its hint on a line of its own; nothing with -q.
void warn(const Frame& frame, const std::string& what, const std::string& hint = {});
/// The same with a number, as errors have one: "warning[4007]: what".
void warn(const Frame& frame, int code, const std::string& what, const std::string& hint);
/// "error: what" with its hint.
void complain(const Frame& frame, const std::string& what, const std::string& hint = {});

/// The library's error with its code, context and hint; as a warning where the command goes on.
void warn(const Frame& frame, const Error& error);
void complain(const Frame& frame, const Error& error);

/// Tells the exception that is being handled.
ExitCode tell_current_exception(const Frame& frame);

/// Runs a command. What it throws is told, and becomes the exit code.
template <class Command>
ExitCode guarded(const Frame& frame, Command&& command) {
  try {
    return command();
  } catch (...) {
    return tell_current_exception(frame);
  }
}

} // namespace klamm::cli
