#include "wire/messages/join_group.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<JoinGroupRequest>;
template struct Codec<JoinGroupResponse>;

} // namespace klamm::wire
