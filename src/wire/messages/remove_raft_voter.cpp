#include "wire/messages/remove_raft_voter.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<RemoveRaftVoterRequest>;
template struct Codec<RemoveRaftVoterResponse>;

} // namespace klamm::wire
