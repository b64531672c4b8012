// SaslAuthenticate: carries the steps of a SASL exchange (KIP-152, KIP-368).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct SaslAuthenticateResponse {
  static constexpr std::string_view name = "SaslAuthenticateResponse";
  static constexpr ApiKey api_key = ApiKey::sasl_authenticate;
  static constexpr Versions versions = in(0, 2), flexible = since(2);

  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  Bytes auth_bytes{};
  std::int64_t session_lifetime_ms = 0;
  static void fields(auto& io, auto& self) {
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("AuthBytes", self.auth_bytes, since(0).secret());
    io("SessionLifetimeMs", self.session_lifetime_ms, since(1).ignorable());
  }
};

struct SaslAuthenticateRequest {
  static constexpr std::string_view name = "SaslAuthenticateRequest";
  static constexpr ApiKey api_key = ApiKey::sasl_authenticate;
  static constexpr Versions versions = in(0, 2), flexible = since(2);
  using Response = SaslAuthenticateResponse;

  Bytes auth_bytes{};
  static void fields(auto& io, auto& self) { io("AuthBytes", self.auth_bytes, since(0).secret()); }
};

extern template struct Codec<SaslAuthenticateRequest>;
extern template struct Codec<SaslAuthenticateResponse>;

} // namespace klamm::wire
