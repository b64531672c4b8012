#include "cluster/broker_choice.hpp"

#include <algorithm>
#include <tuple>

#include "cluster/broker_pool.hpp"

namespace klamm::cluster {

std::vector<NodeId> order_to_try(std::vector<BrokerStatus> brokers, TimePoint now, Random& random) {
  struct Ranked {
    std::tuple<int, Duration::rep, std::uint64_t> rank;
    NodeId node;
  };
  std::vector<Ranked> ranked;
  ranked.reserve(brokers.size());
  for (const BrokerStatus& broker : brokers) {
    const bool backing_off = broker.state == Connectivity::backing_off && broker.retry_at > now;
    const std::uint64_t chance = random();
    if (broker.state == Connectivity::connected) ranked.push_back({{0, static_cast<Duration::rep>(broker.in_flight), chance}, broker.node});
    else if (broker.state == Connectivity::connecting) ranked.push_back({{1, 0, chance}, broker.node});
    else if (!backing_off) ranked.push_back({{2, broker.last_attempt.time_since_epoch().count(), chance}, broker.node});
    else ranked.push_back({{3, broker.retry_at.time_since_epoch().count(), chance}, broker.node});
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  std::vector<NodeId> order;
  order.reserve(ranked.size());
  for (const Ranked& r : ranked) order.push_back(r.node);
  return order;
}

} // namespace klamm::cluster
