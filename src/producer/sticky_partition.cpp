#include "producer/sticky_partition.hpp"

#include <algorithm>

namespace klamm::producer {

std::int32_t StickyPartition::choose(std::uint64_t random, std::int32_t partition_count, const Weights& weights) noexcept {
  std::int32_t partition = 0;
  if (!weights.cumulative.empty() && weights.cumulative.back() > 0) {
    const auto point = static_cast<std::int32_t>(random % static_cast<std::uint64_t>(weights.cumulative.back()));
    const auto chosen = std::ranges::upper_bound(weights.cumulative, point) - weights.cumulative.begin();
    partition = weights.partitions[static_cast<std::size_t>(chosen)];
  } else if (partition_count > 0) {
    partition = static_cast<std::int32_t>(random % static_cast<std::uint64_t>(partition_count));
  }
  produced_.store(0, std::memory_order_relaxed);
  current_.store(partition, std::memory_order_relaxed);
  return partition;
}

void cumulative_weights(std::span<std::int32_t> queue_lengths) noexcept {
  if (queue_lengths.empty()) return;
  const std::int32_t longest = *std::ranges::max_element(queue_lengths);
  std::int32_t sum = 0;
  for (std::int32_t& length : queue_lengths) length = sum += longest + 1 - length;
}

} // namespace klamm::producer
