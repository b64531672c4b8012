#include "wire/messages/find_coordinator.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<FindCoordinatorRequest>;
template struct Codec<FindCoordinatorResponse>;

} // namespace klamm::wire
