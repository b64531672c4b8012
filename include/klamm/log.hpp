// Where klamm's log lines go.
#pragma once

#include <functional>
#include <string_view>

#include "klamm/export.hpp"

namespace klamm {

/// How much a line matters; a level includes those before it.
enum class LogLevel : unsigned char { error, warning, info, debug };
/// "error", "warning", "info" or "debug".
KLAMM_EXPORT std::string_view log_level_name(LogLevel level) noexcept;

/// Takes one line: its level, the part of the client that writes it ("net", "metadata", "producer", …) and the text, which is printable and without
/// secrets. Called on the client's executor, and from calling threads; must not block.
using LogSink = std::function<void(LogLevel level, std::string_view context, std::string_view text)>;

/// Writes "klamm warning metadata: text" lines to standard error.
KLAMM_EXPORT LogSink log_to_stderr();

} // namespace klamm
