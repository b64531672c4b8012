#include <sys/prctl.h>

#include <chrono>
#include <thread>

#include "latency/workload.hpp"

namespace klamm::bench {

void pace(long rate, long records, const std::function<void(long)>& send) {
  prctl(PR_SET_TIMERSLACK, 1); // else the kernel wakes this thread up to 50 µs late
  const auto start = std::chrono::steady_clock::now();
  const std::chrono::nanoseconds gap(1'000'000'000 / rate);
  for (long i = 0; i < records; ++i) {
    std::this_thread::sleep_until(start + i * gap);
    send(i);
  }
}

} // namespace klamm::bench
