// CreateAcls: adds access rules (KIP-140, KIP-290).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct CreateAclsResponse {
  static constexpr std::string_view name = "CreateAclsResponse";
  static constexpr ApiKey api_key = ApiKey::create_acls;
  static constexpr Versions versions = in(1, 3), flexible = since(2);

  struct Result {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Result> results{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Results", self.results, since(0));
  }
};

struct CreateAclsRequest {
  static constexpr std::string_view name = "CreateAclsRequest";
  static constexpr ApiKey api_key = ApiKey::create_acls;
  static constexpr Versions versions = in(1, 3), flexible = since(2);
  using Response = CreateAclsResponse;

  struct Creation {
    std::int8_t resource_type = 0;
    std::string_view resource_name{};
    std::int8_t resource_pattern_type = 3;
    std::string_view principal{};
    std::string_view host{};
    std::int8_t operation = 0;
    std::int8_t permission_type = 0;
    static void fields(auto& io, auto& self) {
      io("ResourceType", self.resource_type, since(0));
      io("ResourceName", self.resource_name, since(0));
      io("ResourcePatternType", self.resource_pattern_type, since(1));
      io("Principal", self.principal, since(0));
      io("Host", self.host, since(0));
      io("Operation", self.operation, since(0));
      io("PermissionType", self.permission_type, since(0));
    }
  };

  std::vector<Creation> creations{};
  static void fields(auto& io, auto& self) { io("Creations", self.creations, since(0)); }
};

extern template struct Codec<CreateAclsRequest>;
extern template struct Codec<CreateAclsResponse>;

} // namespace klamm::wire
