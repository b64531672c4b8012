#include "wire/messages/offset_fetch.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<OffsetFetchRequest>;
template struct Codec<OffsetFetchResponse>;

} // namespace klamm::wire
