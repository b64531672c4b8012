#include "wire/messages/delete_records.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DeleteRecordsRequest>;
template struct Codec<DeleteRecordsResponse>;

} // namespace klamm::wire
