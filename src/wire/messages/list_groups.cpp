#include "wire/messages/list_groups.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ListGroupsRequest>;
template struct Codec<ListGroupsResponse>;

} // namespace klamm::wire
