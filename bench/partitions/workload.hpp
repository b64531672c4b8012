// A consumer with very many partitions assigned: what it costs while nothing comes, and what it keeps in memory while everything is there and the application is slow.
#pragma once

#include <string>

#include "support/measured.hpp"

namespace klamm::bench {

struct Workload {
  std::string bootstrap, topic;
  int partitions = 2000;
  long seconds = 20, settling = 10; ///< measured, and before it
  bool slow = false;                ///< the topic is full, and the application takes one record each 10 ms; else it is empty
};

/// Every partition gets so many bytes, in batches of 10 KB.
void fill_topic(const Workload& load, long bytes_each);
/// Returns when every partition has its leader: a broker takes its time with thousands of new ones, and refuses fetches until then.
void await_topic(const Workload& load);

/// In these, `cpu_ns_per_record` is processor time for each second.
Measured hold_with_klamm(const Workload& load);
Measured hold_with_librdkafka(const Workload& load, const std::string& file);

} // namespace klamm::bench
