#include "wire/messages/alter_replica_log_dirs.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AlterReplicaLogDirsRequest>;
template struct Codec<AlterReplicaLogDirsResponse>;

} // namespace klamm::wire
