// A steady load from a producer through the broker to a consumer of the same client, in one process: each record carries the time of its send(), and its latency ends when the
// application has it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/measured.hpp"
#include "support/usage.hpp"

namespace klamm::bench {

struct Workload {
  std::string bootstrap, topic; ///< the topic exists, has one partition, and is empty
  long value_bytes = 100;
  long rate = 1000; ///< records a second
  long records = 0, warm_up = 0;
};

/// What the consumer has received, written by the thread that polls.
class Arrivals {
public:
  explicit Arrivals(const Workload& load) { latencies_us_.reserve(static_cast<std::size_t>(load.records + load.warm_up) + 1); }

  void record(const void* value, std::size_t size) {
    if (size < sizeof(std::int64_t)) throw std::runtime_error("a record that nobody sent has arrived");
    std::int64_t sent_at = 0;
    std::memcpy(&sent_at, value, sizeof sent_at);
    latencies_us_.push_back(static_cast<double>(Clock::now().time_since_epoch().count() - sent_at) / 1000);
    count_.store(static_cast<long>(latencies_us_.size()), std::memory_order_release);
  }
  long count() const { return count_.load(std::memory_order_acquire); }
  /// Waits until so many have come.
  void wait_for(long count) const;
  /// Behind the warm-up.
  std::vector<double> measured(const Workload& load) const { return {latencies_us_.begin() + load.warm_up + 1, latencies_us_.end()}; }

private:
  std::vector<double> latencies_us_;
  std::atomic<long> count_{0};
};

/// `send(value)` for one record, until it has arrived: everybody has found everybody then. After that the warm-up and the load, evenly spaced.
Measured send_at_rate(const Workload& load, const Arrivals& arrivals, int own_threads, const std::function<void(const std::string&)>& send);

Measured end_to_end_with_klamm(const Workload& load);
Measured end_to_end_with_librdkafka(const Workload& load, const std::string& file);
/// EndToEnd.java beside this file, by the Java of `cluster_command home`.
Measured end_to_end_with_java(const Workload& load, const std::string& cluster_command);

} // namespace klamm::bench
