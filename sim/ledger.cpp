#include "sim/ledger.hpp"

#include <charconv>
#include <functional>

#include "base/crc32c.hpp"

namespace klamm::sim {
namespace {

constexpr std::size_t most_violations = 20;

std::string text_of(const TopicPartition& where) { return where.topic + "[" + std::to_string(where.partition) + "]"; }

} // namespace

void for_each_record(const mock::PartitionLog& log, std::int64_t from, std::int64_t to,
                     const std::function<void(std::int64_t, BytesView, BytesView)>& see) {
  Decompressor decompressor;
  for (const Slice& bytes : log.read(from, SIZE_MAX)) {
    BatchReader reader(bytes);
    while (reader.next().value()) {
      auto records = read_records(reader.batch(), decompressor).value();
      RecordView record;
      while (records.next(record)) {
        if (record.offset >= from && record.offset < to) see(record.offset, record.key, record.value);
      }
    }
  }
}

void Ledger::violation(std::string text) {
  if (violations_.size() < most_violations) violations_.push_back(std::move(text));
}

// Producers

std::size_t Ledger::add_producer(Promise promise) {
  producers_.push_back(promise);
  return producers_.size() - 1;
}

std::size_t Ledger::send(std::size_t producer, const std::string& topic, const std::string& lane, std::optional<std::int32_t> partition,
                         std::size_t size, TimePoint now) {
  const std::uint32_t sequence = lanes_[{producer, topic + "/" + lane}]++;
  records_.push_back({producer, topic, lane, sequence, partition, size, now});
  return records_.size() - 1;
}

std::string Ledger::value(std::size_t record) const {
  const Record& sent = records_[record];
  std::string text = std::to_string(record) + "|" + run_ + "|p" + std::to_string(sent.producer) + "|" + sent.topic + "|" + sent.lane + "|" +
                     std::to_string(sent.lane_sequence) + "|";
  Random filler(record);
  while (text.size() < sent.size) text.push_back(static_cast<char>('a' + filler.below(16)));
  return text + "|" + std::to_string(crc32c(as_bytes(text)));
}

std::string Ledger::describe(std::size_t record) const {
  if (record == foreign) return "a record that nobody sent there";
  const Record& sent = records_[record];
  return "record " + std::to_string(record) + " (producer " + std::to_string(sent.producer) + ", " + sent.topic + "/" + sent.lane + " #" +
         std::to_string(sent.lane_sequence) + ")";
}

void Ledger::completed(std::size_t record, const Result<RecordMetadata>& result, TimePoint now) {
  Record& sent = records_[record];
  const Promise& promise = producers_[sent.producer];
  if (++sent.completions > 1) return violation(describe(record) + " was completed twice");
  ++completed_;
  sent.result = result;
  if (now - sent.sent > promise.longest) {
    violation(describe(record) + " was completed only after " +
              std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now - sent.sent).count()) +
              " ms: " + (result ? "sent" : result.error().message()));
  }
  if (!result) {
    if (promise.no_errors) violation(describe(record) + " failed: " + result.error().message());
    return;
  }
  ++acknowledged_;
  if (result->topic() != sent.topic || (sent.partition && result->partition() != *sent.partition))
    violation(describe(record) + " is said to be in " + std::string(result->topic()) + "[" + std::to_string(result->partition()) + "]");
  if (!result->has_offset() || !promise.in_order) return;
  auto& last = last_acknowledged_.try_emplace({sent.producer, sent.topic, result->partition()}, -1).first->second;
  if (result->offset() <= last && !sent.lost_by_brokers && !lost_log_.contains({sent.topic, result->partition()}))
    violation(describe(record) + " was completed with offset " + std::to_string(result->offset()) + " after one with " +
              std::to_string(last));
  last = result->offset();
}

// Consumers

std::size_t Ledger::add_consumer(std::string name) {
  consumers_.push_back({std::move(name), {}, {}});
  return consumers_.size() - 1;
}

