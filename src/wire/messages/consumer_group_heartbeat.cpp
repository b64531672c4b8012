#include "wire/messages/consumer_group_heartbeat.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ConsumerGroupHeartbeatRequest>;
template struct Codec<ConsumerGroupHeartbeatResponse>;

} // namespace klamm::wire
