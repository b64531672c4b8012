// Metadata: the brokers, the topics and the leaders of their partitions (KIP-4, KIP-320, KIP-430, KIP-516, KIP-1102).
#pragma once

#include <limits>

#include "wire/message.hpp"

namespace klamm::wire {

struct MetadataResponse {
  static constexpr std::string_view name = "MetadataResponse";
  static constexpr ApiKey api_key = ApiKey::metadata;
  static constexpr Versions versions = in(0, 13), flexible = since(9);

  struct Broker {
    std::int32_t node_id = 0;
    std::string_view host{};
    std::int32_t port = 0;
    std::optional<std::string_view> rack{};
    static void fields(auto& io, auto& self) {
      io("NodeId", self.node_id, since(0));
      io("Host", self.host, since(0));
      io("Port", self.port, since(0));
      io("Rack", self.rack, since(1).nullable().ignorable());
    }
  };

  struct Partition {
    ErrorCode error_code = ErrorCode::none;
    std::int32_t index = 0;
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = -1;
    std::vector<std::int32_t> replica_nodes{};
    std::vector<std::int32_t> isr_nodes{};
    std::vector<std::int32_t> offline_replicas{};
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("PartitionIndex", self.index, since(0));
      io("LeaderId", self.leader_id, since(0));
      io("LeaderEpoch", self.leader_epoch, since(7).ignorable());
      io("ReplicaNodes", self.replica_nodes, since(0));
      io("IsrNodes", self.isr_nodes, since(0));
      io("OfflineReplicas", self.offline_replicas, since(5).ignorable());
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
      io("Name", self.name, since(0).nullable(since(12)));
      io("TopicId", self.topic_id, since(10).ignorable());
      io("IsInternal", self.is_internal, since(1).ignorable());
      io("Partitions", self.partitions, since(0));
      io("TopicAuthorizedOperations", self.topic_authorized_operations, since(8));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Broker> brokers{};
  std::optional<std::string_view> cluster_id{};
  std::int32_t controller_id = -1;
  std::vector<Topic> topics{};
  std::int32_t cluster_authorized_operations = std::numeric_limits<std::int32_t>::min();
  ErrorCode error_code = ErrorCode::none;
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(3).ignorable());
    io("Brokers", self.brokers, since(0));
    io("ClusterId", self.cluster_id, since(2).nullable().ignorable());
    io("ControllerId", self.controller_id, since(1).ignorable());
    io("Topics", self.topics, since(0));
    io("ClusterAuthorizedOperations", self.cluster_authorized_operations, in(8, 10));
    io("ErrorCode", self.error_code, since(13).ignorable());
  }
};

struct MetadataRequest {
  static constexpr std::string_view name = "MetadataRequest";
  static constexpr ApiKey api_key = ApiKey::metadata;
  static constexpr Versions versions = in(0, 13), flexible = since(9);
  using Response = MetadataResponse;

  struct Topic {
    Uuid topic_id{};
    std::optional<std::string_view> name = "";
    static void fields(auto& io, auto& self) {
      io("TopicId", self.topic_id, since(10).ignorable());
      io("Name", self.name, since(0).nullable(since(10)));
    }
  };

  std::optional<std::vector<Topic>> topics{std::in_place};
  bool allow_auto_topic_creation = true;
  bool include_cluster_authorized_operations = false;
  bool include_topic_authorized_operations = false;
  static void fields(auto& io, auto& self) {
    io("Topics", self.topics, since(0).nullable(since(1)));
    io("AllowAutoTopicCreation", self.allow_auto_topic_creation, since(4));
    io("IncludeClusterAuthorizedOperations", self.include_cluster_authorized_operations, in(8, 10));
    io("IncludeTopicAuthorizedOperations", self.include_topic_authorized_operations, since(8));
  }
};

extern template struct Codec<MetadataRequest>;
extern template struct Codec<MetadataResponse>;

} // namespace klamm::wire
