#include "wire/messages/add_raft_voter.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AddRaftVoterRequest>;
template struct Codec<AddRaftVoterResponse>;

} // namespace klamm::wire
