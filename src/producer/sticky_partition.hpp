// Which partition a record without a key goes to. Any thread: what it keeps is atomic.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace klamm::producer {

/// For records without a key: all go to one partition until a batch's worth of bytes has gone there, then to another one (KIP-480, KIP-794). With loads, a
/// partition is the rarer chosen the more batches wait for it; without, all are equally likely.
class StickyPartition {
public:
  static constexpr std::int32_t none = -1;

  std::int32_t current() const noexcept { return current_.load(std::memory_order_relaxed); }

  /// Counts `bytes` gone to `partition`; true when it is time to choose() another one: at the end of a batch, once a batch's worth is there.
  bool add(std::int32_t partition, std::size_t bytes, std::size_t batch_size, bool at_batch_end) noexcept {
    if (current() != partition) return false;
    const std::size_t produced = produced_.load(std::memory_order_relaxed) + bytes; // a lost update only delays the change
    produced_.store(produced, std::memory_order_relaxed);
    return produced >= (at_batch_end ? batch_size : 2 * batch_size);
  }

  /// Chooses a partition by `random`. `weights`: the candidates and the running sums of their weights; empty: all partitions alike.
  struct Weights {
    std::span<const std::int32_t> partitions;
    std::span<const std::int32_t> cumulative;
  };
  std::int32_t choose(std::uint64_t random, std::int32_t partition_count, const Weights& weights) noexcept;

private:
  std::atomic<std::int32_t> current_{none};
  std::atomic<std::size_t> produced_{0};
};

/// Turns queue lengths (batches waiting per partition) into running sums of weights, in place: a partition weighs max + 1 - its length (KIP-794).
void cumulative_weights(std::span<std::int32_t> queue_lengths) noexcept;

} // namespace klamm::producer
