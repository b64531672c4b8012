#include "wire/messages/sync_group.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<SyncGroupRequest>;
template struct Codec<SyncGroupResponse>;

} // namespace klamm::wire
