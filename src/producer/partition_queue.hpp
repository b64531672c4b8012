// The batches of one partition, from the open one to those in flight. Callers append under `lock`; everything below the line is the loop's.
#pragma once

#include <atomic>
#include <deque>
#include <vector>

#include "base/light_lock.hpp"
#include "cluster/node.hpp"
#include "producer/partition_counters.hpp"
#include "producer/producer_batch.hpp"

namespace klamm::producer {

struct TopicState;

struct PartitionQueue {
  PartitionQueue(TopicState& of, std::int32_t number) noexcept : topic(of), partition(number) {}

  TopicState& topic;
  const std::int32_t partition;

  LightLock lock; // guards these three
  BatchPtr open;
  std::deque<BatchPtr> closed; ///< full ones that wait to be sent
  bool listed = false;         ///< the loop knows that there is something here

  std::atomic<std::int32_t> waiting{0}; ///< batches, for the adaptive partitioner
  PartitionQueue* next_activated = nullptr;
  PartitionCounters counters;

  // ---- the loop's

  std::deque<BatchPtr> retries;   ///< to be sent again, by sequence, before anything new
  std::deque<BatchPtr> in_flight; ///< sent, in the order they were sent
  std::vector<BatchOutcome>
      held; ///< outcomes that came before those of earlier batches, which the old leader has still to answer, or that go again
  cluster::NodeId leader = cluster::no_node;
  std::int32_t leader_epoch = -1;
  std::uint64_t leader_version = 0; ///< of the metadata that `leader` is from

  // Idempotence (KIP-98): see producer_id.hpp
  std::int64_t producer_id = no_producer_id;
  std::int16_t producer_epoch = no_producer_epoch;
  std::int32_t next_sequence = 0;
  std::int32_t last_acked_sequence = no_sequence;
  std::int64_t last_acked_offset = -1;
  bool needs_new_epoch =
      false;                  ///< sequences have, or may have, a gap: nothing is sent until what is in flight is answered, then anew from 0
  bool broker_forgot = false; ///< … as the broker has lost acknowledged records

  bool nothing_left() const noexcept { return retries.empty() && in_flight.empty(); } // beside what `lock` guards
};

} // namespace klamm::producer
