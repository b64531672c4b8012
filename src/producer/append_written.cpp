// Appending a record whose value a serializer writes straight into the batch.
#include "producer/record_append.hpp"

namespace klamm::producer {

Result<bool> RecordAccumulator::append_written(const ProducerRecord& record, Timestamp timestamp, bool urgent,
                                               CompletionList::Handler& done, const detail::ValueWriter& writer, ByteSink& apart) {
  TopicState& topic = topics_.get(record.topic);
  const TopicState::Partitions* partitions = topic.partitions();
  if (!partitions || (topic.settings.partition_function && !record.partition)) { // which wants to see the value
    if (auto failed = writer.write(apart, record.topic)) return *failed;
    return false;
  }
  if (record.partition && (*record.partition < 0 || *record.partition >= partitions->count()))
    return no_such_partition(record, partitions->count());
  RecordParts parts = parts_of(record, timestamp);
  const Place place{topic, *partitions, record.partition ? *record.partition : choose_partition(topic, *partitions, record),
                    !record.partition};
  std::optional<Error> failed;
  if (write_in_place(place, parts, urgent, done, writer, apart, failed)) return true;
  if (failed) return *failed;
  parts.value = apart.bytes();
  const std::size_t bound = record_size_bound(parts);
  if (bound + batch_overhead > largest()) return false; // append() says it
  return append_at(place, parts, bound, urgent, done, nullptr) == Appended::yes;
}

// False where the value is `apart` instead: it is null, or larger than the room that was left for it.
bool RecordAccumulator::write_in_place(const Place& place, const RecordParts& parts, bool urgent, CompletionList::Handler& done,
                                       const detail::ValueWriter& writer, ByteSink& apart, std::optional<Error>& failed) {
  constexpr std::size_t varints = 2 * max_varint_size; // lengths whose width is not known yet
  PartitionQueue& queue = *place.partitions.queues[static_cast<std::size_t>(place.partition)];
  const std::size_t beside_value = record_size_bound(parts) + varints, headers = record_format::headers_size(parts.headers);
  Added added;
  BatchPtr empty;
  bool written = false;
  std::int32_t value_size = -1;
  {
    const PartitionGuard lock(queue.lock);
    const auto expected = [&queue] { // the value's size, from the records before
      const BatchBuilder& builder = queue.open->builder;
      return builder.empty() ? std::size_t{64} : builder.size() / static_cast<std::size_t>(builder.count());
    };
    const std::size_t usual = queue.open ? expected() : 64;
    if (queue.open && queue.open->builder.limit() - queue.open->builder.size() < beside_value + usual) close_open(queue), added.full = true;
    if (!queue.open && begin_batch(queue, beside_value + usual, nullptr)) added.begun = queue.open->created;
    if (!queue.open) {
      failed = writer.write(apart, *place.topic.name);
    } else {
      const std::size_t before = queue.open->builder.size(), limit = queue.open->builder.limit();
      const WritingInPlace writing;
      written = queue.open->builder
                    .append_with(parts, usual,
                                 [&](Buffer& buffer) {
                                   char* const begin = reinterpret_cast<char*>(buffer.data() + buffer.size());
                                   ByteSink sink(begin, begin + (limit - buffer.size() - headers - varints));
                                   failed = writer.write(sink, *place.topic.name);
                                   if (failed) return false;
                                   if (sink.moved() || sink.is_null()) return apart.take(sink), false;
                                   buffer.resize(buffer.size() + sink.size());
                                   value_size = static_cast<std::int32_t>(sink.size());
                                   return true;
                                 })
                    .has_value();
      if (written) count_in(queue, before, {parts.timestamp, size_told(parts.key), value_size}, urgent, done, added);
      else if (queue.open->builder.empty()) empty = std::move(queue.open);
    }
  }
  if (empty) recycle(std::move(empty));
  if (written) after_append(place, added, urgent);
  else if (added.full) wake_for(TimePoint::min(), true);
  return written;
}

} // namespace klamm::producer