void Ledger::positioned(std::size_t consumer, const TopicPartition& partition, std::int64_t offset) {
  Reading& reading = consumers_[consumer].reading[partition];
  reading.next = offset;
  reading.begins_anew = false;
}

void Ledger::released(std::size_t consumer, const TopicPartition& partition) {
  auto& reading = consumers_[consumer].reading;
  const auto found = reading.find(partition);
  if (found == reading.end()) return;
  auto& past = consumers_[consumer].past[partition];
  past.insert(past.end(), found->second.deliveries.begin(), found->second.deliveries.end());
  reading.erase(found);
}

std::optional<std::int64_t> Ledger::position(std::size_t consumer, const TopicPartition& partition) const {
  const auto found = consumers_[consumer].reading.find(partition);
  return found == consumers_[consumer].reading.end() ? std::nullopt : std::optional(found->second.next);
}

void Ledger::delivered(std::size_t consumer, const ConsumerRecord& record, const mock::ClusterState& brokers) {
  ++deliveries_;
  Consumer& to = consumers_[consumer];
  const TopicPartition where = record.topic_partition();
  const auto reading = to.reading.find(where);
  const std::string what = to.name + " was given " + text_of(where) + "@" + std::to_string(record.offset());
  if (reading == to.reading.end()) return violation(what + ", which it does not read");
  std::int64_t& next = reading->second.next;
  const std::size_t known = identify(where, record.key(), record.value());
  // A record of the new topic. One that a lost answer had written to the old one as well can be told by its offset only.
  if (reading->second.begins_anew && known != foreign && (record.offset() == 0 || !records_[known].lost_by_brokers)) {
    reading->second.begins_anew = false;
    next = 0;
  }
  if (record.offset() != next) {
    const auto topic = brokers.topics().find(where.topic);
    const bool deleted = topic != brokers.topics().end() && record.offset() > next &&
                         record.offset() <= topic->second.partitions[static_cast<std::size_t>(where.partition)].log.start_offset();
    const bool truncated = record.offset() < next && lost_log_.contains(where);
    if (!deleted && !truncated) violation(what + " instead of " + std::to_string(next));
  }
  next = record.offset() + 1;
  if (known == foreign) violation(what + ", " + describe(foreign));
  reading->second.deliveries.push_back({record.offset(), known});
}

bool Ledger::has_everything(std::size_t consumer, const mock::ClusterState& brokers) const {
  for (const auto& [where, reading] : consumers_[consumer].reading) {
    const auto topic = brokers.topics().find(where.topic);
    if (topic == brokers.topics().end()) continue;
    const mock::PartitionLog& log = topic->second.partitions[static_cast<std::size_t>(where.partition)].log;
    if ((reading.next < log.end_offset() || reading.begins_anew) && log.end_offset() > log.start_offset()) return false;
  }
  return true;
}

// The log

std::size_t Ledger::identify(const TopicPartition& where, BytesView key, BytesView value) const {
  std::size_t index = foreign;
  const std::string_view text = value.text();
  if (std::from_chars(text.data(), text.data() + text.size(), index).ec != std::errc() || index >= records_.size()) return foreign;
  const Record& sent = records_[index];
  const bool keyed = sent.lane.starts_with('k');
  const bool same = text == this->value(index) && sent.topic == where.topic && (!sent.partition || *sent.partition == where.partition) &&
                    (keyed ? key == BytesView(sent.lane) : key.is_null());
  return same ? index : foreign;
}

void Ledger::losing(const TopicPartition& partition, const mock::PartitionLog& log, std::int64_t from, std::int64_t to) {
  for_each_record(log, from, to, [&](std::int64_t offset, BytesView key, BytesView value) {
    const std::size_t record = identify(partition, key, value);
    if (record == foreign) return violation(text_of(partition) + "@" + std::to_string(offset) + " was " + describe(foreign));
    records_[record].lost_by_brokers = true;
    lost_log_[partition].emplace(offset, record);
  });
}

