// The only place where time is read. A client lives on one Clock: the system's, or a manual one in tests and simulations.
#pragma once

#include <memory>

#include "base/time.hpp"
#include "base/unique_function.hpp"

namespace klamm::net {

/// Waits for one point in time at once; used on the clock's executor. Destroying it cancels.
class Timer {
public:
  virtual ~Timer() = default;
  /// Calls `handler` once, at or after `when`, never from within this call. A wait that is still pending is replaced: its handler is dropped uncalled.
  virtual void wait_until(TimePoint when, UniqueFunction<void()> handler) = 0;
  virtual void cancel() = 0;
};

class Clock {
public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  /// Wall-clock time, for record timestamps only: it may jump, and be a millisecond or so late.
  virtual Timestamp wall_now() const = 0;
  virtual std::unique_ptr<Timer> make_timer() = 0;
};

} // namespace klamm::net
