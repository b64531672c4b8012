#include "wire/messages/renew_delegation_token.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<RenewDelegationTokenRequest>;
template struct Codec<RenewDelegationTokenResponse>;

} // namespace klamm::wire
