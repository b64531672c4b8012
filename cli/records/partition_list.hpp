// "0,3,5-7": partitions, and other lists of small numbers.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace klamm::cli {

/// In the order said, each once. Throws Failure for anything else.
std::vector<std::int32_t> parse_partitions(std::string_view text);

} // namespace klamm::cli
