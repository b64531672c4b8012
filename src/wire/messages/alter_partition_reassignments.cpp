#include "wire/messages/alter_partition_reassignments.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AlterPartitionReassignmentsRequest>;
template struct Codec<AlterPartitionReassignmentsResponse>;

} // namespace klamm::wire
