#include "wire/messages/describe_groups.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeGroupsRequest>;
template struct Codec<DescribeGroupsResponse>;

} // namespace klamm::wire
