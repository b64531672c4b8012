#include "wire/messages/describe_cluster.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeClusterRequest>;
template struct Codec<DescribeClusterResponse>;

} // namespace klamm::wire
