// Heartbeat: keeps a member of a classic group alive, and learns of rebalances (KIP-62, KIP-345).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct HeartbeatResponse {
  static constexpr std::string_view name = "HeartbeatResponse";
  static constexpr ApiKey api_key = ApiKey::heartbeat;
  static constexpr Versions versions = in(0, 4), flexible = since(4);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("ErrorCode", self.error_code, since(0));
  }
};

struct HeartbeatRequest {
  static constexpr std::string_view name = "HeartbeatRequest";
  static constexpr ApiKey api_key = ApiKey::heartbeat;
  static constexpr Versions versions = in(0, 4), flexible = since(4);
  using Response = HeartbeatResponse;

  std::string_view group_id{};
  std::int32_t generation_id = 0;
  std::string_view member_id{};
  std::optional<std::string_view> group_instance_id{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("GenerationId", self.generation_id, since(0));
    io("MemberId", self.member_id, since(0));
    io("GroupInstanceId", self.group_instance_id, since(3).nullable());
  }
};

extern template struct Codec<HeartbeatRequest>;
extern template struct Codec<HeartbeatResponse>;

} // namespace klamm::wire
