#include "wire/messages/produce.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ProduceRequest>;
template struct Codec<ProduceResponse>;

} // namespace klamm::wire
