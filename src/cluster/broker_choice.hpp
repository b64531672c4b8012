// In which order to try brokers for a request that any of them can answer. Pure.
#pragma once

#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "cluster/node.hpp"

namespace klamm::cluster {

struct BrokerStatus;

/// Best first: connected ones by how little they have in flight; then those that connect; then those not tried for longest; those backing
/// off last, the one that may be tried soonest first. Ties are broken by chance, so that clients spread.
std::vector<NodeId> order_to_try(std::vector<BrokerStatus> brokers, TimePoint now, Random& random);

} // namespace klamm::cluster
