#include "wire/messages/offset_for_leader_epoch.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<OffsetForLeaderEpochRequest>;
template struct Codec<OffsetForLeaderEpochResponse>;

} // namespace klamm::wire
