#include "cli/frame/complaint.hpp"

#include <cstdio>
#include <klamm/error_help.hpp>

#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

void say(const Frame& frame, const char* color, const std::string& head, const std::string& rest) {
  const bool colored = frame.colors();
  std::fprintf(stderr, "%s%s%s%s\n", colored ? color : "", head.c_str(), colored ? "\x1b[0m" : "", rest.c_str());
}

bool is_kcat(const Frame& frame) { return frame.program == "kcat"; }

std::string with_hint(const std::string& what, const std::string& hint) { return ": " + what + (hint.empty() ? "" : "\n  hint: " + hint); }

bool is_timeout(ErrorCode code) { return code == ErrorCode::timed_out || code == ErrorCode::request_timed_out; }
bool is_usage(ErrorCode code) {
  return code == ErrorCode::config_unknown || code == ErrorCode::config_value_invalid || code == ErrorCode::config_conflict ||
         code == ErrorCode::config_file_unreadable;
}

// With a hint in any case; and with -v, where there is more about the error.
std::string whole(const Frame& frame, const Error& error) {
  std::string text = error.message();
  constexpr int own = 1000;
  if (static_cast<int>(error.code()) >= own) { // (names are for what Kafka's documentation has, too)
    const std::size_t name = text.find(' ');
    text.erase(name, text.find(':') - name);
  }
  if (error.hint().empty()) text += "\n  hint: " + std::string(error_help(error.code()).remedy);
  if (frame.verbosity > 1) text += "\n  see: " + error_docs(error.code());
  return text;
}

} // namespace

void warn(const Frame& frame, const std::string& what, const std::string& hint) {
  if (frame.verbosity > 0) say(frame, "\x1b[1;33m", is_kcat(frame) ? "% WARNING" : "warning", with_hint(what, hint));
}

void warn(const Frame& frame, int code, const std::string& what, const std::string& hint) {
  const std::string head = (is_kcat(frame) ? "% WARNING[" : "warning[") + std::to_string(code) + "]";
  if (frame.verbosity > 0) say(frame, "\x1b[1;33m", head, with_hint(what, hint));
}

void complain(const Frame& frame, const std::string& what, const std::string& hint) {
  say(frame, "\x1b[1;31m", is_kcat(frame) ? "% ERROR" : "error", with_hint(what, hint));
}

void warn(const Frame& frame, const Error& error) {
  const std::string message = whole(frame, error); // "error[1020]: …"
  const std::size_t code = message.find('['), rest = message.find(':');
  if (frame.verbosity > 0)
    say(frame, "\x1b[1;33m", (is_kcat(frame) ? "% WARNING" : "warning") + message.substr(code, rest - code), message.substr(rest));
}

void complain(const Frame& frame, const Error& error) {
  const std::string message = whole(frame, error);
  const std::size_t rest = message.find(':');
  say(frame, "\x1b[1;31m",
      (is_kcat(frame) ? "% ERROR" + message.substr(message.find('['), rest - message.find('[')) : message.substr(0, rest)),
      message.substr(rest));
}

ExitCode tell_current_exception(const Frame& frame) {
  try {
    throw;
  } catch (const OutputClosed&) {
    return ExitCode::ok;
  } catch (const Failure& failure) {
    complain(frame, failure.what(), failure.hint());
    return failure.code();
  } catch (const Exception& failure) {
    complain(frame, failure.error());
    if (is_usage(failure.error().code())) return ExitCode::usage;
    return is_timeout(failure.error().code()) ? ExitCode::timeout : ExitCode::error;
  } catch (const std::exception& failure) {
    complain(frame, failure.what());
    return ExitCode::error;
  }
}

} // namespace klamm::cli
