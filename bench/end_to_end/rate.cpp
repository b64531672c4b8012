#include <sys/prctl.h>

#include <thread>

#include "end_to_end/workload.hpp"

namespace klamm::bench {

void Arrivals::wait_for(long count) const {
  const auto deadline = Clock::now() + std::chrono::seconds(60);
  while (this->count() < count) {
    if (Clock::now() > deadline) throw std::runtime_error("records did not arrive within a minute");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

Measured send_at_rate(const Workload& load, const Arrivals& arrivals, int own_threads,
                      const std::function<void(const std::string&)>& send) {
  prctl(PR_SET_TIMERSLACK, 1); // else the kernel wakes this thread up to 50 µs late
  std::string value(static_cast<std::size_t>(load.value_bytes), 'v');
  const auto send_now = [&] {
    const std::int64_t now = Clock::now().time_since_epoch().count();
    std::memcpy(value.data(), &now, sizeof now);
    send(value);
  };
  const auto run = [&](long records) {
    const auto start = Clock::now();
    const std::chrono::nanoseconds gap(1'000'000'000 / load.rate);
    for (long i = 0; i < records; ++i) {
      std::this_thread::sleep_until(start + i * gap);
      send_now();
    }
  };
  send_now();
  arrivals.wait_for(1);
  run(load.warm_up);
  arrivals.wait_for(1 + load.warm_up);
  const Stopwatch stopwatch(own_threads);
  run(load.records);
  arrivals.wait_for(1 + load.warm_up + load.records);
  Measured measured = stopwatch.finish(static_cast<double>(load.records));
  put_percentiles(measured, arrivals.measured(load));
  return measured;
}

} // namespace klamm::bench
