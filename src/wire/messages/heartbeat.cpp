#include "wire/messages/heartbeat.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<HeartbeatRequest>;
template struct Codec<HeartbeatResponse>;

} // namespace klamm::wire
