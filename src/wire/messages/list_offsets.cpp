#include "wire/messages/list_offsets.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ListOffsetsRequest>;
template struct Codec<ListOffsetsResponse>;

} // namespace klamm::wire
