// ListGroups: the groups that a broker coordinates (KIP-518, KIP-848).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct ListGroupsResponse {
  static constexpr std::string_view name = "ListGroupsResponse";
  static constexpr ApiKey api_key = ApiKey::list_groups;
  static constexpr Versions versions = in(0, 5), flexible = since(3);

  struct Group {
    std::string_view group_id{};
    std::string_view protocol_type{};
    std::string_view group_state{};
    std::string_view group_type{};
    static void fields(auto& io, auto& self) {
      io("GroupId", self.group_id, since(0));
      io("ProtocolType", self.protocol_type, since(0));
      io("GroupState", self.group_state, since(4).ignorable());
      io("GroupType", self.group_type, since(5).ignorable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<Group> groups{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("ErrorCode", self.error_code, since(0));
    io("Groups", self.groups, since(0));
  }
};

struct ListGroupsRequest {
  static constexpr std::string_view name = "ListGroupsRequest";
  static constexpr ApiKey api_key = ApiKey::list_groups;
  static constexpr Versions versions = in(0, 5), flexible = since(3);
  using Response = ListGroupsResponse;

  std::vector<std::string_view> states_filter{};
  std::vector<std::string_view> types_filter{};
  static void fields(auto& io, auto& self) {
    io("StatesFilter", self.states_filter, since(4));
    io("TypesFilter", self.types_filter, since(5));
  }
};

extern template struct Codec<ListGroupsRequest>;
extern template struct Codec<ListGroupsResponse>;

} // namespace klamm::wire
