// Network byte order. Both functions compile to one byte swap and one move.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>

namespace klamm::wire {

/// `value` with the most significant byte first in memory, or back.
template <std::unsigned_integral Int>
constexpr Int big_endian(Int value) noexcept {
  if constexpr (std::endian::native == std::endian::big || sizeof(Int) == 1) return value;
  else if constexpr (sizeof(Int) == 2) return __builtin_bswap16(value);
  else if constexpr (sizeof(Int) == 4) return __builtin_bswap32(value);
  else return __builtin_bswap64(value);
}

template <std::integral Int>
Int load_big_endian(const std::byte* from) noexcept {
  std::make_unsigned_t<Int> bits;
  std::memcpy(&bits, from, sizeof bits);
  return static_cast<Int>(big_endian(bits));
}

template <std::integral Int>
void store_big_endian(std::byte* to, Int value) noexcept {
  const auto bits = big_endian(static_cast<std::make_unsigned_t<Int>>(value));
  std::memcpy(to, &bits, sizeof bits);
}

} // namespace klamm::wire
