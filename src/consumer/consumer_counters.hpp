// What is counted of a consumer: each by one thread at a time, readable by any. Nothing of it costs a poll that finds records more than an addition.
#pragma once

#include "base/histogram.hpp"
#include "base/time.hpp"

namespace klamm::consumer {

/// Of the answers to fetches. The executor counts.
struct FetchCounters {
  Histogram latency_us, bytes;
};

/// Of commits, and of the requests that carry them. The executor counts.
struct CommitCounters {
  Counter confirmed, failed;
  Histogram latency_us;
};

/// How long polls have waited, the present wait included. Begun and ended by whoever polls.
class WaitCounter {
public:
  void begin(TimePoint now) noexcept { began_.store(ticks(now), std::memory_order_relaxed); }
  void end(TimePoint now) noexcept {
    const std::int64_t began = began_.exchange(nobody_waits, std::memory_order_relaxed);
    if (began != nobody_waits) waited_.add(static_cast<std::uint64_t>(ticks(now) - began));
  }
  Duration total(TimePoint now) const noexcept {
    const std::int64_t began = began_.load(std::memory_order_relaxed);
    const auto waited = static_cast<std::int64_t>(waited_.get());
    return Duration(began == nobody_waits ? waited : waited + ticks(now) - began);
  }

private:
  static constexpr std::int64_t nobody_waits = -1;
  static std::int64_t ticks(TimePoint time) noexcept { return Duration(time.time_since_epoch()).count(); }

  std::atomic<std::int64_t> began_{nobody_waits};
  Counter waited_;
};

} // namespace klamm::consumer
