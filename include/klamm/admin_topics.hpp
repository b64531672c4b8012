// The admin client's calls about topics, their partitions and their records.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/admin_types.hpp"
#include "klamm/config_types.hpp"
#include "klamm/detail/admin_calls.hpp"
#include "klamm/record.hpp"
#include "klamm/topic_info.hpp"
#include "klamm/uuid.hpp"

namespace klamm {

/// A topic to be created.
struct NewTopic {
  std::string name;
  std::int32_t partitions = -1;         ///< -1: the broker's `num.partitions`
  std::int16_t replication_factor = -1; ///< -1: the broker's `default.replication.factor`
  std::vector<std::vector<std::int32_t>>
      assignments;                            ///< instead of both: for each partition the brokers that hold it, its preferred leader first
  std::map<std::string, std::string> configs; ///< e.g. {"retention.ms", "86400000"}

  explicit NewTopic(std::string topic, std::int32_t partition_count = -1, std::int16_t replicas = -1)
      : name(std::move(topic)), partitions(partition_count), replication_factor(replicas) {}
  NewTopic(std::string topic, std::vector<std::vector<std::int32_t>> replicas_of_each_partition)
      : name(std::move(topic)), assignments(std::move(replicas_of_each_partition)) {}
};

/// A topic by its name or by its id (brokers from 2.8 on).
struct TopicRef {
  std::string name; ///< empty: by id
  Uuid id;

  TopicRef(std::string topic) : name(std::move(topic)) {} // NOLINT(google-explicit-constructor): `delete_topics({"orders"})`
  TopicRef(const char* topic) : name(topic) {}            // NOLINT(google-explicit-constructor)
  TopicRef(const Uuid& topic) : id(topic) {}              // NOLINT(google-explicit-constructor)

  auto operator<=>(const TopicRef&) const = default;
};

/// A topic's new number of partitions.
struct NewPartitions {
  std::string topic;
  std::int32_t total = 0;                             ///< with those that it has
  std::vector<std::vector<std::int32_t>> assignments; ///< for each new partition the brokers that hold it; empty: the cluster chooses

  NewPartitions(std::string of, std::int32_t partitions, std::vector<std::vector<std::int32_t>> replicas_of_each_new = {})
      : topic(std::move(of)), total(partitions), assignments(std::move(replicas_of_each_new)) {}
};

/// A topic that has been created, or would be.
struct CreatedTopic {
  Uuid id;                              ///< zero where brokers are older than 2.8, or where nothing but a validation was asked for
  std::int32_t partitions = -1;         ///< -1 where brokers are older than 2.4, or this client may not know it
  std::int16_t replication_factor = -1; ///< as partitions
  std::vector<ConfigEntry> configs;     ///< all in effect (brokers from 2.4 on), where this client may know them
};

/// A topic as a list of all has it.
struct TopicListing {
  std::string name;
  Uuid id; ///< zero where brokers are older than 2.8
  bool internal = false;
};

/// A partition as describe_topics() tells it.
struct PartitionDescription {
  std::int32_t partition = 0;
  std::int32_t leader = -1;       ///< -1 while there is none
  std::int32_t leader_epoch = -1; ///< -1 where brokers are older than 2.1
  std::vector<std::int32_t> replicas;
  std::vector<std::int32_t> in_sync_replicas;
  std::vector<std::int32_t> offline_replicas;
  std::optional<std::vector<std::int32_t>> eligible_leader_replicas; ///< brokers from 4.0 on, where the feature is on (KIP-966), as is:
  std::optional<std::vector<std::int32_t>> last_known_eligible_leader_replicas;
};

/// A topic with its partitions.
struct TopicDescription {
  std::string name;
  Uuid id; ///< zero where brokers are older than 2.8
  bool internal = false;
  std::vector<PartitionDescription> partitions;                     ///< by number
  std::optional<std::vector<AclOperation>> authorized_operations{}; ///< where they were asked for
};

/// Up to which offset a partition's records are to be deleted.
struct RecordsToDelete {
  TopicPartition partition;
  std::int64_t before_offset = 0; ///< the first that stays; high_watermark: none

  static constexpr std::int64_t high_watermark = -1;

