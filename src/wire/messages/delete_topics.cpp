#include "wire/messages/delete_topics.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DeleteTopicsRequest>;
template struct Codec<DeleteTopicsResponse>;

} // namespace klamm::wire
