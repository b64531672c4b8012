#include "wire/messages/write_txn_markers.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<WriteTxnMarkersRequest>;
template struct Codec<WriteTxnMarkersResponse>;

} // namespace klamm::wire
