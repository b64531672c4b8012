// CRC-32C (Castagnoli), the checksum of record batches: by the processor's own instructions where it has them, chosen at run time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/buffer.hpp"

namespace klamm {

/// The CRC-32C of `bytes`; or, given that of the bytes before them, of both together.
std::uint32_t crc32c(ConstBytes bytes, std::uint32_t before = 0) noexcept;

/// The CRC-32C of two pieces from those of each and the second one's size.
std::uint32_t crc32c_combine(std::uint32_t first, std::uint32_t second, std::size_t second_size) noexcept;

/// One way to compute it. The CRC passed in and out is the raw register, not inverted.
struct Crc32cMethod {
  const char* name;
  std::uint32_t (*update)(std::uint32_t crc, const std::byte* data, std::size_t size) noexcept;
};

/// The way that crc32c() takes on this machine.
const Crc32cMethod& crc32c_method() noexcept;
/// The methods that this machine can run, slowest (tables) first; null behind the last. For tests and benchmarks.
const Crc32cMethod* const* crc32c_methods() noexcept;

} // namespace klamm
