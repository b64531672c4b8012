#include "wire/messages/list_partition_reassignments.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ListPartitionReassignmentsRequest>;
template struct Codec<ListPartitionReassignmentsResponse>;

} // namespace klamm::wire
