// AlterShareGroupOffsets: moves the start of an empty share group in partitions (KIP-932).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct AlterShareGroupOffsetsResponse {
  static constexpr std::string_view name = "AlterShareGroupOffsetsResponse";
  static constexpr ApiKey api_key = ApiKey::alter_share_group_offsets;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
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

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message{};
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("Responses", self.topics, since(0));
  }
};

struct AlterShareGroupOffsetsRequest {
  static constexpr std::string_view name = "AlterShareGroupOffsetsRequest";
  static constexpr ApiKey api_key = ApiKey::alter_share_group_offsets;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = AlterShareGroupOffsetsResponse;

  struct Partition {
    std::int32_t index = 0;
    std::int64_t start_offset = 0;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("StartOffset", self.start_offset, since(0));
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

  std::string_view group_id{};
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("Topics", self.topics, since(0));
  }
};

extern template struct Codec<AlterShareGroupOffsetsRequest>;
extern template struct Codec<AlterShareGroupOffsetsResponse>;

} // namespace klamm::wire
