// What is done with text everywhere: shown safely, trimmed, kept, compared.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace klamm {

/// `text` with control characters as \xNN, so that what a server or file sent stays one printable line.
std::string escaped(std::string_view text);

/// Without the blanks at both ends.
std::string_view trimmed(std::string_view text);

/// A copy that may be kept.
inline std::optional<std::string> owned(std::optional<std::string_view> text) {
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

/// How many edits (insert, delete, replace, swap of neighbours) lead from `a` to `b`: for did-you-mean hints.
std::size_t edit_distance(std::string_view a, std::string_view b);

} // namespace klamm
