// Keeps account of every record: what was handed to a producer, what it said of it, what the log holds in the end, and what consumers were given. Whatever
// does not add up is a violation. Knows nothing of networks or time but what it is told.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "klamm/consumer_record.hpp"
#include "klamm/record.hpp"
#include "klamm/result.hpp"
#include "mock/cluster_state.hpp"

namespace klamm::sim {

/// What a producer's settings promise of its records.
struct Promise {
  bool once = true;      ///< nothing is in the log twice (idempotence)
  bool in_order = true;  ///< in the order of sending, for each lane
  bool safe = true;      ///< what is told as sent is in the log (not with acks=0)
  bool no_errors = true; ///< no record fails: all troubles end before delivery.timeout.ms
  Duration longest{};    ///< from sending to the completion
};

class Ledger {
public:
  /// `run` marks this run's records, so that those of another would be seen.
  explicit Ledger(std::string run) : run_(std::move(run)) {}

  // Producers

  std::size_t add_producer(Promise promise);
  /// A record is about to be sent; records of one lane (a partition, or a key) must arrive in order.
  std::size_t send(std::size_t producer, const std::string& topic, const std::string& lane, std::optional<std::int32_t> partition,
                   std::size_t size, TimePoint now);
  std::string value(std::size_t record) const;
  void completed(std::size_t record, const Result<RecordMetadata>& result, TimePoint now);
  std::size_t sent() const noexcept { return records_.size(); }
  std::size_t acknowledged() const noexcept { return acknowledged_; }
  std::size_t unfinished() const noexcept { return records_.size() - completed_; }

  // Consumers. Each reads partitions from where it was told to, in order, without a gap.

  std::size_t add_consumer(std::string name);
  /// From now on it reads the partition from that offset.
  void positioned(std::size_t consumer, const TopicPartition& partition, std::int64_t offset);
  void released(std::size_t consumer, const TopicPartition& partition);
  void delivered(std::size_t consumer, const ConsumerRecord& record, const mock::ClusterState& brokers);
  /// Where it stands; nothing if it does not read that partition.
  std::optional<std::int64_t> position(std::size_t consumer, const TopicPartition& partition) const;
  bool has_everything(std::size_t consumer, const mock::ClusterState& brokers) const;
  std::size_t deliveries() const noexcept { return deliveries_; }
  void count_delivery() noexcept { ++deliveries_; }

  // The log

  /// Records of this partition in [from, to) are about to be lost by the brokers, as the schedule wants it.
  void losing(const TopicPartition& partition, const mock::PartitionLog& log, std::int64_t from, std::int64_t to);
  /// The partition's topic is about to be deleted: who reads it must begin at the first record of the one that comes after it.
  void recreating(const TopicPartition& partition);
  /// At the end: compares everything with the brokers' logs.
  void audit(const mock::ClusterState& brokers);

  /// Which record this is, bit for bit; `foreign` when it is none that was sent there.
  std::size_t identify(const TopicPartition& where, BytesView key, BytesView value) const;
  static constexpr std::size_t foreign = static_cast<std::size_t>(-1);

  void violation(std::string text);
  const std::vector<std::string>& violations() const noexcept { return violations_; }

private:
  struct Record {
    std::size_t producer;
    std::string topic;
    std::string lane;
    std::uint32_t lane_sequence;
    std::optional<std::int32_t> partition;
    std::size_t size;
    TimePoint sent;
    std::uint32_t completions = 0;
    std::optional<Result<RecordMetadata>> result{};
    std::uint32_t in_log = 0;
    bool lost_by_brokers = false;
  };
  struct Delivery {
    std::int64_t offset;
    std::size_t record;
  };
  struct Reading {
    std::int64_t next;
    std::vector<Delivery> deliveries{};
    bool begins_anew = false; ///< with the first record of another topic of that name
  };
  struct Consumer {
    std::string name;
    std::map<TopicPartition, Reading> reading;
    std::map<TopicPartition, std::vector<Delivery>> past; ///< of partitions that it gave up
  };
  std::string describe(std::size_t record) const;
  void audit_partition(const TopicPartition& where, const mock::PartitionLog& log);
  void audit_record(std::size_t record);
  void audit_deliveries(const Consumer& consumer, const TopicPartition& partition, const std::vector<Delivery>& deliveries);

  const std::string run_;
  std::vector<Promise> producers_;
  std::vector<Record> records_;
  std::map<std::pair<std::size_t, std::string>, std::uint32_t> lanes_; ///< by producer and topic/lane: how many
  std::size_t acknowledged_ = 0, completed_ = 0, deliveries_ = 0;
  std::map<std::tuple<std::size_t, std::string, std::int32_t>, std::int64_t> last_acknowledged_;
  std::vector<Consumer> consumers_;
  std::map<TopicPartition, std::map<std::int64_t, std::size_t>> log_;                 ///< at the end
  std::map<TopicPartition, std::set<std::pair<std::int64_t, std::size_t>>> lost_log_; ///< what the brokers lost: offsets and records
  std::vector<std::string> violations_;
};

/// Calls `see(offset, key, value)` for each record of the log in [from, to).
void for_each_record(const mock::PartitionLog& log, std::int64_t from, std::int64_t to,
                     const std::function<void(std::int64_t, BytesView, BytesView)>& see);

} // namespace klamm::sim
