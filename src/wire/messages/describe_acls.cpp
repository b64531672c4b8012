#include "wire/messages/describe_acls.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeAclsRequest>;
template struct Codec<DescribeAclsResponse>;

} // namespace klamm::wire
