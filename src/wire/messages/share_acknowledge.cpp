#include "wire/messages/share_acknowledge.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ShareAcknowledgeRequest>;
template struct Codec<ShareAcknowledgeResponse>;

} // namespace klamm::wire
