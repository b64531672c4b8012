#include "wire/messages/fetch.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<FetchRequest>;
template struct Codec<FetchResponse>;

} // namespace klamm::wire
