// A steady load at which each record's latency counts: from the call of send() to its acknowledgement.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "support/measured.hpp"

namespace klamm::bench {

struct Workload {
  std::string bootstrap, topic; ///< the topic exists and is empty
  long value_bytes = 100;
  std::string acks = "all"; ///< 1, all, or idempotent (with acks=all)
  long rate = 1000;         ///< records a second
  long records = 0, warm_up = 0;
  std::map<std::string, std::string> klamm_settings; ///< beside those that klamm.cpp states
};

/// Calls `send(i)` for each record, evenly spaced; late ones follow at once. The thread's timers are exact while it does.
void pace(long rate, long records, const std::function<void(long)>& send);

Measured latency_of_klamm(const Workload& load);
Measured latency_of_librdkafka(const Workload& load, const std::string& file);
/// Kafka's own kafka-producer-perf-test, run by `cluster_command exec`; it tells whole milliseconds only.
Measured latency_of_java(const Workload& load, const std::string& cluster_command);

} // namespace klamm::bench
