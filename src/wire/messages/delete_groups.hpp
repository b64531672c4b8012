// DeleteGroups: deletes empty groups with their offsets (KIP-229).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DeleteGroupsResponse {
  static constexpr std::string_view name = "DeleteGroupsResponse";
  static constexpr ApiKey api_key = ApiKey::delete_groups;
  static constexpr Versions versions = in(0, 2), flexible = since(2);

  struct Result {
    std::string_view group_id{};
    ErrorCode error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("GroupId", self.group_id, since(0));
      io("ErrorCode", self.error_code, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Result> results{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Results", self.results, since(0));
  }
};

struct DeleteGroupsRequest {
  static constexpr std::string_view name = "DeleteGroupsRequest";
  static constexpr ApiKey api_key = ApiKey::delete_groups;
  static constexpr Versions versions = in(0, 2), flexible = since(2);
  using Response = DeleteGroupsResponse;

  std::vector<std::string_view> group_names{};
  static void fields(auto& io, auto& self) { io("GroupsNames", self.group_names, since(0)); }
};

extern template struct Codec<DeleteGroupsRequest>;
extern template struct Codec<DeleteGroupsResponse>;

} // namespace klamm::wire
