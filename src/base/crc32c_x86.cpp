// CRC-32C on x86-64: the crc32 instruction on three interleaved streams (it takes three cycles but starts every cycle), and folding of 256 bytes
// at a time by 512-bit carry-less multiplication where the processor has it.
#if defined(__x86_64__)

#include <immintrin.h>

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

[[gnu::target("sse4.2")]] inline std::uint32_t update_serial(std::uint32_t crc, const std::byte* p, std::size_t size) noexcept {
  std::uint64_t c = crc;
  for (; size >= 8; p += 8, size -= 8) c = _mm_crc32_u64(c, load64(p));
  auto c32 = static_cast<std::uint32_t>(c);
  if ((size & 4U) != 0) {
    std::uint32_t word;
    std::memcpy(&word, p, 4);
    c32 = _mm_crc32_u32(c32, word);
    p += 4;
  }
  if ((size & 2U) != 0) {
    std::uint16_t word;
    std::memcpy(&word, p, 2);
    c32 = _mm_crc32_u16(c32, word);
    p += 2;
  }
  if ((size & 1U) != 0) c32 = _mm_crc32_u8(c32, std::to_integer<std::uint8_t>(*p));
  return c32;
}

[[gnu::target("sse4.2,pclmul")]] inline std::uint64_t times(std::uint64_t crc, std::uint32_t factor) noexcept {
  const __m128i product =
      _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<long long>(crc)), _mm_cvtsi32_si128(static_cast<int>(factor)), 0);
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
}

/// Three streams of `Bytes` each, side by side. The first two registers are moved over what follows them inside the third's last word.
template <std::size_t Bytes>
[[gnu::target("sse4.2,pclmul")]] inline std::uint32_t update_three(std::uint32_t crc, const std::byte* p) noexcept {
  constexpr std::uint32_t over_two = crc32c_math::shift_over(2 * Bytes), over_one = crc32c_math::shift_over(Bytes);
  std::uint64_t a = crc, b = 0, c = 0;
  for (std::size_t i = 0; i < Bytes - 8; i += 8) {
    a = _mm_crc32_u64(a, load64(p + i));
    b = _mm_crc32_u64(b, load64(p + Bytes + i));
    c = _mm_crc32_u64(c, load64(p + 2 * Bytes + i));
  }
  a = _mm_crc32_u64(a, load64(p + Bytes - 8));
  b = _mm_crc32_u64(b, load64(p + 2 * Bytes - 8));
  c = _mm_crc32_u64(c, load64(p + 3 * Bytes - 8));
  const std::uint64_t moved = times(a, over_two) ^ times(b, over_one);
  return static_cast<std::uint32_t>(_mm_crc32_u64(0, moved) ^ c);
}

[[gnu::target("sse4.2,pclmul")]] std::uint32_t update_by_sse42(std::uint32_t crc, const std::byte* p, std::size_t size) noexcept {
  constexpr std::size_t large = 1344, small = 168;
  for (; size >= 3 * large; p += 3 * large, size -= 3 * large) crc = update_three<large>(crc, p);
  for (; size >= 3 * small; p += 3 * small, size -= 3 * small) crc = update_three<small>(crc, p);
  return update_serial(crc, p, size);
}

template <std::size_t Bits>
[[gnu::target("avx512f,avx512vl,vpclmulqdq,pclmul,sse4.2")]] inline __m512i factors512() noexcept {
  constexpr auto k = crc32c_math::fold_over(Bits);
  const auto first = static_cast<long long>(k[0]), second = static_cast<long long>(k[1]);
  return _mm512_set_epi64(second, first, second, first, second, first, second, first);
}

/// `a` moved forward over what `factors` say, plus `b`.
[[gnu::target("avx512f,avx512vl,vpclmulqdq,pclmul,sse4.2")]] inline __m512i fold(__m512i a, __m512i factors, __m512i b) noexcept {
  constexpr int xor_all = 0x96;
  return _mm512_ternarylogic_epi64(_mm512_clmulepi64_epi128(a, factors, 0x00), _mm512_clmulepi64_epi128(a, factors, 0x11), b, xor_all);
}

