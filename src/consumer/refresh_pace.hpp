// How often metadata is asked for while a partition has no leader: at once, then at intervals.
#pragma once

#include "base/time.hpp"

namespace klamm::consumer {

class RefreshPace {
public:
  explicit RefreshPace(Duration interval) noexcept : interval_(interval) {}

  /// Sets `refresh` when it is time to ask; returns when it is time again.
  TimePoint ask(TimePoint now, bool& refresh) noexcept {
    if (now >= next_) {
      refresh = true;
      next_ = after(now, interval_);
    }
    return next_;
  }

private:
  Duration interval_;
  TimePoint next_ = TimePoint::min();
};

} // namespace klamm::consumer
