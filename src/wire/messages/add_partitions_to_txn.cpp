#include "wire/messages/add_partitions_to_txn.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AddPartitionsToTxnRequest>;
template struct Codec<AddPartitionsToTxnResponse>;

} // namespace klamm::wire
