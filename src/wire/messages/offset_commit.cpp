#include "wire/messages/offset_commit.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<OffsetCommitRequest>;
template struct Codec<OffsetCommitResponse>;

} // namespace klamm::wire
