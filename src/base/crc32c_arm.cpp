// CRC-32C on ARMv8: the crc32c instruction on three interleaved streams, joined by carry-less multiplication.
#if defined(__aarch64__)

#include <arm_acle.h>
#include <arm_neon.h>

#if defined(__linux__)
#include <sys/auxv.h>
#endif

#include <cstring>

#include "base/crc32c_hardware.hpp"
#include "base/crc32c_math.hpp"

namespace klamm {

namespace {

std::uint64_t load64(const std::byte* p) noexcept {
  std::uint64_t value;
  std::memcpy(&value, p, 8);
  return value;
}

[[gnu::target("+crc")]] inline std::uint32_t update_serial(std::uint32_t crc, const std::byte* p, std::size_t size) noexcept {
  for (; size >= 8; p += 8, size -= 8) crc = __crc32cd(crc, load64(p));
  for (; size > 0; ++p, --size) crc = __crc32cb(crc, std::to_integer<std::uint8_t>(*p));
  return crc;
}

[[gnu::target("+crc+crypto")]] inline std::uint64_t times(std::uint32_t crc, std::uint32_t factor) noexcept {
  return static_cast<std::uint64_t>(vmull_p64(crc, factor)); // 63 bits
}

/// Three streams of `Bytes` each, side by side; the first two registers are then moved over what follows them.
template <std::size_t Bytes>
[[gnu::target("+crc+crypto")]] inline std::uint32_t update_three(std::uint32_t crc, const std::byte* p) noexcept {
  constexpr std::uint32_t over_two = crc32c_math::shift_over(2 * Bytes), over_one = crc32c_math::shift_over(Bytes);
  std::uint32_t a = crc, b = 0, c = 0;
  for (std::size_t i = 0; i < Bytes; i += 8) {
    a = __crc32cd(a, load64(p + i));
    b = __crc32cd(b, load64(p + Bytes + i));
    c = __crc32cd(c, load64(p + 2 * Bytes + i));
  }
  return __crc32cd(0, times(a, over_two) ^ times(b, over_one)) ^ c;
}

[[gnu::target("+crc+crypto")]] std::uint32_t update_by_crc_and_pmull(std::uint32_t crc, const std::byte* p, std::size_t size) noexcept {
  constexpr std::size_t large = 1344, small = 168;
  for (; size >= 3 * large; p += 3 * large, size -= 3 * large) crc = update_three<large>(crc, p);
  for (; size >= 3 * small; p += 3 * small, size -= 3 * small) crc = update_three<small>(crc, p);
  return update_serial(crc, p, size);
}

[[gnu::target("+crc")]] std::uint32_t update_by_crc(std::uint32_t crc, const std::byte* p, std::size_t size) noexcept {
  return update_serial(crc, p, size);
}

constexpr Crc32cMethod by_crc{"armv8 crc", &update_by_crc};
constexpr Crc32cMethod by_crc_and_pmull{"armv8 crc+pmull", &update_by_crc_and_pmull};

} // namespace

std::array<const Crc32cMethod*, 2> crc32c_hardware_methods() noexcept {
#if defined(__linux__)
  const unsigned long capabilities = getauxval(AT_HWCAP);
  const bool crc = (capabilities & HWCAP_CRC32) != 0, pmull = crc && (capabilities & HWCAP_PMULL) != 0;
#else
  constexpr bool crc = true, pmull = true; // every other 64-bit ARM system that runs this (macOS) has both
#endif
  return {crc ? &by_crc : nullptr, pmull ? &by_crc_and_pmull : nullptr};
}

} // namespace klamm

#endif
