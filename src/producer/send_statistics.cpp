#include "producer/send_statistics.hpp"

#include <mutex>

namespace klamm::producer {
namespace {

SendStatistics of_partition(PartitionQueue& queue) {
  const PartitionCounters& counters = queue.counters;
  SendStatistics one;
  one.records_sent = counters.records_sent.get();
  one.records_failed = counters.records_failed.get();
  one.batches = counters.batches.get();
  one.batched_records = counters.batched_records.get();
  one.uncompressed_bytes = counters.uncompressed_bytes.get();
  one.bytes = counters.bytes.get();
  one.retries = counters.retries.get();
  one.splits = counters.splits.get();
  one.retrying_batches = counters.retrying_batches.get();
  one.retrying_bytes = counters.retrying_bytes.get();
  one.in_flight_batches = counters.in_flight_batches.get();
  one.in_flight_bytes = counters.in_flight_bytes.get();
  const std::lock_guard lock(queue.lock);
  one.waiting_batches = queue.closed.size() + (queue.open ? 1 : 0);
  for (const BatchPtr& batch : queue.closed) one.waiting_bytes += batch->builder.size();
  if (queue.open) one.waiting_bytes += queue.open->builder.size();
  return one;
}

} // namespace

ProducerStatistics send_statistics(RecordAccumulator& accumulator) {
  ProducerStatistics all;
  for (TopicState* topic : accumulator.topics().all()) {
    ProducerTopicStatistics& one = all.topics.emplace_back();
    one.topic = *topic->name;
    if (const auto* partitions = topic->partitions())
      for (PartitionQueue* queue : partitions->queues) one.total += one.partitions.emplace_back(of_partition(*queue));
    all.total += one.total;
  }
  all.batch_bytes = accumulator.batch_bytes().distribution();
  all.buffer_memory = accumulator.pool().total();
  all.buffer_memory_used = accumulator.pool().in_use();
  all.waiting_for_memory = accumulator.pool().waiting();
  return all;
}

} // namespace klamm::producer
