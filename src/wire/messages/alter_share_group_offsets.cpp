#include "wire/messages/alter_share_group_offsets.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AlterShareGroupOffsetsRequest>;
template struct Codec<AlterShareGroupOffsetsResponse>;

} // namespace klamm::wire
