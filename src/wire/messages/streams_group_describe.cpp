#include "wire/messages/streams_group_describe.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<StreamsGroupDescribeRequest>;
template struct Codec<StreamsGroupDescribeResponse>;

} // namespace klamm::wire