  RecordsToDelete(TopicPartition of, std::int64_t before) : partition(std::move(of)), before_offset(before) {}
};

/// Which of a partition's offsets is asked for.
class OffsetSpec {
public:
  /// The first record's.
  static constexpr OffsetSpec earliest() noexcept { return OffsetSpec(-2); }
  /// Behind the last record (with read_committed: of the last stable one).
  static constexpr OffsetSpec latest() noexcept { return OffsetSpec(-1); }
  /// The record with the highest timestamp (KIP-734; brokers from 3.0 on).
  static constexpr OffsetSpec max_timestamp() noexcept { return OffsetSpec(-3); }
  /// The first record on the broker's own disk (tiered storage, KIP-405; brokers from 3.4 on).
  static constexpr OffsetSpec earliest_local() noexcept { return OffsetSpec(-4); }
  /// The last record in the remote storage (KIP-1005; brokers from 3.9 on).
  static constexpr OffsetSpec latest_tiered() noexcept { return OffsetSpec(-5); }
  /// The first record that is not in the remote storage yet (KIP-1023; brokers from 4.2 on).
  static constexpr OffsetSpec earliest_pending_upload() noexcept { return OffsetSpec(-6); }
  /// The first record that is not older than `time`, in milliseconds since the epoch, not negative.
  static constexpr OffsetSpec at(Timestamp time) noexcept { return OffsetSpec(time < 0 ? invalid : time); }

  /// As in the protocol: a time, or a negative number for the others.
  constexpr Timestamp timestamp() const noexcept { return timestamp_; }

private:
  static constexpr Timestamp invalid = -1000;
  constexpr explicit OffsetSpec(Timestamp timestamp) noexcept : timestamp_(timestamp) {}
  Timestamp timestamp_;
};

/// An offset of a partition that is asked for.
struct PartitionOffsetSpec {
  TopicPartition partition;
  OffsetSpec spec;

  PartitionOffsetSpec(TopicPartition of, OffsetSpec which) : partition(std::move(of)), spec(which) {}
};

/// An offset that list_offsets() found.
struct ListedOffset {
  std::int64_t offset = -1;       ///< -1: there is no such record
  Timestamp timestamp = -1;       ///< of the record, for those found by time
  std::int32_t leader_epoch = -1; ///< -1 when unknown
};

/// How topics are created.
struct CreateTopicsOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
  bool validate_only = false;                         ///< only find out whether it would succeed
  bool retry_on_quota_violation = true;               ///< wait when the cluster's quota of topic changes is used up (KIP-599)
};
/// How topics are deleted.
struct DeleteTopicsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool retry_on_quota_violation = true;
};
/// How partitions are added.
struct CreatePartitionsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool validate_only = false;
  bool retry_on_quota_violation = true;
};
/// Which topics are listed.
struct ListTopicsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool include_internal = false; ///< also the cluster's own, as __consumer_offsets
};
/// What is told of topics.
struct DescribeTopicsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool include_authorized_operations = false;  ///< what this client may do to each (KIP-430)
  std::int32_t partitions_per_response = 2000; ///< brokers from 3.8 on answer in pages of at most this size (1…)
};
/// How records are deleted.
struct DeleteRecordsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How offsets are looked up.
struct ListOffsetsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  IsolationLevel isolation_level = IsolationLevel::read_uncommitted;
};

using CreateTopicsResult = Results<std::string, CreatedTopic>;     ///< by name
using DeleteTopicsResult = Results<TopicRef, void>;                ///< by what was given
using DescribeTopicsResult = Results<TopicRef, TopicDescription>;  ///< by what was given
using CreatePartitionsResult = Results<std::string, void>;         ///< by topic
using DeleteRecordsResult = Results<TopicPartition, std::int64_t>; ///< the partition's first offset now
using ListOffsetsResult = Results<TopicPartition, ListedOffset>;   ///< by partition

/// Topics, partitions and records. Everything may be called from any thread. Each call has a form that blocks, for at most the timeout in its options, and one
/// that takes a completion token. A call fails as a whole only when it was cancelled or the client closed; all else is told item by item.
class KLAMM_EXPORT AdminTopics : public virtual detail::AdminCalls {
public:
  /// Creates topics. Errors of an item: topic_already_exists, invalid_topic_exception, invalid_partitions, invalid_replication_factor, invalid_config,
  /// policy_violation, topic_authorization_failed, …
  Result<CreateTopicsResult> create_topics(std::vector<NewTopic> topics, const CreateTopicsOptions& options = {});
  template <class Token>
  auto create_topics_async(std::vector<NewTopic> topics, const CreateTopicsOptions& options, Token&& token) {
    return async(creating_topics(std::move(topics), options), std::forward<Token>(token));
  }

