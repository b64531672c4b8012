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

constexpr std::int32_t size_told(BytesView bytes) noexcept { return bytes.is_null() ? -1 : static_cast<std::int32_t>(bytes.size()); }

inline void RecordAccumulator::count_in(PartitionQueue& queue, std::size_t before, const CompletionList::Record& record, bool urgent,
                                        CompletionList::Handler& done, Added& added) {
  ProducerBatch& batch = *queue.open;
  added.bytes = batch.builder.size() - before;
  batch.completions.add(std::move(done), record);
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

// The end of every record's way: inlined into the few callers, as it costs less than a call's arguments.
[[gnu::always_inline]] inline RecordAccumulator::Appended RecordAccumulator::append_at(const Place& place, const RecordParts& parts,
                                                                                       std::size_t bound, bool urgent,
                                                                                       CompletionList::Handler& done, Buffer* memory) {
  PartitionQueue& queue = *place.partitions.queues[static_cast<std::size_t>(place.partition)];
  Added added;
  {
    const PartitionGuard lock(queue.lock);
    if (queue.open && !queue.open->builder.fits(parts, bound)) [[unlikely]]
      close_open(queue), added.full = true;
    if (!queue.open) [[unlikely]] {
      if (!begin_batch(queue, bound, memory)) {
        if (added.full) wake_for(TimePoint::min(), true);
        return Appended::no_memory;
      }
      added.begun = queue.open->created;
    }
    const std::size_t before = queue.open->builder.size();
    queue.open->builder.append(parts);
    count_in(queue, before, {parts.timestamp, size_told(parts.key), size_told(parts.value)}, urgent, done, added);
  }
  after_append(place, added, urgent);
  return Appended::yes;
}

} // namespace klamm::producer
