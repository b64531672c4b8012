// LeaveGroup: ends memberships of a classic group; several members at once since version 3 (KIP-345, KIP-800).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct LeaveGroupResponse {
  static constexpr std::string_view name = "LeaveGroupResponse";
  static constexpr ApiKey api_key = ApiKey::leave_group;
  static constexpr Versions versions = in(0, 5), flexible = since(4);

  struct Member {
    std::string_view member_id{};
    std::optional<std::string_view> group_instance_id = "";
    ErrorCode error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("MemberId", self.member_id, since(3));
      io("GroupInstanceId", self.group_instance_id, since(3).nullable());
      io("ErrorCode", self.error_code, since(3));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<Member> members{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("ErrorCode", self.error_code, since(0));
    io("Members", self.members, since(3));
  }
};

struct LeaveGroupRequest {
  static constexpr std::string_view name = "LeaveGroupRequest";
  static constexpr ApiKey api_key = ApiKey::leave_group;
  static constexpr Versions versions = in(0, 5), flexible = since(4);
  using Response = LeaveGroupResponse;

  struct Member {
    std::string_view member_id{};
    std::optional<std::string_view> group_instance_id{};
    std::optional<std::string_view> reason{};
    static void fields(auto& io, auto& self) {
      io("MemberId", self.member_id, since(3));
      io("GroupInstanceId", self.group_instance_id, since(3).nullable());
      io("Reason", self.reason, since(5).nullable().ignorable());
    }
  };

  std::string_view group_id{};
  std::string_view member_id{};
  std::vector<Member> members{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("MemberId", self.member_id, until(2));
    io("Members", self.members, since(3));
  }
};

extern template struct Codec<LeaveGroupRequest>;
extern template struct Codec<LeaveGroupResponse>;

} // namespace klamm::wire
