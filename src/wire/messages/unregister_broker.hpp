// UnregisterBroker: removes the registration of a broker that is gone (KIP-631).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct UnregisterBrokerResponse {
  static constexpr std::string_view name = "UnregisterBrokerResponse";
  static constexpr ApiKey api_key = ApiKey::unregister_broker;
  static constexpr Versions versions = only(0), flexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
  }
};

struct UnregisterBrokerRequest {
  static constexpr std::string_view name = "UnregisterBrokerRequest";
  static constexpr ApiKey api_key = ApiKey::unregister_broker;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = UnregisterBrokerResponse;

  std::int32_t broker_id = 0;
  static void fields(auto& io, auto& self) { io("BrokerId", self.broker_id, since(0)); }
};

extern template struct Codec<UnregisterBrokerRequest>;
extern template struct Codec<UnregisterBrokerResponse>;

} // namespace klamm::wire
