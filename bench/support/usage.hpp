// What this process has used: processor time, memory, threads, allocations. And a stopwatch over all of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "support/measured.hpp"

namespace klamm::bench {

using Clock = std::chrono::steady_clock;

/// Counted by the operator new of usage.cpp, which replaces the standard library's in the whole program.
std::uint64_t allocations() noexcept;
int threads_now();

/// From its construction to finish().
class Stopwatch {
public:
  /// `own_threads`: those of this process that are not the client's.
  explicit Stopwatch(int own_threads);
  Measured finish(double records) const;

private:
  int own_threads_;
  Clock::time_point start_;
  double cpu_;
  long switches_;
  std::uint64_t allocations_;
};

/// Percentiles of latencies, in µs.
void put_percentiles(Measured& into, std::vector<double> latencies_us);

} // namespace klamm::bench
