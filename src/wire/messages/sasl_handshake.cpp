#include "wire/messages/sasl_handshake.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<SaslHandshakeRequest>;
template struct Codec<SaslHandshakeResponse>;

} // namespace klamm::wire
