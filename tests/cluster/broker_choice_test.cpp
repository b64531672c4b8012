#include "cluster/broker_choice.hpp"

#include <doctest/doctest.h>

#include <set>

#include "cluster/broker_pool.hpp"

using namespace klamm;
using namespace klamm::cluster;

namespace {

constexpr TimePoint now{std::chrono::hours(1)};

BrokerStatus status(NodeId node, Connectivity state, std::size_t in_flight = 0, TimePoint last_attempt = TimePoint::min(),
                    TimePoint retry_at = TimePoint::min()) {
  BrokerStatus s;
  s.node = node;
  s.state = state;
  s.in_flight = in_flight;
  s.last_attempt = last_attempt;
  s.retry_at = retry_at;
  return s;
}

} // namespace

TEST_CASE("broker choice: the least busy connected one first, one that backs off last") {
  Random random(1);
  const std::vector<BrokerStatus> brokers{status(1, Connectivity::backing_off, 0, now, now + 900ms),
                                          status(2, Connectivity::idle, 0, now - 1min),
                                          status(3, Connectivity::connected, 9),
                                          status(4, Connectivity::connecting),
                                          status(5, Connectivity::connected, 2),
                                          status(6, Connectivity::idle),
                                          status(7, Connectivity::backing_off, 0, now, now + 20ms)};
  CHECK(order_to_try(brokers, now, random) == std::vector<NodeId>{5, 3, 4, 6, 2, 7, 1});
}

TEST_CASE("broker choice: clients spread over brokers that are equally good") {
  std::set<NodeId> first;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    first.insert(
        order_to_try({status(1, Connectivity::idle), status(2, Connectivity::idle), status(3, Connectivity::idle)}, now, random).front());
  }
  CHECK(first.size() == 3);
}
