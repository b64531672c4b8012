#include "wire/messages/share_group_heartbeat.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ShareGroupHeartbeatRequest>;
template struct Codec<ShareGroupHeartbeatResponse>;

} // namespace klamm::wire
