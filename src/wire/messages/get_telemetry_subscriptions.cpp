#include "wire/messages/get_telemetry_subscriptions.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<GetTelemetrySubscriptionsRequest>;
template struct Codec<GetTelemetrySubscriptionsResponse>;

} // namespace klamm::wire
