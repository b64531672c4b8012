// What the client's executor and the polling thread share of one assigned partition: who it is, and the last that a broker told of its log. Lives as
// long as anybody refers to it, records included.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/counter.hpp"
#include "klamm/record.hpp"

namespace klamm::consumer {

/// Names one assignment of a partition; never used again by the same consumer.
using PartitionId = std::uint32_t;

/// Counts the seeks of a partition: what was fetched for an older version is not delivered any more.
using PositionVersion = std::uint32_t;

struct PartitionHandle {
  PartitionHandle(PartitionId number, TopicPartition of) : id(number), name(std::move(of)) {}

  const PartitionId id;
  const TopicPartition name;

  // Written by the executor, read by anybody; each by itself. -1: not told yet.
  std::atomic<std::int64_t> high_watermark{-1};
  std::atomic<std::int64_t> last_stable_offset{-1};
  std::atomic<std::int64_t> log_start_offset{-1};
  Counter bytes; ///< of batches that were fetched
};

using PartitionPtr = std::shared_ptr<PartitionHandle>;

} // namespace klamm::consumer
