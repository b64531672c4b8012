// Clients that go on through the death of a broker: each is a process that says when a record was acknowledged ("a"), consumed ("a") or a commit succeeded ("c"), in
// nanoseconds of the monotonic clock, a line for each. They run until they are killed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace klamm::bench {

struct Workload {
  std::string bootstrap, topic; ///< the topic exists, and has one partition
  std::string group;            ///< of consumers
  bool consumes = false;        ///< else it sends a record each `gap_ms`
  int gap_ms = 5;
  int commit_gap_ms = 50; ///< consumers commit asynchronously so often
};

/// Writes "a 123…" to standard output, in one piece.
void say_now(char what);

// These don't return. Defaults of each client, but for linger 0, and no Nagle where that is a setting.
void go_on_with_klamm(const Workload& load);
void go_on_with_librdkafka(const Workload& load, const std::string& file);
/// Sends to all of these topics, for consumers to read.
void feed_with_klamm(const std::string& bootstrap, const std::vector<std::string>& topics, int gap_ms);
/// Failover.java beside this file, by the Java of `cluster_command home`.
void go_on_with_java(const Workload& load, const std::string& cluster_command);

} // namespace klamm::bench
