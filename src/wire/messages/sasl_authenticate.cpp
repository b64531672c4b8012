#include "wire/messages/sasl_authenticate.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<SaslAuthenticateRequest>;
template struct Codec<SaslAuthenticateResponse>;

} // namespace klamm::wire
