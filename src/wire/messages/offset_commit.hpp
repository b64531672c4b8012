// OffsetCommit: stores a group's positions at its coordinator (KIP-320, KIP-345, KIP-848).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct OffsetCommitResponse {
  static constexpr std::string_view name = "OffsetCommitResponse";
  static constexpr ApiKey api_key = ApiKey::offset_commit;
  static constexpr Versions versions = in(2, 10), flexible = since(8);

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
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, until(9).ignorable());
      io("TopicId", self.topic_id, since(10).ignorable());
      io("Partitions", self.partitions, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(3).ignorable());
    io("Topics", self.topics, since(0));
  }
};

struct OffsetCommitRequest {
  static constexpr std::string_view name = "OffsetCommitRequest";
  static constexpr ApiKey api_key = ApiKey::offset_commit;
  static constexpr Versions versions = in(2, 10), flexible = since(8);
  using Response = OffsetCommitResponse;

  struct Partition {
    std::int32_t index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::optional<std::string_view> committed_metadata = "";
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("CommittedOffset", self.committed_offset, since(0));
      io("CommittedLeaderEpoch", self.committed_leader_epoch, since(6).ignorable());
      io("CommittedMetadata", self.committed_metadata, since(0).nullable());
    }
  };

  struct Topic {
    std::string_view name{};
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, until(9).ignorable());
      io("TopicId", self.topic_id, since(10).ignorable());
      io("Partitions", self.partitions, since(0));
    }
  };

  std::string_view group_id{};
  std::int32_t generation_id_or_member_epoch = -1;
  std::string_view member_id{};
  std::optional<std::string_view> group_instance_id{};
  std::int64_t retention_time_ms = -1;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("GenerationIdOrMemberEpoch", self.generation_id_or_member_epoch, since(1).ignorable());
    io("MemberId", self.member_id, since(1).ignorable());
    io("GroupInstanceId", self.group_instance_id, since(7).nullable());
    io("RetentionTimeMs", self.retention_time_ms, in(2, 4).ignorable());
    io("Topics", self.topics, since(0));
  }
};

extern template struct Codec<OffsetCommitRequest>;
extern template struct Codec<OffsetCommitResponse>;

} // namespace klamm::wire
