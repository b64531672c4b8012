#include "wire/messages/consumer_group_describe.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ConsumerGroupDescribeRequest>;
template struct Codec<ConsumerGroupDescribeResponse>;

} // namespace klamm::wire
