// What a consumer in a group deals with: patterns of topics, committed offsets, and the listener that hears of rebalances.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "klamm/export.hpp"
#include "klamm/record.hpp"

namespace klamm {

class Consumer;

/// Topics by a regular expression that must match the whole name, also those created later.
///
/// With group.protocol=classic this client matches (ECMAScript's syntax, as std::regex; exclude.internal.topics counts), with group.protocol=consumer the
/// broker does (RE2/J's syntax, KIP-848; brokers from 4.0).
class TopicPattern {
public:
  explicit TopicPattern(std::string regex) : regex_(std::move(regex)) {}

  const std::string& regex() const noexcept { return regex_; }
  bool operator==(const TopicPattern&) const = default;

private:
  std::string regex_;
};

/// A position to commit, or as it was committed: the offset of the next record to process, not of the last one that was.
struct OffsetAndMetadata {
  OffsetAndMetadata() = default;
  OffsetAndMetadata(std::int64_t at, std::int32_t epoch = -1,
                    std::string text = {}) // NOLINT(google-explicit-constructor): `{{partition, 42}}`
      : offset(at), leader_epoch(epoch), metadata(std::move(text)) {}

  std::int64_t offset = 0;
  std::int32_t leader_epoch = -1; ///< of the leader that wrote the record before it, as records tell it (KIP-320); -1: unknown
  std::string metadata;           ///< any text, up to the broker's offset.metadata.max.bytes (4096)

  bool operator==(const OffsetAndMetadata&) const = default;
};

/// As whom a consumer is known to its group, for transactions that commit its offsets (KIP-447).
struct ConsumerGroupMetadata {
  std::string group_id;
  std::int32_t generation_id = -1; ///< or the member epoch (KIP-848); -1: no member
  std::string member_id;
  std::string group_instance_id;
};

/// Hears which partitions a subscribed consumer gets and gives up. Called in poll (also in unsubscribe and close) for the blocking calls, on the client's
/// executor for poll_async. May commit, seek, pause, and close the consumer, by the calls that suit the thread; must not poll.
///
/// The group waits for what runs here, at most max.poll.interval.ms. What it throws comes out of poll, or is poll_async's error listener_failed; the
/// partitions have changed hands nevertheless.
class KLAMM_EXPORT RebalanceListener {
public:
  virtual ~RebalanceListener();
  /// These were added, and `consumer.assignment()` has them: their positions can be sought here. Called after each rebalance, also with none added.
  virtual void on_partitions_assigned(Consumer& consumer, const std::vector<TopicPartition>& partitions);
  /// These are about to be given up: the last chance to commit what was processed.
  virtual void on_partitions_revoked(Consumer& consumer, const std::vector<TopicPartition>& partitions);
  /// These are gone: the group took them from this member, which was silent for too long, and others may have them already. Commits would be refused.
  /// Unless overridden it is the same as on_partitions_revoked().
  virtual void on_partitions_lost(Consumer& consumer, const std::vector<TopicPartition>& partitions);
};

} // namespace klamm
