#include "wire/messages/end_txn.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<EndTxnRequest>;
template struct Codec<EndTxnResponse>;

} // namespace klamm::wire
