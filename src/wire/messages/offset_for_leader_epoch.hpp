// OffsetForLeaderEpoch: where a leader epoch ended, so that a consumer detects log truncation (KIP-101, KIP-279, KIP-320).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct OffsetForLeaderEpochResponse {
  static constexpr std::string_view name = "OffsetForLeaderEpochResponse";
  static constexpr ApiKey api_key = ApiKey::offset_for_leader_epoch;
  static constexpr Versions versions = in(2, 4), flexible = since(4);

  struct Partition {
    ErrorCode error_code = ErrorCode::none;
    std::int32_t index = 0;
    std::int32_t leader_epoch = -1;
    std::int64_t end_offset = -1;
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("Partition", self.index, since(0));
      io("LeaderEpoch", self.leader_epoch, since(1).ignorable());
      io("EndOffset", self.end_offset, since(0));
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, since(0));
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

struct OffsetForLeaderEpochRequest {
  static constexpr std::string_view name = "OffsetForLeaderEpochRequest";
  static constexpr ApiKey api_key = ApiKey::offset_for_leader_epoch;
  static constexpr Versions versions = in(2, 4), flexible = since(4);
  using Response = OffsetForLeaderEpochResponse;

  struct Partition {
    std::int32_t index = 0;
    std::int32_t current_leader_epoch = -1;
    std::int32_t leader_epoch = 0;
    static void fields(auto& io, auto& self) {
      io("Partition", self.index, since(0));
      io("CurrentLeaderEpoch", self.current_leader_epoch, since(2).ignorable());
      io("LeaderEpoch", self.leader_epoch, since(0));
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::int32_t replica_id = -2;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ReplicaId", self.replica_id, since(3).ignorable());
    io("Topics", self.topics, since(0));
  }
};

extern template struct Codec<OffsetForLeaderEpochRequest>;
extern template struct Codec<OffsetForLeaderEpochResponse>;

} // namespace klamm::wire
