// RenewDelegationToken: prolongs a delegation token (KIP-48).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct RenewDelegationTokenResponse {
  static constexpr std::string_view name = "RenewDelegationTokenResponse";
  static constexpr ApiKey api_key = ApiKey::renew_delegation_token;
  static constexpr Versions versions = in(1, 2), flexible = since(2);

  ErrorCode error_code = ErrorCode::none;
  std::int64_t expiry_timestamp_ms = 0;
  std::int32_t throttle_time_ms = 0;
  static void fields(auto& io, auto& self) {
    io("ErrorCode", self.error_code, since(0));
    io("ExpiryTimestampMs", self.expiry_timestamp_ms, since(0));
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
  }
};

struct RenewDelegationTokenRequest {
  static constexpr std::string_view name = "RenewDelegationTokenRequest";
  static constexpr ApiKey api_key = ApiKey::renew_delegation_token;
  static constexpr Versions versions = in(1, 2), flexible = since(2);
  using Response = RenewDelegationTokenResponse;

  Bytes hmac{};
  std::int64_t renew_period_ms = 0;
  static void fields(auto& io, auto& self) {
    io("Hmac", self.hmac, since(0).secret());
    io("RenewPeriodMs", self.renew_period_ms, since(0));
  }
};

extern template struct Codec<RenewDelegationTokenRequest>;
extern template struct Codec<RenewDelegationTokenResponse>;

} // namespace klamm::wire
