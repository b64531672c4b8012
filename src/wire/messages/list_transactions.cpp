#include "wire/messages/list_transactions.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ListTransactionsRequest>;
template struct Codec<ListTransactionsResponse>;

} // namespace klamm::wire
