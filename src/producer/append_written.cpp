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
  const Place place{topic, *partitions, record.partition ? *record.partition : choose_partition(topic, *partitions, record),
                    !record.partition};
  std::optional<Error> failed;
  if (write_in_place(place, parts_of(record, timestamp), urgent, done, writer, apart, failed)) return true;
  if (failed) return *failed;
  ProducerRecord whole = record;
  whole.value = apart.bytes();
  const std::size_t bound = record_size_bound(whole);
  if (bound + batch_overhead > largest_) return false; // append() says it
  return append_at(place, whole, timestamp, bound, urgent, done, nullptr) == Appended::yes;
}

// False where the value is `apart` instead: it is null, or larger than the room that was left for it.
bool RecordAccumulator::write_in_place(const Place& place, const RecordParts& parts, bool urgent, CompletionList::Handler& done,
                                       const detail::ValueWriter& writer, ByteSink& apart, std::optional<Error>& failed) {
  constexpr std::size_t varints = 2 * max_varint_size; // lengths whose width is not known yet
  PartitionQueue& queue = place.queue();
  const std::size_t beside_value = record_size_bound(parts) + varints, headers = record_format::headers_size(parts.headers);
  News news{.urgent = urgent};
  std::size_t bytes = 0;
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
    if (queue.open && queue.open->builder.limit() - queue.open->builder.size() < beside_value + usual) close_open(queue), news.full = true;
    if (!queue.open) news.begun = begin_batch(queue, beside_value + usual, nullptr);
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
      bytes = queue.open->builder.size() - before;
      if (written) count_in(queue, bytes, {parts.timestamp, size_told(parts.key), value_size}, done, news);
      else if (queue.open->builder.empty()) empty = std::move(queue.open);
    }
  }
  if (empty) recycle(std::move(empty));
  if (written) after_append(place, bytes, news);
  else if (news.full) wake_for(TimePoint::min(), true);
  return written;
}

} // namespace klamm::producer
