// OffsetFetch: reads a group's committed positions; several groups at once since version 8 (KIP-447, KIP-709, KIP-848).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct OffsetFetchResponse {
  static constexpr std::string_view name = "OffsetFetchResponse";
  static constexpr ApiKey api_key = ApiKey::offset_fetch;
  static constexpr Versions versions = in(1, 10), flexible = since(6);

  struct Partition {
    std::int32_t index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::optional<std::string_view> metadata = "";
    ErrorCode error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("CommittedOffset", self.committed_offset, since(0));
      io("CommittedLeaderEpoch", self.committed_leader_epoch, since(5).ignorable());
      io("Metadata", self.metadata, since(0).nullable());
      io("ErrorCode", self.error_code, since(0));
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, until(7));
      io("Partitions", self.partitions, until(7));
    }
  };

  struct Group {
    struct Topic {
      std::string_view name{};
      Uuid topic_id{};
      std::vector<Partition> partitions{};
      static void fields(auto& io, auto& self) {
        io("Name", self.name, in(8, 9).ignorable());
        io("TopicId", self.topic_id, since(10).ignorable());
        io("Partitions", self.partitions, since(8));
      }
    };

    std::string_view group_id{};
    std::vector<Topic> topics{};
    ErrorCode error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("GroupId", self.group_id, since(8));
      io("Topics", self.topics, since(8));
      io("ErrorCode", self.error_code, since(8));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  ErrorCode error_code = ErrorCode::none;
  std::vector<Group> groups{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(3).ignorable());
    io("Topics", self.topics, until(7));
    io("ErrorCode", self.error_code, in(2, 7).ignorable());
    io("Groups", self.groups, since(8));
  }
};

struct OffsetFetchRequest {
  static constexpr std::string_view name = "OffsetFetchRequest";
  static constexpr ApiKey api_key = ApiKey::offset_fetch;
  static constexpr Versions versions = in(1, 10), flexible = since(6);
  using Response = OffsetFetchResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, until(7));
      io("PartitionIndexes", self.partitions, until(7));
    }
  };

  struct Group {
    struct Topic {
      std::string_view name{};
      Uuid topic_id{};
      std::vector<std::int32_t> partitions{};
      static void fields(auto& io, auto& self) {
        io("Name", self.name, in(8, 9).ignorable());
        io("TopicId", self.topic_id, since(10).ignorable());
        io("PartitionIndexes", self.partitions, since(8));
      }
    };

    std::string_view group_id{};
    std::optional<std::string_view> member_id{};
    std::int32_t member_epoch = -1;
    std::optional<std::vector<Topic>> topics{std::in_place};
    static void fields(auto& io, auto& self) {
      io("GroupId", self.group_id, since(8));
      io("MemberId", self.member_id, since(9).nullable().ignorable());
      io("MemberEpoch", self.member_epoch, since(9).ignorable());
      io("Topics", self.topics, since(8).nullable());
    }
  };

  std::string_view group_id{};
  std::optional<std::vector<Topic>> topics{std::in_place};
  std::vector<Group> groups{};
  bool require_stable = false;
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, until(7));
    io("Topics", self.topics, until(7).nullable(in(2, 7)));
    io("Groups", self.groups, since(8));
    io("RequireStable", self.require_stable, since(7));
  }
};

extern template struct Codec<OffsetFetchRequest>;
extern template struct Codec<OffsetFetchResponse>;

} // namespace klamm::wire
