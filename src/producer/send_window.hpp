// How many requests one broker gets at a time while nothing but unfilled batches waits for it. Five in flight at a broker that answers one after the other are
// a queue: each record stands behind four requests that could have been one. At a broker that is far away, or answers side by side, they cost nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/time.hpp"

namespace klamm::producer {

/// Follows what the answers tell, as TCP Vegas does: a request that took longer than the quickest of late has stood in a queue, whose length follows from how
/// many were in flight. About one request may wait there. The loop's.
class SendWindow {
public:
  explicit SendWindow(std::size_t most) noexcept : most_(static_cast<double>(most)), limit_(most_) {}

  std::size_t limit() const noexcept { return static_cast<std::size_t>(limit_); }

  /// A request of unfilled batches was answered after `latency`; `in_flight` others and itself were under way when it was sent.
  void on_answer(Duration latency, std::size_t in_flight) noexcept {
    const double took = std::max<double>(1, static_cast<double>(latency.count()));
    note(took);
    const double queued = static_cast<double>(in_flight) * (1 - std::min(least_, least_before_) / took);
    if (queued > most_queued) limit_ = std::max(1.0, limit_ - step);
    else if (queued < least_queued && in_flight >= limit()) limit_ = std::min(most_, limit_ + step);
  }

private:
  static constexpr double most_queued = 1, least_queued = 0.5, step = 0.25;
  static constexpr int answers_remembered = 128; // and up to as many before: a broker that has become slower is soon the measure
  static constexpr double none = 1e18;

  void note(double took) noexcept {
    least_ = std::min(least_, took);
    if (++noted_ < answers_remembered) return;
    noted_ = 0;
    least_before_ = std::exchange(least_, took);
  }

  double most_, limit_;
  double least_ = none, least_before_ = none; // nanoseconds: of these answers, and of those before
  int noted_ = 0;
};

} // namespace klamm::producer
