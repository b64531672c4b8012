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

[[gnu::always_inline]] inline std::int32_t RecordAccumulator::choose_partition(TopicState& topic, const TopicState::Partitions& partitions,
                                                                               const ProducerRecord& record) {
  const PartitionerKind kind = topic.settings.partitioner;
  const BytesView key = settings_.ignore_keys ? BytesView() : !record.partition_key.is_null() ? record.partition_key : record.key;
  if (kind != PartitionerKind::sticky && !(kind == PartitionerKind::murmur2 && key.is_null()))
    return partition_by_key(topic, partitions, key);
  const std::int32_t current = topic.sticky.current();
  if (static_cast<std::uint32_t>(current) >= static_cast<std::uint32_t>(partitions.count())) [[unlikely]] // none as yet
    return choose_sticky(topic, partitions);
  return current;
}

inline void RecordAccumulator::count_in(PartitionQueue& queue, std::size_t bytes, const CompletionList::Record& record,
                                        CompletionList::Handler& done, News& news) {
  ProducerBatch& batch = *queue.open;
  if (batch.completions.add(std::move(done), record)) [[unlikely]]
    charge_completions(batch);
  if (news.urgent) batch.urgent = true;
  if (batch.builder.limit() - batch.builder.size() < bytes) [[unlikely]] // another one like it would not fit
    close_open(queue), news.full = true;
  if (!queue.listed) [[unlikely]]
    news.activated = queue.listed = true;
}

inline void RecordAccumulator::after_append(const Place& place, std::size_t bytes, News news) {
  if (place.chosen && place.topic.sticky.add(place.partition, bytes, settings_.batch_size, news.full)) [[unlikely]]
    choose_sticky(place.topic, place.partitions);
  if (news.any()) [[unlikely]]
    tell_loop(place.queue(), news);
}

// The end of every record's way: inlined into the few callers, as it costs less than a call's arguments.
[[gnu::always_inline]] inline RecordAccumulator::Appended RecordAccumulator::append_at(const Place& place, const ProducerRecord& record,
                                                                                       Timestamp timestamp, std::size_t bound, bool urgent,
                                                                                       CompletionList::Handler& done, Buffer* memory) {
  PartitionQueue& queue = place.queue();
  News news{.urgent = urgent};
  std::size_t bytes = 0;
  {
    const PartitionGuard lock(queue.lock);
    while (!queue.open || (bytes = queue.open->builder.append(record, timestamp, bound)) == 0) [[unlikely]] {
      news.full = news.full || queue.open;
      if (!next_batch(queue, bound, memory)) return Appended::no_memory;
      news.begun = true;
    }
    count_in(queue, bytes, {timestamp, size_told(record.key), size_told(record.value)}, done, news);
  }
  after_append(place, bytes, news);
  return Appended::yes;
}

/// Whether the partitioner, asked twice for a record, says the same.
constexpr bool chooses_alike(PartitionerKind kind) noexcept { return kind == PartitionerKind::murmur2 || kind == PartitionerKind::sticky; }

[[gnu::always_inline]] inline bool RecordAccumulator::append_quickly(const ProducerRecord& record, Timestamp timestamp,
                                                                     CompletionList::Handler& done) noexcept {
  TopicState* const topic = topics_.last(record.topic);
  const TopicState::Partitions* const partitions = topic ? topic->partitions() : nullptr;
  if (!partitions || topic->settings.partition_function) [[unlikely]]
    return false;
  const bool chosen = !record.partition;
  if (chosen && !chooses_alike(topic->settings.partitioner)) [[unlikely]] // append() would choose again
    return false;
  const std::int32_t partition = chosen ? choose_partition(*topic, *partitions, record) : *record.partition;
  if (static_cast<std::uint32_t>(partition) >= static_cast<std::uint32_t>(partitions->count())) [[unlikely]]
    return false;
  PartitionQueue& queue = *partitions->queues[static_cast<std::size_t>(partition)];
  const std::size_t room = 2 * record_size_bound(record); // of which half stays: the batch is not full afterwards
  if (room > largest_ || !queue.lock.try_lock()) [[unlikely]]
    return false;
  ProducerBatch* const batch = queue.open.get();
  const bool quick = batch && batch->builder.has_room(room) && batch->completions.has_room(done) && queue.listed;
  std::size_t bytes = 0;
  if (quick) [[likely]] {
    bytes = batch->builder.write(record, timestamp);
    batch->completions.add(std::move(done), {timestamp, size_told(record.key), size_told(record.value)});
  }
  queue.lock.unlock();
  if (quick && chosen && topic->sticky.add(partition, bytes, settings_.batch_size, false)) [[unlikely]]
    choose_sticky(*topic, *partitions);
  return quick;
}

} // namespace klamm::producer
