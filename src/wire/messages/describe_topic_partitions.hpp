// DescribeTopicPartitions: topics with their partitions and eligible leader replicas, page by page (KIP-966).
#pragma once

#include <limits>

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeTopicPartitionsResponse {
  static constexpr std::string_view name = "DescribeTopicPartitionsResponse";
  static constexpr ApiKey api_key = ApiKey::describe_topic_partitions;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct Partition {
    ErrorCode error_code = ErrorCode::none;
    std::int32_t index = 0;
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = -1;
    std::vector<std::int32_t> replica_nodes{};
    std::vector<std::int32_t> isr_nodes{};
    std::optional<std::vector<std::int32_t>> eligible_leader_replicas{};
    std::optional<std::vector<std::int32_t>> last_known_elr{};
    std::vector<std::int32_t> offline_replicas{};
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("PartitionIndex", self.index, since(0));
      io("LeaderId", self.leader_id, since(0));
      io("LeaderEpoch", self.leader_epoch, since(0).ignorable());
      io("ReplicaNodes", self.replica_nodes, since(0));
      io("IsrNodes", self.isr_nodes, since(0));
      io("EligibleLeaderReplicas", self.eligible_leader_replicas, since(0).nullable());
      io("LastKnownElr", self.last_known_elr, since(0).nullable());
      io("OfflineReplicas", self.offline_replicas, since(0).ignorable());
    }
  };

  struct Topic {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> name = "";
    Uuid topic_id{};
    bool is_internal = false;
    std::vector<Partition> partitions{};
    std::int32_t topic_authorized_operations = std::numeric_limits<std::int32_t>::min();
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("Name", self.name, since(0).nullable());
      io("TopicId", self.topic_id, since(0).ignorable());
      io("IsInternal", self.is_internal, since(0).ignorable());
      io("Partitions", self.partitions, since(0));
      io("TopicAuthorizedOperations", self.topic_authorized_operations, since(0));
    }
  };

  struct Cursor {
    std::string_view topic_name{};
    std::int32_t partition_index = 0;
    static void fields(auto& io, auto& self) {
      io("TopicName", self.topic_name, since(0));
      io("PartitionIndex", self.partition_index, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  std::optional<Cursor> next_cursor{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0).ignorable());
    io("Topics", self.topics, since(0));
    io("NextCursor", self.next_cursor, since(0).nullable());
  }
};

struct DescribeTopicPartitionsRequest {
  static constexpr std::string_view name = "DescribeTopicPartitionsRequest";
  static constexpr ApiKey api_key = ApiKey::describe_topic_partitions;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = DescribeTopicPartitionsResponse;

  struct Topic {
    std::string_view name{};
    static void fields(auto& io, auto& self) { io("Name", self.name, since(0)); }
  };

  std::vector<Topic> topics{};
  std::int32_t response_partition_limit = 2000;
  std::optional<DescribeTopicPartitionsResponse::Cursor> cursor{};
  static void fields(auto& io, auto& self) {
    io("Topics", self.topics, since(0));
    io("ResponsePartitionLimit", self.response_partition_limit, since(0));
    io("Cursor", self.cursor, since(0).nullable());
  }
};

extern template struct Codec<DescribeTopicPartitionsRequest>;
extern template struct Codec<DescribeTopicPartitionsResponse>;

} // namespace klamm::wire
