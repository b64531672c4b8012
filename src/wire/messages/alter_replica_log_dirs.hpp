// AlterReplicaLogDirs: moves replicas between the directories of a broker (KIP-113).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct AlterReplicaLogDirsResponse {
  static constexpr std::string_view name = "AlterReplicaLogDirsResponse";
  static constexpr ApiKey api_key = ApiKey::alter_replica_log_dirs;
  static constexpr Versions versions = in(1, 2), flexible = since(2);

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
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

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Results", self.topics, since(0));
  }
};

struct AlterReplicaLogDirsRequest {
  static constexpr std::string_view name = "AlterReplicaLogDirsRequest";
  static constexpr ApiKey api_key = ApiKey::alter_replica_log_dirs;
  static constexpr Versions versions = in(1, 2), flexible = since(2);
  using Response = AlterReplicaLogDirsResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct Dir {
    std::string_view path{};
    std::vector<Topic> topics{};
    static void fields(auto& io, auto& self) {
      io("Path", self.path, since(0));
      io("Topics", self.topics, since(0));
    }
  };

  std::vector<Dir> dirs{};
  static void fields(auto& io, auto& self) { io("Dirs", self.dirs, since(0)); }
};

extern template struct Codec<AlterReplicaLogDirsRequest>;
extern template struct Codec<AlterReplicaLogDirsResponse>;

} // namespace klamm::wire
