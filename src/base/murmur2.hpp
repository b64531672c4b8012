// The 32-bit murmur2 hash with the seed of Kafka's Java client: what its partitioner uses on keys.
#pragma once

#include <cstdint>

#include "base/buffer.hpp"

namespace klamm {

std::uint32_t murmur2(ConstBytes bytes) noexcept;

/// Java's toPositive(murmur2(key)) % partitions. `partitions` must be positive.
inline std::int32_t murmur2_partition(ConstBytes key, std::int32_t partitions) noexcept {
  return static_cast<std::int32_t>(murmur2(key) & 0x7FFFFFFFU) % partitions;
}

} // namespace klamm
