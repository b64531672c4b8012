#include "wire/messages/streams_group_heartbeat.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<StreamsGroupHeartbeatRequest>;
template struct Codec<StreamsGroupHeartbeatResponse>;

} // namespace klamm::wire
