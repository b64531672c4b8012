// DeleteShareGroupOffsets: forgets the start of an empty share group in topics (KIP-932).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DeleteShareGroupOffsetsResponse {
  static constexpr std::string_view name = "DeleteShareGroupOffsetsResponse";
  static constexpr ApiKey api_key = ApiKey::delete_share_group_offsets;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct Topic {
    std::string_view name{};
    Uuid topic_id{};
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    static void fields(auto& io, auto& self) {
      io("TopicName", self.name, since(0));
      io("TopicId", self.topic_id, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
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

struct DeleteShareGroupOffsetsRequest {
  static constexpr std::string_view name = "DeleteShareGroupOffsetsRequest";
  static constexpr ApiKey api_key = ApiKey::delete_share_group_offsets;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = DeleteShareGroupOffsetsResponse;

  struct Topic {
    std::string_view name{};
    static void fields(auto& io, auto& self) { io("TopicName", self.name, since(0)); }
  };

  std::string_view group_id{};
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("Topics", self.topics, since(0));
  }
};

extern template struct Codec<DeleteShareGroupOffsetsRequest>;
extern template struct Codec<DeleteShareGroupOffsetsResponse>;

} // namespace klamm::wire
