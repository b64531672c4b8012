#include "wire/messages/describe_delegation_token.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeDelegationTokenRequest>;
template struct Codec<DescribeDelegationTokenResponse>;

} // namespace klamm::wire
