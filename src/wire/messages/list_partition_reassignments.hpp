// ListPartitionReassignments: the moves of replicas that are under way (KIP-455).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct ListPartitionReassignmentsResponse {
  static constexpr std::string_view name = "ListPartitionReassignmentsResponse";
  static constexpr ApiKey api_key = ApiKey::list_partition_reassignments;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct Partition {
    std::int32_t index = 0;
    std::vector<std::int32_t> replicas{};
    std::vector<std::int32_t> adding_replicas{};
    std::vector<std::int32_t> removing_replicas{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("Replicas", self.replicas, since(0));
      io("AddingReplicas", self.adding_replicas, since(0));
      io("RemovingReplicas", self.removing_replicas, since(0));
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
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("Topics", self.topics, since(0));
  }
};

struct ListPartitionReassignmentsRequest {
  static constexpr std::string_view name = "ListPartitionReassignmentsRequest";
  static constexpr ApiKey api_key = ApiKey::list_partition_reassignments;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = ListPartitionReassignmentsResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("PartitionIndexes", self.partitions, since(0));
    }
  };

  std::int32_t timeout_ms = 60000;
  std::optional<std::vector<Topic>> topics{};
  static void fields(auto& io, auto& self) {
    io("TimeoutMs", self.timeout_ms, since(0));
    io("Topics", self.topics, since(0).nullable());
  }
};

extern template struct Codec<ListPartitionReassignmentsRequest>;
extern template struct Codec<ListPartitionReassignmentsResponse>;

} // namespace klamm::wire
