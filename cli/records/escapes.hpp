// Backslashes in delimiters and formats, as kcat reads them.
#pragma once

#include <string>
#include <string_view>

namespace klamm::cli {

/// Reads the escape that begins at `text[at]`, a backslash: \n \r \t \0 \\ \xHH; any other character stands for itself. `at` is then behind it.
/// Throws Failure for a \x without a digit.
char read_escape(std::string_view text, std::size_t& at);

/// The text with its escapes read: what -D and -K say.
std::string unescaped(std::string_view text);

} // namespace klamm::cli
