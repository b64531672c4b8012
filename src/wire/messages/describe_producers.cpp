#include "wire/messages/describe_producers.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeProducersRequest>;
template struct Codec<DescribeProducersResponse>;

} // namespace klamm::wire
