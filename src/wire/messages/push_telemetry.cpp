#include "wire/messages/push_telemetry.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<PushTelemetryRequest>;
template struct Codec<PushTelemetryResponse>;

} // namespace klamm::wire