/// One of a vector's four 128-bit parts (the plain intrinsics make GCC 12 warn of uninitialised values inside them).
template <int I>
[[gnu::target("avx512f,avx512vl,vpclmulqdq,pclmul,sse4.2")]] inline __m128i quarter(__m512i a) noexcept {
  return _mm512_maskz_extracti32x4_epi32(0xF, a, I);
}

/// The register after 64 bytes that were folded into one vector: its first three quarters are moved onto the last, whose CRC is that of all.
[[gnu::target("avx512f,avx512vl,vpclmulqdq,pclmul,sse4.2")]] inline std::uint32_t finish512(__m512i folded) noexcept {
  constexpr auto k3 = crc32c_math::fold_over(384), k2 = crc32c_math::fold_over(256), k1 = crc32c_math::fold_over(128);
  const __m512i factors =
      _mm512_set_epi64(0, 0, static_cast<long long>(k1[1]), static_cast<long long>(k1[0]), static_cast<long long>(k2[1]),
                       static_cast<long long>(k2[0]), static_cast<long long>(k3[1]), static_cast<long long>(k3[0]));
  const __m512i moved = _mm512_xor_si512(_mm512_clmulepi64_epi128(folded, factors, 0x00), _mm512_clmulepi64_epi128(folded, factors, 0x11));
  const __m128i last =
      _mm_xor_si128(_mm_xor_si128(quarter<0>(moved), quarter<1>(moved)), _mm_xor_si128(quarter<2>(moved), quarter<3>(folded)));
  const std::uint64_t low = static_cast<std::uint64_t>(_mm_cvtsi128_si64(last));
  return static_cast<std::uint32_t>(_mm_crc32_u64(_mm_crc32_u64(0, low), static_cast<std::uint64_t>(_mm_extract_epi64(last, 1))));
}

[[gnu::target("avx512f,avx512vl,vpclmulqdq,pclmul,sse4.2")]] std::uint32_t update_by_avx512(std::uint32_t crc, const std::byte* p,
                                                                                            std::size_t size) noexcept {
  if (size < 128) return update_serial(crc, p, size);
  const __m512i over64 = factors512<512>();
  __m512i a = _mm512_xor_si512(_mm512_loadu_si512(p), _mm512_zextsi128_si512(_mm_cvtsi32_si128(static_cast<int>(crc))));
  if (size >= 512) {
    const __m512i over256 = factors512<2048>();
    __m512i b = _mm512_loadu_si512(p + 64), c = _mm512_loadu_si512(p + 128), d = _mm512_loadu_si512(p + 192);
    for (p += 256, size -= 256; size >= 256; p += 256, size -= 256) {
      a = fold(a, over256, _mm512_loadu_si512(p));
      b = fold(b, over256, _mm512_loadu_si512(p + 64));
      c = fold(c, over256, _mm512_loadu_si512(p + 128));
      d = fold(d, over256, _mm512_loadu_si512(p + 192));
    }
    a = fold(fold(fold(a, over64, b), over64, c), over64, d);
  } else {
    p += 64, size -= 64;
  }
  for (; size >= 64; p += 64, size -= 64) a = fold(a, over64, _mm512_loadu_si512(p));
  return update_serial(finish512(a), p, size);
}

constexpr Crc32cMethod by_sse42{"sse4.2", &update_by_sse42};
constexpr Crc32cMethod by_avx512{"avx512", &update_by_avx512};

} // namespace

std::array<const Crc32cMethod*, 2> crc32c_hardware_methods() noexcept {
  __builtin_cpu_init();
  const bool sse42 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
  const bool avx512 =
      sse42 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("vpclmulqdq");
  return {sse42 ? &by_sse42 : nullptr, avx512 ? &by_avx512 : nullptr};
}

} // namespace klamm

#endif
