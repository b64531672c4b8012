#include "wire/messages/share_fetch.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ShareFetchRequest>;
template struct Codec<ShareFetchResponse>;

} // namespace klamm::wire
