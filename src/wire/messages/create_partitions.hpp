// CreatePartitions: gives topics more partitions (KIP-195, KIP-599).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct CreatePartitionsResponse {
  static constexpr std::string_view name = "CreatePartitionsResponse";
  static constexpr ApiKey api_key = ApiKey::create_partitions;
  static constexpr Versions versions = in(0, 3), flexible = since(2);

  struct Topic {
    std::string_view name{};
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Results", self.topics, since(0));
  }
};

struct CreatePartitionsRequest {
  static constexpr std::string_view name = "CreatePartitionsRequest";
  static constexpr ApiKey api_key = ApiKey::create_partitions;
  static constexpr Versions versions = in(0, 3), flexible = since(2);
  using Response = CreatePartitionsResponse;

  struct Assignment {
    std::vector<std::int32_t> broker_ids{};
    static void fields(auto& io, auto& self) { io("BrokerIds", self.broker_ids, since(0)); }
  };

  struct Topic {
    std::string_view name{};
    std::int32_t count = 0;
    std::optional<std::vector<Assignment>> assignments{std::in_place};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Count", self.count, since(0));
      io("Assignments", self.assignments, since(0).nullable());
    }
  };

  std::vector<Topic> topics{};
  std::int32_t timeout_ms = 0;
  bool validate_only = false;
  static void fields(auto& io, auto& self) {
    io("Topics", self.topics, since(0));
    io("TimeoutMs", self.timeout_ms, since(0));
    io("ValidateOnly", self.validate_only, since(0));
  }
};

extern template struct Codec<CreatePartitionsRequest>;
extern template struct Codec<CreatePartitionsResponse>;

} // namespace klamm::wire
