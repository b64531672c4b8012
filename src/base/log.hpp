// The logger that every part is given: a level and the user's sink. Cheap when the level is off: the text is only built by a callable.
#pragma once

#include <string>

#include "klamm/log.hpp"

namespace klamm {

class Log {
public:
  Log() = default;
  Log(LogLevel level, LogSink sink) : level_(level), sink_(std::move(sink)) {}

  bool enabled(LogLevel level) const noexcept { return sink_ && level <= level_; }

  /// `text` is called only when the line will be written, and returns the line.
  template <class Text>
  void operator()(LogLevel level, std::string_view context, Text&& text) const {
    if (enabled(level)) write(level, context, text());
  }

private:
  void write(LogLevel level, std::string_view context, std::string_view text) const;

  LogLevel level_ = LogLevel::warning;
  LogSink sink_;
};

} // namespace klamm
