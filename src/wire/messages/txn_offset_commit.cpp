#include "wire/messages/txn_offset_commit.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<TxnOffsetCommitRequest>;
template struct Codec<TxnOffsetCommitResponse>;

} // namespace klamm::wire
