// Names one waiting call of a Cluster.
#pragma once

#include <cstdint>

namespace klamm::cluster {

/// For cancel(). 0 is none.
using WaitId = std::uint64_t;

} // namespace klamm::cluster
