#include "wire/messages/describe_share_group_offsets.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeShareGroupOffsetsRequest>;
template struct Codec<DescribeShareGroupOffsetsResponse>;

} // namespace klamm::wire
