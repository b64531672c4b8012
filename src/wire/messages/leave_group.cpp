#include "wire/messages/leave_group.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<LeaveGroupRequest>;
template struct Codec<LeaveGroupResponse>;

} // namespace klamm::wire
