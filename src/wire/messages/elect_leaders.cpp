#include "wire/messages/elect_leaders.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ElectLeadersRequest>;
template struct Codec<ElectLeadersResponse>;

} // namespace klamm::wire
