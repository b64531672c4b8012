// DescribeShareGroupOffsets: where share groups start in partitions, and their lag (KIP-932, KIP-1226).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeShareGroupOffsetsResponse {
  static constexpr std::string_view name = "DescribeShareGroupOffsetsResponse";
  static constexpr ApiKey api_key = ApiKey::describe_share_group_offsets;
  static constexpr Versions versions = in(0, 1), flexible = since(0);

  struct Partition {
    std::int32_t index = 0;
    std::int64_t start_offset = 0;
    std::int32_t leader_epoch = 0;
    std::int64_t lag = -1;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("StartOffset", self.start_offset, since(0));
      io("LeaderEpoch", self.leader_epoch, since(0));
      io("Lag", self.lag, since(1).ignorable());
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
    }
  };

  struct Topic {
    std::string_view name{};
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("TopicName", self.name, since(0));
      io("TopicId", self.topic_id, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct Group {
    std::string_view group_id{};
    std::vector<Topic> topics{};
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    static void fields(auto& io, auto& self) {
      io("GroupId", self.group_id, since(0));
      io("Topics", self.topics, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Group> groups{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Groups", self.groups, since(0));
  }
};

struct DescribeShareGroupOffsetsRequest {
  static constexpr std::string_view name = "DescribeShareGroupOffsetsRequest";
  static constexpr ApiKey api_key = ApiKey::describe_share_group_offsets;
  static constexpr Versions versions = in(0, 1), flexible = since(0);
  using Response = DescribeShareGroupOffsetsResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("TopicName", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct Group {
    std::string_view group_id{};
    std::optional<std::vector<Topic>> topics{std::in_place};
    static void fields(auto& io, auto& self) {
      io("GroupId", self.group_id, since(0));
      io("Topics", self.topics, since(0).nullable());
    }
  };

  std::vector<Group> groups{};
  static void fields(auto& io, auto& self) { io("Groups", self.groups, since(0)); }
};

extern template struct Codec<DescribeShareGroupOffsetsRequest>;
extern template struct Codec<DescribeShareGroupOffsetsResponse>;

} // namespace klamm::wire
