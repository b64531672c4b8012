// Fetch: reads record batches from partition logs, in incremental sessions (KIP-98, KIP-227, KIP-320, KIP-392, KIP-516, KIP-951).
#pragma once

#include <limits>

#include "wire/message.hpp"
#include "wire/messages/common.hpp"

namespace klamm::wire {

struct FetchResponse {
  static constexpr std::string_view name = "FetchResponse";
  static constexpr ApiKey api_key = ApiKey::fetch;
  static constexpr Versions versions = in(4, 18), flexible = since(12);

  struct DivergingEpoch {
    std::int32_t epoch = -1;
    std::int64_t end_offset = -1;
    static void fields(auto& io, auto& self) {
      io("Epoch", self.epoch, since(12));
      io("EndOffset", self.end_offset, since(12));
    }
  };

  struct SnapshotId {
    std::int64_t end_offset = -1;
    std::int32_t epoch = -1;
    static void fields(auto& io, auto& self) {
      io("EndOffset", self.end_offset, since(0));
      io("Epoch", self.epoch, since(0));
    }
  };

  struct AbortedTransaction {
    std::int64_t producer_id = 0;
    std::int64_t first_offset = 0;
    static void fields(auto& io, auto& self) {
      io("ProducerId", self.producer_id, since(4));
      io("FirstOffset", self.first_offset, since(4));
    }
  };

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::int64_t high_watermark = 0;
    std::int64_t last_stable_offset = -1;
    std::int64_t log_start_offset = -1;
    DivergingEpoch diverging_epoch{};
    LeaderIdAndEpoch current_leader{};
    SnapshotId snapshot_id{};
    std::optional<std::vector<AbortedTransaction>> aborted_transactions{std::in_place};
    std::int32_t preferred_read_replica = -1;
    std::optional<Slice> records{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("HighWatermark", self.high_watermark, since(0));
      io("LastStableOffset", self.last_stable_offset, since(4).ignorable());
      io("LogStartOffset", self.log_start_offset, since(5).ignorable());
      io("DivergingEpoch", self.diverging_epoch, since(12).tag(0));
      io("CurrentLeader", self.current_leader, since(12).tag(1));
      io("SnapshotId", self.snapshot_id, since(12).tag(2));
      io("AbortedTransactions", self.aborted_transactions, since(4).nullable().ignorable());
      io("PreferredReadReplica", self.preferred_read_replica, since(11));
      io("Records", self.records, since(0).nullable());
    }
  };

  struct Topic {
    std::string_view name{};
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, until(12).ignorable());
      io("TopicId", self.topic_id, since(13).ignorable());
      io("Partitions", self.partitions, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::int32_t session_id = 0;
  std::vector<Topic> topics{};
  std::vector<NodeEndpoint> node_endpoints{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("ErrorCode", self.error_code, since(7).ignorable());
    io("SessionId", self.session_id, since(7));
    io("Responses", self.topics, since(0));
    io("NodeEndpoints", self.node_endpoints, since(16).tag(0));
  }
};

struct FetchRequest {
  static constexpr std::string_view name = "FetchRequest";
  static constexpr ApiKey api_key = ApiKey::fetch;
  static constexpr Versions versions = in(4, 18), flexible = since(12);
  using Response = FetchResponse;

  struct ReplicaState {
    std::int32_t replica_id = -1;
    std::int64_t replica_epoch = -1;
    static void fields(auto& io, auto& self) {
      io("ReplicaId", self.replica_id, since(15));
      io("ReplicaEpoch", self.replica_epoch, since(15));
    }
  };

  struct Partition {
    std::int32_t index = 0;
    std::int32_t current_leader_epoch = -1;
    std::int64_t fetch_offset = 0;
    std::int32_t last_fetched_epoch = -1;
    std::int64_t log_start_offset = -1;
    std::int32_t partition_max_bytes = 0;
    Uuid replica_directory_id{};
    std::int64_t high_watermark = std::numeric_limits<std::int64_t>::max();
    static void fields(auto& io, auto& self) {
      io("Partition", self.index, since(0));
      io("CurrentLeaderEpoch", self.current_leader_epoch, since(9).ignorable());
      io("FetchOffset", self.fetch_offset, since(0));
      io("LastFetchedEpoch", self.last_fetched_epoch, since(12));
      io("LogStartOffset", self.log_start_offset, since(5).ignorable());
      io("PartitionMaxBytes", self.partition_max_bytes, since(0));
      io("ReplicaDirectoryId", self.replica_directory_id, since(17).tag(0).ignorable());
      io("HighWatermark", self.high_watermark, since(18).tag(1).ignorable());
    }
  };

  struct Topic {
    std::string_view name{};
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, until(12).ignorable());
      io("TopicId", self.topic_id, since(13).ignorable());
      io("Partitions", self.partitions, since(0));
    }
  };

  struct ForgottenTopic {
    std::string_view name{};
    Uuid topic_id{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, in(7, 12).ignorable());
      io("TopicId", self.topic_id, since(13).ignorable());
      io("Partitions", self.partitions, since(7));
    }
  };

  std::optional<std::string_view> cluster_id{};
  std::int32_t replica_id = -1;
  ReplicaState replica_state{};
  std::int32_t max_wait_ms = 0;
  std::int32_t min_bytes = 0;
  std::int32_t max_bytes = std::numeric_limits<std::int32_t>::max();
  std::int8_t isolation_level = 0;
  std::int32_t session_id = 0;
  std::int32_t session_epoch = -1;
  std::vector<Topic> topics{};
  std::vector<ForgottenTopic> forgotten_topics{};
  std::string_view rack_id{};
  static void fields(auto& io, auto& self) {
    io("ClusterId", self.cluster_id, since(12).nullable().tag(0).ignorable());
    io("ReplicaId", self.replica_id, until(14));
    io("ReplicaState", self.replica_state, since(15).tag(1));
    io("MaxWaitMs", self.max_wait_ms, since(0));
    io("MinBytes", self.min_bytes, since(0));
    io("MaxBytes", self.max_bytes, since(3).ignorable());
    io("IsolationLevel", self.isolation_level, since(4).ignorable());
    io("SessionId", self.session_id, since(7).ignorable());
    io("SessionEpoch", self.session_epoch, since(7).ignorable());
    io("Topics", self.topics, since(0));
    io("ForgottenTopicsData", self.forgotten_topics, since(7));
    io("RackId", self.rack_id, since(11).ignorable());
  }
};

extern template struct Codec<FetchRequest>;
extern template struct Codec<FetchResponse>;

} // namespace klamm::wire
