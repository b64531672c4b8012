// Kafka's variable-length integers: unsigned base-128 (as Protocol Buffers), and the same over zigzag for signed values.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace klamm {

constexpr std::size_t max_varint_size = 5;
constexpr std::size_t max_varlong_size = 10;

constexpr std::uint32_t zigzag(std::int32_t value) noexcept {
  return (static_cast<std::uint32_t>(value) << 1) ^ static_cast<std::uint32_t>(value >> 31);
}
constexpr std::uint64_t zigzag(std::int64_t value) noexcept {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int32_t unzigzag(std::uint32_t value) noexcept { return static_cast<std::int32_t>((value >> 1) ^ (0U - (value & 1U))); }
constexpr std::int64_t unzigzag(std::uint64_t value) noexcept { return static_cast<std::int64_t>((value >> 1) ^ (0U - (value & 1U))); }

[[gnu::always_inline]] constexpr std::size_t unsigned_varint_size(std::uint64_t value) noexcept {
  if (value < (1U << 7)) return 1;
  if (value < (1U << 14)) return 2;
  return (static_cast<std::size_t>(std::bit_width(value | 1U)) * 9 + 64) / 64; // bits divided by 7, rounded up, without a division
}

/// Writes at most 10 bytes at `out` and returns the end of what was written.
inline std::byte* put_unsigned_varint(std::byte* out, std::uint64_t value) noexcept {
  for (; value > 127; value >>= 7) *out++ = static_cast<std::byte>((value & 127U) | 128U);
  *out++ = static_cast<std::byte>(value);
  return out;
}

/// Reads a varint of at most `max_size` bytes from [in, end) into `value`; returns the byte behind it, or null when it is cut off, endless or has
/// bits beyond the type's (32 for max_size 5, 64 for 10).
template <class Unsigned>
inline const std::byte* get_unsigned_varint(const std::byte* in, const std::byte* end, Unsigned& value) noexcept {
  constexpr int bits = static_cast<int>(sizeof(Unsigned) * 8);
  Unsigned result = 0;
  for (int shift = 0; in != end && shift < bits; shift += 7) {
    const auto byte = std::to_integer<std::uint8_t>(*in++);
    if (shift + 7 > bits && (byte >> (bits - shift)) != 0) return nullptr;
    result |= static_cast<Unsigned>(static_cast<Unsigned>(byte & 127U) << shift);
    if (byte < 128) {
      value = result;
      return in;
    }
  }
  return nullptr;
}

} // namespace klamm
