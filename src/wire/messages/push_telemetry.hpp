// PushTelemetry: sends the metrics that the broker subscribed to (KIP-714).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct PushTelemetryResponse {
  static constexpr std::string_view name = "PushTelemetryResponse";
  static constexpr ApiKey api_key = ApiKey::push_telemetry;
  static constexpr Versions versions = only(0), flexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
  }
};

struct PushTelemetryRequest {
  static constexpr std::string_view name = "PushTelemetryRequest";
  static constexpr ApiKey api_key = ApiKey::push_telemetry;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = PushTelemetryResponse;

  Uuid client_instance_id{};
  std::int32_t subscription_id = 0;
  bool terminating = false;
  std::int8_t compression_type = 0;
  Bytes metrics{};
  static void fields(auto& io, auto& self) {
    io("ClientInstanceId", self.client_instance_id, since(0));
    io("SubscriptionId", self.subscription_id, since(0));
    io("Terminating", self.terminating, since(0));
    io("CompressionType", self.compression_type, since(0));
    io("Metrics", self.metrics, since(0));
  }
};

extern template struct Codec<PushTelemetryRequest>;
extern template struct Codec<PushTelemetryResponse>;

} // namespace klamm::wire
