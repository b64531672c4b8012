#include "wire/messages/unregister_broker.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<UnregisterBrokerRequest>;
template struct Codec<UnregisterBrokerResponse>;

} // namespace klamm::wire
