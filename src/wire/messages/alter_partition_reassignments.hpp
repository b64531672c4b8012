// AlterPartitionReassignments: moves partitions to other replicas, or cancels that (KIP-455, KIP-860).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct AlterPartitionReassignmentsResponse {
  static constexpr std::string_view name = "AlterPartitionReassignmentsResponse";
  static constexpr ApiKey api_key = ApiKey::alter_partition_reassignments;
  static constexpr Versions versions = in(0, 1), flexible = since(0);

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
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
  bool allow_replication_factor_change = true;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("AllowReplicationFactorChange", self.allow_replication_factor_change, since(1).ignorable());
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("Responses", self.topics, since(0));
  }
};

struct AlterPartitionReassignmentsRequest {
  static constexpr std::string_view name = "AlterPartitionReassignmentsRequest";
  static constexpr ApiKey api_key = ApiKey::alter_partition_reassignments;
  static constexpr Versions versions = in(0, 1), flexible = since(0);
  using Response = AlterPartitionReassignmentsResponse;

  struct Partition {
    std::int32_t index = 0;
    std::optional<std::vector<std::int32_t>> replicas{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("Replicas", self.replicas, since(0).nullable());
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

  std::int32_t timeout_ms = 60000;
  bool allow_replication_factor_change = true;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("TimeoutMs", self.timeout_ms, since(0));
    io("AllowReplicationFactorChange", self.allow_replication_factor_change, since(1));
    io("Topics", self.topics, since(0));
  }
};

extern template struct Codec<AlterPartitionReassignmentsRequest>;
extern template struct Codec<AlterPartitionReassignmentsResponse>;

} // namespace klamm::wire
