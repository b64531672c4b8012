#include "wire/messages/offset_delete.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<OffsetDeleteRequest>;
template struct Codec<OffsetDeleteResponse>;

} // namespace klamm::wire
