#include "base/murmur2.hpp"

namespace klamm {

std::uint32_t murmur2(ConstBytes bytes) noexcept {
  constexpr std::uint32_t seed = 0x9747B28CU, m = 0x5BD1E995U;
  const auto at = [&bytes](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };

  std::uint32_t hash = seed ^ static_cast<std::uint32_t>(bytes.size());
  std::size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) {
    std::uint32_t k = at(i) | at(i + 1) << 8 | at(i + 2) << 16 | at(i + 3) << 24;
    k *= m;
    k ^= k >> 24;
    hash = (hash * m) ^ (k * m);
  }
  const std::size_t left = bytes.size() - i;
  if (left >= 3) hash ^= at(i + 2) << 16;
  if (left >= 2) hash ^= at(i + 1) << 8;
  if (left >= 1) hash = (hash ^ at(i)) * m;
  hash = (hash ^ (hash >> 13)) * m;
  return hash ^ (hash >> 15);
}

} // namespace klamm
