// DeleteTopics: deletes topics by name, or by id since version 6 (KIP-4, KIP-516, KIP-599).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DeleteTopicsResponse {
  static constexpr std::string_view name = "DeleteTopicsResponse";
  static constexpr ApiKey api_key = ApiKey::delete_topics;
  static constexpr Versions versions = in(1, 6), flexible = since(4);

  struct Topic {
    std::optional<std::string_view> name = "";
    Uuid topic_id{};
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0).nullable(since(6)));
      io("TopicId", self.topic_id, since(6).ignorable());
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(5).nullable().ignorable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("Responses", self.topics, since(0));
  }
};

struct DeleteTopicsRequest {
  static constexpr std::string_view name = "DeleteTopicsRequest";
  static constexpr ApiKey api_key = ApiKey::delete_topics;
  static constexpr Versions versions = in(1, 6), flexible = since(4);
  using Response = DeleteTopicsResponse;

  struct Topic {
    std::optional<std::string_view> name{};
    Uuid topic_id{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(6).nullable());
      io("TopicId", self.topic_id, since(6));
    }
  };

  std::vector<Topic> topics{};
  std::vector<std::string_view> topic_names{};
  std::int32_t timeout_ms = 0;
  static void fields(auto& io, auto& self) {
    io("Topics", self.topics, since(6));
    io("TopicNames", self.topic_names, until(5).ignorable());
    io("TimeoutMs", self.timeout_ms, since(0));
  }
};

extern template struct Codec<DeleteTopicsRequest>;
extern template struct Codec<DeleteTopicsResponse>;

} // namespace klamm::wire
