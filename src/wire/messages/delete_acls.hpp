// DeleteAcls: removes the access rules that match filters (KIP-140, KIP-290).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DeleteAclsResponse {
  static constexpr std::string_view name = "DeleteAclsResponse";
  static constexpr ApiKey api_key = ApiKey::delete_acls;
  static constexpr Versions versions = in(1, 3), flexible = since(2);

  struct MatchingAcl {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    std::int8_t resource_type = 0;
    std::string_view resource_name{};
    std::int8_t pattern_type = 3;
    std::string_view principal{};
    std::string_view host{};
    std::int8_t operation = 0;
    std::int8_t permission_type = 0;
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("ResourceType", self.resource_type, since(0));
      io("ResourceName", self.resource_name, since(0));
      io("PatternType", self.pattern_type, since(1));
      io("Principal", self.principal, since(0));
      io("Host", self.host, since(0));
      io("Operation", self.operation, since(0));
      io("PermissionType", self.permission_type, since(0));
    }
  };

  struct FilterResult {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    std::vector<MatchingAcl> matching_acls{};
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("MatchingAcls", self.matching_acls, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<FilterResult> filter_results{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("FilterResults", self.filter_results, since(0));
  }
};

struct DeleteAclsRequest {
  static constexpr std::string_view name = "DeleteAclsRequest";
  static constexpr ApiKey api_key = ApiKey::delete_acls;
  static constexpr Versions versions = in(1, 3), flexible = since(2);
  using Response = DeleteAclsResponse;

  struct Filter {
    std::int8_t resource_type_filter = 0;
    std::optional<std::string_view> resource_name_filter = "";
    std::int8_t pattern_type_filter = 3;
    std::optional<std::string_view> principal_filter = "";
    std::optional<std::string_view> host_filter = "";
    std::int8_t operation = 0;
    std::int8_t permission_type = 0;
    static void fields(auto& io, auto& self) {
      io("ResourceTypeFilter", self.resource_type_filter, since(0));
      io("ResourceNameFilter", self.resource_name_filter, since(0).nullable());
      io("PatternTypeFilter", self.pattern_type_filter, since(1));
      io("PrincipalFilter", self.principal_filter, since(0).nullable());
      io("HostFilter", self.host_filter, since(0).nullable());
      io("Operation", self.operation, since(0));
      io("PermissionType", self.permission_type, since(0));
    }
  };

  std::vector<Filter> filters{};
  static void fields(auto& io, auto& self) { io("Filters", self.filters, since(0)); }
};

extern template struct Codec<DeleteAclsRequest>;
extern template struct Codec<DeleteAclsResponse>;

} // namespace klamm::wire
