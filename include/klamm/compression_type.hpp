// How the records of a batch are compressed, by the numbers in a batch's attributes.
#pragma once

#include <cstdint>

namespace klamm {

/// A compression codec, by its number in a batch's attributes.
enum class CompressionType : std::int8_t { none = 0, gzip = 1, snappy = 2, lz4 = 3, zstd = 4 };

} // namespace klamm
