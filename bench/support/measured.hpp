// What one run of one client showed, the form in which benchmarks print it, and the JSON that all of them write.
#pragma once

#include <cmath>
#include <string>
#include <vector>

namespace klamm::bench {

/// Plain numbers, so that a child process can hand them to its parent. NaN: not known for this client, or not measured by this benchmark.
struct Measured {
  double records = 0, seconds = NAN, cpu_ns_per_record = NAN, allocations_per_record = NAN, rss_mb = NAN, client_threads = NAN;
  double p50_us = NAN, p99_us = NAN, p999_us = NAN;
  double log_bytes_per_record = NAN; ///< what the broker keeps of a record: shows how well batches were compressed
  double context_switches_per_record = NAN;
  bool failed = false;

  double records_per_s() const { return records / seconds; }
};

/// One run: a row of the JSON file.
struct Run {
  std::string bench, client, version;
  int topic_partitions = 0;
  long value_bytes = 0;
  std::string acks, codec;
  int threads = 0;
  Measured measured;
};

/// Each number's median over the runs.
Measured median(const std::vector<Measured>& runs);

/// An array of objects, one a line. Throws std::runtime_error when the file can't be written.
void write_json(const std::string& file, const std::vector<Run>& runs);

} // namespace klamm::bench
