#include "wire/messages/init_producer_id.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<InitProducerIdRequest>;
template struct Codec<InitProducerIdResponse>;

} // namespace klamm::wire
