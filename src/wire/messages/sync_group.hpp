// SyncGroup: the leader of a classic group hands out the assignments, every member learns its own (KIP-345, KIP-559).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct SyncGroupResponse {
  static constexpr std::string_view name = "SyncGroupResponse";
  static constexpr ApiKey api_key = ApiKey::sync_group;
  static constexpr Versions versions = in(0, 5), flexible = since(4);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> protocol_type{};
  std::optional<std::string_view> protocol_name{};
  Bytes assignment{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("ErrorCode", self.error_code, since(0));
    io("ProtocolType", self.protocol_type, since(5).nullable().ignorable());
    io("ProtocolName", self.protocol_name, since(5).nullable().ignorable());
    io("Assignment", self.assignment, since(0));
  }
};

struct SyncGroupRequest {
  static constexpr std::string_view name = "SyncGroupRequest";
  static constexpr ApiKey api_key = ApiKey::sync_group;
  static constexpr Versions versions = in(0, 5), flexible = since(4);
  using Response = SyncGroupResponse;

  struct Assignment {
    std::string_view member_id{};
    Bytes assignment{};
    static void fields(auto& io, auto& self) {
      io("MemberId", self.member_id, since(0));
      io("Assignment", self.assignment, since(0));
    }
  };

  std::string_view group_id{};
  std::int32_t generation_id = 0;
  std::string_view member_id{};
  std::optional<std::string_view> group_instance_id{};
  std::optional<std::string_view> protocol_type{};
  std::optional<std::string_view> protocol_name{};
  std::vector<Assignment> assignments{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("GenerationId", self.generation_id, since(0));
    io("MemberId", self.member_id, since(0));
    io("GroupInstanceId", self.group_instance_id, since(3).nullable());
    io("ProtocolType", self.protocol_type, since(5).nullable().ignorable());
    io("ProtocolName", self.protocol_name, since(5).nullable().ignorable());
    io("Assignments", self.assignments, since(0));
  }
};

extern template struct Codec<SyncGroupRequest>;
extern template struct Codec<SyncGroupResponse>;

} // namespace klamm::wire
