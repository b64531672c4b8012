#include "wire/messages/delete_groups.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DeleteGroupsRequest>;
template struct Codec<DeleteGroupsResponse>;

} // namespace klamm::wire
