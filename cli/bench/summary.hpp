// What a benchmark has measured, as a table of one row.
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/bench/latencies.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct Summary {
  std::uint64_t records = 0, bytes = 0, failed = 0;
  std::chrono::nanoseconds took{0};
  const Latencies* latencies = nullptr; ///< where they were measured
  bool rates = true;                    ///< whether the rates mean something
};

/// records, seconds, records/s, MB/s (of 1024 * 1024 bytes, as Kafka's tools count), and latencies in milliseconds.
void print_summary(const Summary& summary, const Frame& frame);

} // namespace klamm::cli