void Ledger::recreating(const TopicPartition& partition) {
  for (Consumer& consumer : consumers_) {
    if (const auto reading = consumer.reading.find(partition); reading != consumer.reading.end()) reading->second.begins_anew = true;
  }
}

void Ledger::audit(const mock::ClusterState& brokers) {
  for (const auto& [name, topic] : brokers.topics()) {
    for (std::size_t i = 0; i < topic.partitions.size(); ++i)
      audit_partition({name, static_cast<std::int32_t>(i)}, topic.partitions[i].log);
  }
  for (std::size_t record = 0; record < records_.size(); ++record) audit_record(record);
  for (const Consumer& consumer : consumers_) {
    for (const auto& [partition, reading] : consumer.reading) audit_deliveries(consumer, partition, reading.deliveries);
    for (const auto& [partition, deliveries] : consumer.past) audit_deliveries(consumer, partition, deliveries);
  }
}

void Ledger::audit_partition(const TopicPartition& where, const mock::PartitionLog& log) {
  std::map<std::pair<std::size_t, std::string>, std::int64_t> lanes; // by producer and lane: the last one's sequence
  for_each_record(log, log.start_offset(), log.end_offset(), [&](std::int64_t offset, BytesView key, BytesView value) {
    const std::string at = text_of(where) + "@" + std::to_string(offset) + " is ";
    const std::size_t index = identify(where, key, value);
    log_[where][offset] = index;
    if (index == foreign) return violation(at + describe(foreign));
    Record& record = records_[index];
    const Promise& promise = producers_[record.producer];
    if (record.in_log++ > 0) {
      if (promise.once) violation(at + describe(index) + " for another time");
      return;
    }
    std::int64_t& last = lanes.try_emplace({record.producer, record.lane}, -1).first->second;
    if (promise.in_order && record.lane_sequence < last) violation(at + describe(index) + ", behind #" + std::to_string(last));
    last = std::max<std::int64_t>(last, record.lane_sequence);
  });
}

void Ledger::audit_record(std::size_t index) {
  const Record& record = records_[index];
  const Promise& promise = producers_[record.producer];
  if (record.completions == 0) return violation(describe(index) + " was never completed");
  if (!*record.result) {
    const Fate fate = record.result->error().fate();
    const bool denied = fate == Fate::not_sent || fate == Fate::refused;
    if (denied && (record.in_log > 0 || record.lost_by_brokers))
      violation(describe(index) + " is in the log, though told as not written: " + record.result->error().message());
    if (fate == Fate::unknown)
      violation(describe(index) + " failed without a word on whether it was written: " + record.result->error().message());
    if (fate == Fate::written && record.in_log == 0 && !record.lost_by_brokers)
      violation(describe(index) + " is lost, though told as written: " + record.result->error().message());
    return;
  }
  if (!promise.safe || record.lost_by_brokers) return;
  if (record.in_log == 0) return violation(describe(index) + " is lost, though told as sent");
  if (!(*record.result)->has_offset()) return;
  const auto& log = log_[{record.topic, (*record.result)->partition()}];
  const auto there = log.find((*record.result)->offset());
  if (there == log.end() || there->second != index)
    violation(describe(index) + " is not at the offset that was told, " + std::to_string((*record.result)->offset()));
}

void Ledger::audit_deliveries(const Consumer& consumer, const TopicPartition& partition, const std::vector<Delivery>& deliveries) {
  const auto& log = log_[partition];
  for (const Delivery& delivery : deliveries) {
    const auto there = log.find(delivery.offset);
    if (there != log.end() && there->second == delivery.record) continue;
    if (lost_log_[partition].contains({delivery.offset, delivery.record})) continue;
    violation(consumer.name + " was given " + describe(delivery.record) + " as " + text_of(partition) + "@" +
              std::to_string(delivery.offset) + ", where the log has " + (there == log.end() ? "nothing" : describe(there->second)));
  }
}

} // namespace klamm::sim
