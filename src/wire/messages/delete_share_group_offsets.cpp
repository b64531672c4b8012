#include "wire/messages/delete_share_group_offsets.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DeleteShareGroupOffsetsRequest>;
template struct Codec<DeleteShareGroupOffsetsResponse>;

} // namespace klamm::wire
