#include "wire/messages/describe_configs.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeConfigsRequest>;
template struct Codec<DescribeConfigsResponse>;

} // namespace klamm::wire
