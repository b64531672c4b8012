#include "wire/messages/describe_transactions.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeTransactionsRequest>;
template struct Codec<DescribeTransactionsResponse>;

} // namespace klamm::wire
