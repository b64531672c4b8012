#include "wire/messages/add_offsets_to_txn.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AddOffsetsToTxnRequest>;
template struct Codec<AddOffsetsToTxnResponse>;

} // namespace klamm::wire
