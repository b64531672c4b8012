// Arithmetic of polynomials modulo CRC-32C's, bit-reflected (the top bit is x^0): from it come all tables and folding constants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace klamm::crc32c_math {

constexpr std::uint32_t polynomial = 0x82F63B78U;
constexpr std::uint32_t one = 0x80000000U;

constexpr std::uint32_t times_x(std::uint32_t a) noexcept { return (a >> 1) ^ ((a & 1U) != 0 ? polynomial : 0U); }

constexpr std::uint32_t multiply(std::uint32_t a, std::uint32_t b) noexcept {
  std::uint32_t product = 0;
  for (; b != 0; b <<= 1, a = times_x(a)) {
    if ((b & one) != 0) product ^= a;
  }
  return product;
}

/// x^n
constexpr std::uint32_t power(std::uint64_t n) noexcept {
  std::uint32_t result = one;
  for (std::uint32_t square = one >> 1; n != 0; n >>= 1, square = multiply(square, square)) {
    if ((n & 1U) != 0) result = multiply(result, square);
  }
  return result;
}

/// What a carry-less product of 32 bits must be multiplied by, so that crc32(0, product as 64 bits) moves a register over `bytes` zero bytes:
/// the product sits one bit low, and the instruction itself multiplies by x^32.
constexpr std::uint32_t shift_over(std::size_t bytes) noexcept { return power(8 * bytes - 33); }

/// The two factors that move 128 bits forward by `bits`: for their first and for their last 64 bits.
constexpr std::array<std::uint64_t, 2> fold_over(std::size_t bits) noexcept { return {power(bits + 31), power(bits - 33)}; }

} // namespace klamm::crc32c_math
