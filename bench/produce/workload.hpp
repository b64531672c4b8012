// One load for producers at full speed, and the clients that carry it. Each runs in a process of its own.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "support/measured.hpp"

namespace klamm::bench {

struct Workload {
  std::string bootstrap, topic; ///< the topic exists and is empty
  int partitions = 6;
  long value_bytes = 100;
  std::string acks = "1"; ///< 1, all, or idempotent (with acks=all)
  std::string codec = "none";
  int threads = 1;
  long records = 0, warm_up = 0;                                          ///< the latter are sent before, and not measured
  bool librdkafka_one_by_one = false;                                     ///< each record by a call of its own
  std::map<std::string, std::string> klamm_settings, librdkafka_settings; ///< beside those that the clients' files state
};

/// Values for this load. With a codec they don't repeat within what a codec looks back at.
std::vector<std::string> values_of(const Workload& load);

/// One record in so many tells how long it took to be acknowledged.
constexpr long latency_every = 1000;

Measured produce_with_klamm(const Workload& load);
Measured produce_with_librdkafka(const Workload& load, const std::string& file);
/// No client at all: batches encoded once beforehand, written again and again to a bare socket. What the broker takes on this machine.
Measured produce_ceiling(const Workload& load);

} // namespace klamm::bench
