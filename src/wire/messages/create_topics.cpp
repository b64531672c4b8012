#include "wire/messages/create_topics.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<CreateTopicsRequest>;
template struct Codec<CreateTopicsResponse>;

} // namespace klamm::wire
