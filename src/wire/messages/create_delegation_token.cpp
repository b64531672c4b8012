#include "wire/messages/create_delegation_token.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<CreateDelegationTokenRequest>;
template struct Codec<CreateDelegationTokenResponse>;

} // namespace klamm::wire
