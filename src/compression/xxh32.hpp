// xxHash of 32 bits with seed 0: the checksum inside lz4 frames.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "base/buffer.hpp"

namespace klamm::compression {

inline std::uint32_t xxh32(ConstBytes bytes) noexcept {
  constexpr std::uint32_t p1 = 2654435761U, p2 = 2246822519U, p3 = 3266489917U, p4 = 668265263U, p5 = 374761393U;
  const auto word = [&bytes](std::size_t i) {
    const auto at = [&](std::size_t k) { return std::to_integer<std::uint32_t>(bytes[i + k]); };
    return at(0) | at(1) << 8 | at(2) << 16 | at(3) << 24;
  };
  std::uint32_t hash = p5;
  std::size_t i = 0;
  if (bytes.size() >= 16) {
    std::array<std::uint32_t, 4> lanes{p1 + p2, p2, 0, 0U - p1};
    for (; i + 16 <= bytes.size(); i += 16) {
      for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] = std::rotl(lanes[lane] + word(i + 4 * lane) * p2, 13) * p1;
    }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
  }
  hash += static_cast<std::uint32_t>(bytes.size());
  for (; i + 4 <= bytes.size(); i += 4) hash = std::rotl(hash + word(i) * p3, 17) * p4;
  for (; i < bytes.size(); ++i) hash = std::rotl(hash + std::to_integer<std::uint32_t>(bytes[i]) * p5, 11) * p1;
  hash = (hash ^ (hash >> 15)) * p2;
  hash = (hash ^ (hash >> 13)) * p3;
  return hash ^ (hash >> 16);
}

} // namespace klamm::compression
