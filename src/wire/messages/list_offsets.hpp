// ListOffsets: finds the offsets of timestamps, and the earliest, latest, local and tiered ones (KIP-79, KIP-405, KIP-734, KIP-1005,
// KIP-1023, KIP-1075).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct ListOffsetsResponse {
  static constexpr std::string_view name = "ListOffsetsResponse";
  static constexpr ApiKey api_key = ApiKey::list_offsets;
  static constexpr Versions versions = in(1, 11), flexible = since(6);

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::int64_t timestamp = -1;
    std::int64_t offset = -1;
    std::int32_t leader_epoch = -1;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("Timestamp", self.timestamp, since(1));
      io("Offset", self.offset, since(1));
      io("LeaderEpoch", self.leader_epoch, since(4));
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(2).ignorable());
    io("Topics", self.topics, since(0));
  }
};

struct ListOffsetsRequest {
  static constexpr std::string_view name = "ListOffsetsRequest";
  static constexpr ApiKey api_key = ApiKey::list_offsets;
  static constexpr Versions versions = in(1, 11), flexible = since(6);
  using Response = ListOffsetsResponse;

  struct Partition {
    std::int32_t index = 0;
    std::int32_t current_leader_epoch = -1;
    std::int64_t timestamp = 0;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("CurrentLeaderEpoch", self.current_leader_epoch, since(4).ignorable());
      io("Timestamp", self.timestamp, since(0));
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::int32_t replica_id = 0;
  std::int8_t isolation_level = 0;
  std::vector<Topic> topics{};
  std::int32_t timeout_ms = 0;
  static void fields(auto& io, auto& self) {
    io("ReplicaId", self.replica_id, since(0));
    io("IsolationLevel", self.isolation_level, since(2));
    io("Topics", self.topics, since(0));
    io("TimeoutMs", self.timeout_ms, since(10).ignorable());
  }
};

extern template struct Codec<ListOffsetsRequest>;
extern template struct Codec<ListOffsetsResponse>;

} // namespace klamm::wire
