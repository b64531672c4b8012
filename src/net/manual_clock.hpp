// A clock that stands still until it is advanced: for tests and simulations. Timers run out in the order of their time, those of the same time in
// the order in which they were set; their handlers are called by advance(), which belongs on the executor's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "net/clock.hpp"

namespace klamm::net {

class ManualClock : public Clock, public std::enable_shared_from_this<ManualClock> {
public:
  /// `settle` is called after each timer that ran out and at the end of advance(): it runs what the handlers made ready, e.g. io_context::poll.
  explicit ManualClock(std::function<void()> settle = {}, Timestamp wall_start = 1'750'000'000'000);

  TimePoint now() const override { return now_; }
  Timestamp wall_now() const override;
  std::unique_ptr<Timer> make_timer() override;

  /// When the next timer runs out; `never` when none is set.
  TimePoint next_deadline() const noexcept { return waits_.empty() ? never : waits_.begin()->first.when; }
  std::size_t armed() const noexcept { return waits_.size(); }

  void advance(Duration by) { advance_to(now_ + by); }
  /// Moves on to `when`, stopping at each deadline on the way.
  void advance_to(TimePoint when);
  /// Moves on to the next deadline; false when there is none.
  bool advance_to_next();

private:
  class ManualTimer;
  struct Key {
    TimePoint when;
    std::uint64_t order;
    auto operator<=>(const Key&) const = default;
  };

  void settle() const {
    if (settle_) settle_();
  }
  void run_first();

  std::function<void()> settle_;
  Timestamp wall_start_;
  TimePoint start_ = TimePoint(std::chrono::hours(1)); // so that subtracting a little stays positive
  TimePoint now_ = start_;
  std::uint64_t next_order_ = 0;
  std::map<Key, UniqueFunction<void()>> waits_;
};

} // namespace klamm::net
