// CreateDelegationToken: issues a delegation token (KIP-48, KIP-373).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct CreateDelegationTokenResponse {
  static constexpr std::string_view name = "CreateDelegationTokenResponse";
  static constexpr ApiKey api_key = ApiKey::create_delegation_token;
  static constexpr Versions versions = in(1, 3), flexible = since(2);

  ErrorCode error_code = ErrorCode::none;
  std::string_view principal_type{};
  std::string_view principal_name{};
  std::string_view token_requester_principal_type{};
  std::string_view token_requester_principal_name{};
  std::int64_t issue_timestamp_ms = 0;
  std::int64_t expiry_timestamp_ms = 0;
  std::int64_t max_timestamp_ms = 0;
  std::string_view token_id{};
  Bytes hmac{};
  std::int32_t throttle_time_ms = 0;
  static void fields(auto& io, auto& self) {
    io("ErrorCode", self.error_code, since(0));
    io("PrincipalType", self.principal_type, since(0));
    io("PrincipalName", self.principal_name, since(0));
    io("TokenRequesterPrincipalType", self.token_requester_principal_type, since(3));
    io("TokenRequesterPrincipalName", self.token_requester_principal_name, since(3));
    io("IssueTimestampMs", self.issue_timestamp_ms, since(0));
    io("ExpiryTimestampMs", self.expiry_timestamp_ms, since(0));
    io("MaxTimestampMs", self.max_timestamp_ms, since(0));
    io("TokenId", self.token_id, since(0));
    io("Hmac", self.hmac, since(0).secret());
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
  }
};

struct CreateDelegationTokenRequest {
  static constexpr std::string_view name = "CreateDelegationTokenRequest";
  static constexpr ApiKey api_key = ApiKey::create_delegation_token;
  static constexpr Versions versions = in(1, 3), flexible = since(2);
  using Response = CreateDelegationTokenResponse;

  struct Renewer {
    std::string_view principal_type{};
    std::string_view principal_name{};
    static void fields(auto& io, auto& self) {
      io("PrincipalType", self.principal_type, since(0));
      io("PrincipalName", self.principal_name, since(0));
    }
  };

  std::optional<std::string_view> owner_principal_type = "";
  std::optional<std::string_view> owner_principal_name = "";
  std::vector<Renewer> renewers{};
  std::int64_t max_lifetime_ms = 0;
  static void fields(auto& io, auto& self) {
    io("OwnerPrincipalType", self.owner_principal_type, since(3).nullable());
    io("OwnerPrincipalName", self.owner_principal_name, since(3).nullable());
    io("Renewers", self.renewers, since(0));
    io("MaxLifetimeMs", self.max_lifetime_ms, since(0));
  }
};

extern template struct Codec<CreateDelegationTokenRequest>;
extern template struct Codec<CreateDelegationTokenResponse>;

} // namespace klamm::wire
