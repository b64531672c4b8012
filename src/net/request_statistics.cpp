#include "net/request_statistics.hpp"

namespace klamm::net {

std::shared_ptr<BrokerCounters> RequestStatistics::of(std::int32_t node_id, const Endpoint& endpoint) {
  const std::string address = endpoint.to_string();
  const std::lock_guard lock(mutex_);
  Broker& broker = brokers_[{node_id, node_id >= 0 ? std::string() : address}];
  broker.address = address;
  if (!broker.counters) broker.counters = std::make_shared<BrokerCounters>();
  return broker.counters;
}

std::vector<BrokerStatistics> RequestStatistics::snapshot() const {
  std::vector<BrokerStatistics> all;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, broker] : brokers_) {
    const BrokerCounters& counters = *broker.counters;
    BrokerStatistics& one = all.emplace_back();
    one.node_id = key.first;
    one.address = broker.address;
    one.connections = counters.connections.get();
    const std::uint64_t ended = counters.answers.get() + counters.failures.get(); // before the requests: a difference below 0 can't be seen
    one.requests = counters.requests.get();
    one.in_flight = one.requests - std::min(one.requests, ended);
    one.failed_requests = counters.failures.get();
    one.bytes_sent = counters.bytes_sent.get();
    one.bytes_received = counters.bytes_received.get();
    one.latency_us = counters.latency_us.distribution();
    one.throttle_time = std::chrono::nanoseconds(counters.throttle_nanoseconds.get());
  }
  return all;
}

} // namespace klamm::net
