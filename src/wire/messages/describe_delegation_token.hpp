// DescribeDelegationToken: the delegation tokens of owners (KIP-48, KIP-373).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeDelegationTokenResponse {
  static constexpr std::string_view name = "DescribeDelegationTokenResponse";
  static constexpr ApiKey api_key = ApiKey::describe_delegation_token;
  static constexpr Versions versions = in(1, 3), flexible = since(2);

  struct Renewer {
    std::string_view principal_type{};
    std::string_view principal_name{};
    static void fields(auto& io, auto& self) {
      io("PrincipalType", self.principal_type, since(0));
      io("PrincipalName", self.principal_name, since(0));
    }
  };

  struct Token {
    std::string_view principal_type{};
    std::string_view principal_name{};
    std::string_view token_requester_principal_type{};
    std::string_view token_requester_principal_name{};
    std::int64_t issue_timestamp = 0;
    std::int64_t expiry_timestamp = 0;
    std::int64_t max_timestamp = 0;
    std::string_view token_id{};
    Bytes hmac{};
    std::vector<Renewer> renewers{};
    static void fields(auto& io, auto& self) {
      io("PrincipalType", self.principal_type, since(0));
      io("PrincipalName", self.principal_name, since(0));
      io("TokenRequesterPrincipalType", self.token_requester_principal_type, since(3));
      io("TokenRequesterPrincipalName", self.token_requester_principal_name, since(3));
      io("IssueTimestamp", self.issue_timestamp, since(0));
      io("ExpiryTimestamp", self.expiry_timestamp, since(0));
      io("MaxTimestamp", self.max_timestamp, since(0));
      io("TokenId", self.token_id, since(0));
      io("Hmac", self.hmac, since(0).secret());
      io("Renewers", self.renewers, since(0));
    }
  };

  ErrorCode error_code = ErrorCode::none;
  std::vector<Token> tokens{};
  std::int32_t throttle_time_ms = 0;
  static void fields(auto& io, auto& self) {
    io("ErrorCode", self.error_code, since(0));
    io("Tokens", self.tokens, since(0));
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
  }
};

struct DescribeDelegationTokenRequest {
  static constexpr std::string_view name = "DescribeDelegationTokenRequest";
  static constexpr ApiKey api_key = ApiKey::describe_delegation_token;
  static constexpr Versions versions = in(1, 3), flexible = since(2);
  using Response = DescribeDelegationTokenResponse;

  struct Owner {
    std::string_view principal_type{};
    std::string_view principal_name{};
    static void fields(auto& io, auto& self) {
      io("PrincipalType", self.principal_type, since(0));
      io("PrincipalName", self.principal_name, since(0));
    }
  };

  std::optional<std::vector<Owner>> owners{std::in_place};
  static void fields(auto& io, auto& self) { io("Owners", self.owners, since(0).nullable()); }
};

extern template struct Codec<DescribeDelegationTokenRequest>;
extern template struct Codec<DescribeDelegationTokenResponse>;

} // namespace klamm::wire
