// What the two ways of appending a record share: whole (record_accumulator.cpp) and with a value that is written in place (append_written.cpp).
#pragma once

#include <stdexcept>

#include "producer/record_accumulator.hpp"

namespace klamm::producer {

constexpr std::size_t batch_overhead = RecordBatchHeader::size;

inline RecordParts parts_of(const ProducerRecord& record, Timestamp timestamp) noexcept {
  return {record.key, record.value, record.headers, record.timestamp.value_or(timestamp)};
}

Error no_such_partition(const ProducerRecord& record, std::int32_t partitions);

// While this thread lets a serializer write into a batch it holds that partition's lock. A send from within would wait for it forever.
inline thread_local bool writing_in_place = false;

struct WritingInPlace {
  WritingInPlace() noexcept { writing_in_place = true; }
  WritingInPlace(const WritingInPlace&) = delete;
  WritingInPlace& operator=(const WritingInPlace&) = delete;
  ~WritingInPlace() { writing_in_place = false; }
};

class PartitionGuard {
public:
  explicit PartitionGuard(LightLock& lock) : lock_(lock) {
    if (!lock_.try_lock()) [[unlikely]]
      wait();
  }
  PartitionGuard(const PartitionGuard&) = delete;
  PartitionGuard& operator=(const PartitionGuard&) = delete;
  ~PartitionGuard() { lock_.unlock(); }

private:
  void wait() {
    if (writing_in_place) throw std::logic_error("klamm: a serializer may not send records");
    lock_.lock();
  }

  LightLock& lock_;
};

inline void RecordAccumulator::count_in(PartitionQueue& queue, std::size_t before, Timestamp timestamp, bool urgent,
                                        CompletionList::Handler& done, Added& added) {
  ProducerBatch& batch = *queue.open;
  added.bytes = batch.builder.size() - before;
  batch.completions.add(std::move(done), timestamp);
  charge_completions(batch);
  batch.urgent = batch.urgent || urgent;
  if (batch.builder.limit() - batch.builder.size() < added.bytes) close_open(queue), added.full = true; // another one like it would not fit
  if (!queue.listed) added.activated = queue.listed = true;
}

inline void RecordAccumulator::after_append(const Place& place, const Added& added, bool urgent) {
  if (place.chosen && place.topic.sticky.add(place.partition, added.bytes, settings_.batch_size, added.full))
    choose_sticky(place.topic, place.partitions);
  if (added.activated) activate(*place.partitions.queues[static_cast<std::size_t>(place.partition)]);
  if (added.full) wake_for(TimePoint::min(), true);
  else if (urgent) wake_for(TimePoint::min(), false);
  else if (added.begun != never)
    wake_for(settings_.linger > Duration::zero() ? after(added.begun, settings_.linger) : TimePoint::min(), false);
}

} // namespace klamm::producer
