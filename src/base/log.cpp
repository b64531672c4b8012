#include "base/log.hpp"

#include <cstdio>

#include "base/text.hpp"

namespace klamm {

std::string_view log_level_name(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::error: return "error";
    case LogLevel::warning: return "warning";
    case LogLevel::info: return "info";
    case LogLevel::debug: return "debug";
  }
  return "?";
}

LogSink log_to_stderr() {
  return [](LogLevel level, std::string_view context, std::string_view text) {
    const std::string_view name = log_level_name(level);
    std::fprintf(stderr, "klamm %.*s %.*s: %.*s\n", static_cast<int>(name.size()), name.data(), static_cast<int>(context.size()),
                 context.data(), static_cast<int>(text.size()), text.data());
  };
}

void Log::write(LogLevel level, std::string_view context, std::string_view text) const { sink_(level, context, escaped(text)); }

} // namespace klamm
