// DescribeQuorum: leader, voters and observers of the metadata quorum (KIP-595, KIP-836, KIP-853).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeQuorumResponse {
  static constexpr std::string_view name = "DescribeQuorumResponse";
  static constexpr ApiKey api_key = ApiKey::describe_quorum;
  static constexpr Versions versions = in(0, 2), flexible = since(0);

  struct ReplicaState {
    std::int32_t replica_id = 0;
    Uuid replica_directory_id{};
    std::int64_t log_end_offset = 0;
    std::int64_t last_fetch_timestamp = -1;
    std::int64_t last_caught_up_timestamp = -1;
    static void fields(auto& io, auto& self) {
      io("ReplicaId", self.replica_id, since(0));
      io("ReplicaDirectoryId", self.replica_directory_id, since(2));
      io("LogEndOffset", self.log_end_offset, since(0));
      io("LastFetchTimestamp", self.last_fetch_timestamp, since(1).ignorable());
      io("LastCaughtUpTimestamp", self.last_caught_up_timestamp, since(1).ignorable());
    }
  };

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = 0;
    std::int64_t high_watermark = 0;
    std::vector<ReplicaState> current_voters{};
    std::vector<ReplicaState> observers{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(2).nullable().ignorable());
      io("LeaderId", self.leader_id, since(0));
      io("LeaderEpoch", self.leader_epoch, since(0));
      io("HighWatermark", self.high_watermark, since(0));
      io("CurrentVoters", self.current_voters, since(0));
      io("Observers", self.observers, since(0));
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("TopicName", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct Listener {
    std::string_view name{};
    std::string_view host{};
    std::uint16_t port = 0;
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(2));
      io("Host", self.host, since(2));
      io("Port", self.port, since(2));
    }
  };

  struct Node {
    std::int32_t node_id = 0;
    std::vector<Listener> listeners{};
    static void fields(auto& io, auto& self) {
      io("NodeId", self.node_id, since(2));
      io("Listeners", self.listeners, since(2));
    }
  };

  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  std::vector<Topic> topics{};
  std::vector<Node> nodes{};
  static void fields(auto& io, auto& self) {
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(2).nullable().ignorable());
    io("Topics", self.topics, since(0));
    io("Nodes", self.nodes, since(2));
  }
};

struct DescribeQuorumRequest {
  static constexpr std::string_view name = "DescribeQuorumRequest";
  static constexpr ApiKey api_key = ApiKey::describe_quorum;
  static constexpr Versions versions = in(0, 2), flexible = since(0);
  using Response = DescribeQuorumResponse;

  struct Partition {
    std::int32_t index = 0;
    static void fields(auto& io, auto& self) { io("PartitionIndex", self.index, since(0)); }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("TopicName", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) { io("Topics", self.topics, since(0)); }
};

extern template struct Codec<DescribeQuorumRequest>;
extern template struct Codec<DescribeQuorumResponse>;

} // namespace klamm::wire
