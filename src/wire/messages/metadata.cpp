#include "wire/messages/metadata.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<MetadataRequest>;
template struct Codec<MetadataResponse>;

} // namespace klamm::wire