  /// Deletes topics with all their records. Errors of an item: unknown_topic_or_partition, unknown_topic_id, topic_deletion_disabled, …
  Result<DeleteTopicsResult> delete_topics(std::vector<TopicRef> topics, const DeleteTopicsOptions& options = {});
  template <class Token>
  auto delete_topics_async(std::vector<TopicRef> topics, const DeleteTopicsOptions& options, Token&& token) {
    return async(deleting_topics(std::move(topics), options), std::forward<Token>(token));
  }

  /// All topics that this client may describe, by name.
  Result<std::vector<TopicListing>> list_topics(const ListTopicsOptions& options = {});
  template <class Token>
  auto list_topics_async(const ListTopicsOptions& options, Token&& token) {
    return async(listing_topics(options), std::forward<Token>(token));
  }

  /// Topics with their partitions, leaders and replicas: page by page where brokers can (KIP-966; from 3.8 on). A topic that was created a moment ago may be
  /// unknown_topic_or_partition to a broker for a while.
  Result<DescribeTopicsResult> describe_topics(std::vector<TopicRef> topics, const DescribeTopicsOptions& options = {});
  template <class Token>
  auto describe_topics_async(std::vector<TopicRef> topics, const DescribeTopicsOptions& options, Token&& token) {
    return async(describing_topics(std::move(topics), options), std::forward<Token>(token));
  }

  /// Gives topics more partitions; records that have a key may then go to others than before. Fewer are not possible: invalid_partitions.
  Result<CreatePartitionsResult> create_partitions(std::vector<NewPartitions> topics, const CreatePartitionsOptions& options = {});
  template <class Token>
  auto create_partitions_async(std::vector<NewPartitions> topics, const CreatePartitionsOptions& options, Token&& token) {
    return async(creating_partitions(std::move(topics), options), std::forward<Token>(token));
  }

  /// Deletes the records before an offset of each partition (KIP-107). Errors of an item: offset_out_of_range, policy_violation (a compacted topic), …
  Result<DeleteRecordsResult> delete_records(std::vector<RecordsToDelete> records, const DeleteRecordsOptions& options = {});
  template <class Token>
  auto delete_records_async(std::vector<RecordsToDelete> records, const DeleteRecordsOptions& options, Token&& token) {
    return async(deleting_records(std::move(records), options), std::forward<Token>(token));
  }

  /// Looks up an offset of each partition. Errors of an item: topic_unknown, partition_unknown, unsupported_by_broker for what an older broker can't find, …
  Result<ListOffsetsResult> list_offsets(std::vector<PartitionOffsetSpec> partitions, const ListOffsetsOptions& options = {});
  template <class Token>
  auto list_offsets_async(std::vector<PartitionOffsetSpec> partitions, const ListOffsetsOptions& options, Token&& token) {
    return async(listing_offsets(std::move(partitions), options), std::forward<Token>(token));
  }

protected:
  AdminTopics() noexcept;
  ~AdminTopics();

private:
  detail::AdminStart<CreateTopicsResult> creating_topics(std::vector<NewTopic> topics, const CreateTopicsOptions& options) const;
  detail::AdminStart<DeleteTopicsResult> deleting_topics(std::vector<TopicRef> topics, const DeleteTopicsOptions& options) const;
  detail::AdminStart<std::vector<TopicListing>> listing_topics(const ListTopicsOptions& options) const;
  detail::AdminStart<DescribeTopicsResult> describing_topics(std::vector<TopicRef> topics, const DescribeTopicsOptions& options) const;
  detail::AdminStart<CreatePartitionsResult> creating_partitions(std::vector<NewPartitions> topics,
                                                                 const CreatePartitionsOptions& options) const;
  detail::AdminStart<DeleteRecordsResult> deleting_records(std::vector<RecordsToDelete> records, const DeleteRecordsOptions& options) const;
  detail::AdminStart<ListOffsetsResult> listing_offsets(std::vector<PartitionOffsetSpec> partitions,
                                                        const ListOffsetsOptions& options) const;
};

} // namespace klamm
