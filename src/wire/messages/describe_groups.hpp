// DescribeGroups: state and members of classic groups (KIP-345, KIP-430, KIP-1043).
#pragma once

#include <limits>

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeGroupsResponse {
  static constexpr std::string_view name = "DescribeGroupsResponse";
  static constexpr ApiKey api_key = ApiKey::describe_groups;
  static constexpr Versions versions = in(0, 6), flexible = since(5);

  struct Member {
    std::string_view member_id{};
    std::optional<std::string_view> group_instance_id{};
    std::string_view client_id{};
    std::string_view client_host{};
    Bytes member_metadata{};
    Bytes member_assignment{};
    static void fields(auto& io, auto& self) {
      io("MemberId", self.member_id, since(0));
      io("GroupInstanceId", self.group_instance_id, since(4).nullable().ignorable());
      io("ClientId", self.client_id, since(0));
      io("ClientHost", self.client_host, since(0));
      io("MemberMetadata", self.member_metadata, since(0));
      io("MemberAssignment", self.member_assignment, since(0));
    }
  };

  struct Group {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    std::string_view group_id{};
    std::string_view group_state{};
    std::string_view protocol_type{};
    std::string_view protocol_data{};
    std::vector<Member> members{};
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(6).nullable());
      io("GroupId", self.group_id, since(0));
      io("GroupState", self.group_state, since(0));
      io("ProtocolType", self.protocol_type, since(0));
      io("ProtocolData", self.protocol_data, since(0));
      io("Members", self.members, since(0));
      io("AuthorizedOperations", self.authorized_operations, since(3));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Group> groups{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("Groups", self.groups, since(0));
  }
};

struct DescribeGroupsRequest {
  static constexpr std::string_view name = "DescribeGroupsRequest";
  static constexpr ApiKey api_key = ApiKey::describe_groups;
  static constexpr Versions versions = in(0, 6), flexible = since(5);
  using Response = DescribeGroupsResponse;

  std::vector<std::string_view> groups{};
  bool include_authorized_operations = false;
  static void fields(auto& io, auto& self) {
    io("Groups", self.groups, since(0));
    io("IncludeAuthorizedOperations", self.include_authorized_operations, since(3));
  }
};

extern template struct Codec<DescribeGroupsRequest>;
extern template struct Codec<DescribeGroupsResponse>;

} // namespace klamm::wire
