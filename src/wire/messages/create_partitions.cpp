#include "wire/messages/create_partitions.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<CreatePartitionsRequest>;
template struct Codec<CreatePartitionsResponse>;

} // namespace klamm::wire
