// ElectLeaders: elects preferred or unclean leaders (KIP-183, KIP-460).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct ElectLeadersResponse {
  static constexpr std::string_view name = "ElectLeadersResponse";
  static constexpr ApiKey api_key = ApiKey::elect_leaders;
  static constexpr Versions versions = in(0, 2), flexible = since(2);

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    static void fields(auto& io, auto& self) {
      io("PartitionId", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, since(0));
      io("PartitionResult", self.partitions, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(1));
    io("ReplicaElectionResults", self.topics, since(0));
  }
};

struct ElectLeadersRequest {
  static constexpr std::string_view name = "ElectLeadersRequest";
  static constexpr ApiKey api_key = ApiKey::elect_leaders;
  static constexpr Versions versions = in(0, 2), flexible = since(2);
  using Response = ElectLeadersResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::int8_t election_type = 0;
  std::optional<std::vector<Topic>> topics{std::in_place};
  std::int32_t timeout_ms = 60000;
  static void fields(auto& io, auto& self) {
    io("ElectionType", self.election_type, since(1));
    io("TopicPartitions", self.topics, since(0).nullable());
    io("TimeoutMs", self.timeout_ms, since(0));
  }
};

extern template struct Codec<ElectLeadersRequest>;
extern template struct Codec<ElectLeadersResponse>;

} // namespace klamm::wire
