// Text that is safe to show.
#pragma once

#include <string>
#include <string_view>

namespace klamm {

/// `text` with control characters as \xNN, so that what a server or file sent stays one printable line.
std::string escaped(std::string_view text);

/// How many edits (insert, delete, replace, swap of neighbours) lead from `a` to `b`: for did-you-mean hints.
std::size_t edit_distance(std::string_view a, std::string_view b);

} // namespace klamm
