#include "wire/messages/describe_topic_partitions.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeTopicPartitionsRequest>;
template struct Codec<DescribeTopicPartitionsResponse>;

} // namespace klamm::wire
