#include "wire/messages/expire_delegation_token.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ExpireDelegationTokenRequest>;
template struct Codec<ExpireDelegationTokenResponse>;

} // namespace klamm::wire
