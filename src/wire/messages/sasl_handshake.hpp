// SaslHandshake: agrees on a SASL mechanism (KIP-43, KIP-152).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct SaslHandshakeResponse {
  static constexpr std::string_view name = "SaslHandshakeResponse";
  static constexpr ApiKey api_key = ApiKey::sasl_handshake;
  static constexpr Versions versions = in(0, 1), flexible = no_versions;

  ErrorCode error_code = ErrorCode::none;
  std::vector<std::string_view> mechanisms{};
  static void fields(auto& io, auto& self) {
    io("ErrorCode", self.error_code, since(0));
    io("Mechanisms", self.mechanisms, since(0));
  }
};

struct SaslHandshakeRequest {
  static constexpr std::string_view name = "SaslHandshakeRequest";
  static constexpr ApiKey api_key = ApiKey::sasl_handshake;
  static constexpr Versions versions = in(0, 1), flexible = no_versions;
  using Response = SaslHandshakeResponse;

  std::string_view mechanism{};
  static void fields(auto& io, auto& self) { io("Mechanism", self.mechanism, since(0)); }
};

extern template struct Codec<SaslHandshakeRequest>;
extern template struct Codec<SaslHandshakeResponse>;

} // namespace klamm::wire
