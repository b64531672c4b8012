// OffsetDelete: forgets a group's committed positions of some partitions (KIP-496).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct OffsetDeleteResponse {
  static constexpr std::string_view name = "OffsetDeleteResponse";
  static constexpr ApiKey api_key = ApiKey::offset_delete;
  static constexpr Versions versions = only(0), flexible = no_versions;

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
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  ErrorCode error_code = ErrorCode::none;
  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ErrorCode", self.error_code, since(0));
    io("ThrottleTimeMs", self.throttle_time_ms, since(0).ignorable());
    io("Topics", self.topics, since(0));
  }
};

struct OffsetDeleteRequest {
  static constexpr std::string_view name = "OffsetDeleteRequest";
  static constexpr ApiKey api_key = ApiKey::offset_delete;
  static constexpr Versions versions = only(0), flexible = no_versions;
  using Response = OffsetDeleteResponse;

  struct Partition {
    std::int32_t index = 0;
    static void fields(auto& io, auto& self) { io("PartitionIndex", self.index, since(0)); }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::string_view group_id{};
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("Topics", self.topics, since(0));
  }
};

extern template struct Codec<OffsetDeleteRequest>;
extern template struct Codec<OffsetDeleteResponse>;

} // namespace klamm::wire
