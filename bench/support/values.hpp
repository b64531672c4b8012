// Values to send: pieces of text as services write it (JSON with numbers, names and identifiers), so that codecs have something to do.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace klamm::bench {

/// `count` values of exactly `size` bytes, the same ones each time.
std::vector<std::string> make_values(std::size_t count, std::size_t size);

} // namespace klamm::bench
