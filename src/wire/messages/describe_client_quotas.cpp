#include "wire/messages/describe_client_quotas.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeClientQuotasRequest>;
template struct Codec<DescribeClientQuotasResponse>;

} // namespace klamm::wire
