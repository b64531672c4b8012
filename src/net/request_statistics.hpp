// What is counted of each broker: all requests pass a Connection, which counts here. Connections of one client share it; they count on its executor, any thread reads.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/histogram.hpp"
#include "net/endpoint.hpp"

namespace klamm::net {

struct BrokerCounters {
  Counter connections, requests, answers, failures, bytes_sent, bytes_received, throttle_nanoseconds;
  Histogram latency_us;
};

class RequestStatistics {
public:
  /// The counters of a broker; node_id -1: of a bootstrap server.
  std::shared_ptr<BrokerCounters> of(std::int32_t node_id, const Endpoint& endpoint);
  std::vector<BrokerStatistics> snapshot() const;

private:
  struct Broker {
    std::string address; // the last
    std::shared_ptr<BrokerCounters> counters;
  };

  mutable std::mutex mutex_;
  std::map<std::pair<std::int32_t, std::string>, Broker> brokers_; // by id, bootstrap servers by address
};

} // namespace klamm::net
