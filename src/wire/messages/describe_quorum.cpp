#include "wire/messages/describe_quorum.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeQuorumRequest>;
template struct Codec<DescribeQuorumResponse>;

} // namespace klamm::wire
