// GetTelemetrySubscriptions: which metrics a broker wants of this client, and how often (KIP-714).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct GetTelemetrySubscriptionsResponse {
  static constexpr std::string_view name = "GetTelemetrySubscriptionsResponse";
  static constexpr ApiKey api_key = ApiKey::get_telemetry_subscriptions;
  static constexpr Versions versions = only(0), flexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  Uuid client_instance_id{};
  std::int32_t subscription_id = 0;
  std::vector<std::int8_t> accepted_compression_types{};
  std::int32_t push_interval_ms = 0;
  std::int32_t telemetry_max_bytes = 0;
  bool delta_temporality = false;
  std::vector<std::string_view> requested_metrics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ClientInstanceId", self.client_instance_id, since(0));
    io("SubscriptionId", self.subscription_id, since(0));
    io("AcceptedCompressionTypes", self.accepted_compression_types, since(0));
    io("PushIntervalMs", self.push_interval_ms, since(0));
    io("TelemetryMaxBytes", self.telemetry_max_bytes, since(0));
    io("DeltaTemporality", self.delta_temporality, since(0));
    io("RequestedMetrics", self.requested_metrics, since(0));
  }
};

struct GetTelemetrySubscriptionsRequest {
  static constexpr std::string_view name = "GetTelemetrySubscriptionsRequest";
  static constexpr ApiKey api_key = ApiKey::get_telemetry_subscriptions;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = GetTelemetrySubscriptionsResponse;

  Uuid client_instance_id{};
  static void fields(auto& io, auto& self) { io("ClientInstanceId", self.client_instance_id, since(0)); }
};

extern template struct Codec<GetTelemetrySubscriptionsRequest>;
extern template struct Codec<GetTelemetrySubscriptionsResponse>;

} // namespace klamm::wire
