#include "net/manual_clock.hpp"

#include <algorithm>
#include <optional>

namespace klamm::net {

class ManualClock::ManualTimer final : public Timer {
public:
  explicit ManualTimer(std::shared_ptr<ManualClock> clock) : clock_(std::move(clock)) {}
  ManualTimer(const ManualTimer&) = delete;
  ManualTimer& operator=(const ManualTimer&) = delete;
  ~ManualTimer() override { ManualTimer::cancel(); }

  void wait_until(TimePoint when, UniqueFunction<void()> handler) override {
    cancel();
    key_ = Key{when, clock_->next_order_++};
    clock_->waits_.emplace(*key_, std::move(handler));
  }
  void cancel() override {
    if (!key_) return;
    auto wait = clock_->waits_.extract(*key_); // its handler is destroyed last: it may own this timer
    key_.reset();
  }

private:
  std::shared_ptr<ManualClock> clock_;
  std::optional<Key> key_;
};

ManualClock::ManualClock(std::function<void()> settle, Timestamp wall_start) : settle_(std::move(settle)), wall_start_(wall_start) {}

Timestamp ManualClock::wall_now() const {
  return wall_start_ + std::chrono::duration_cast<std::chrono::milliseconds>(now_ - start_).count();
}

std::unique_ptr<Timer> ManualClock::make_timer() { return std::make_unique<ManualTimer>(shared_from_this()); }

void ManualClock::run_first() {
  auto wait = waits_.extract(waits_.begin());
  now_ = std::max(now_, wait.key().when);
  wait.mapped()();
  settle();
}

void ManualClock::advance_to(TimePoint when) {
  settle();
  while (next_deadline() <= when && !waits_.empty()) run_first();
  now_ = std::max(now_, when);
  settle();
}

bool ManualClock::advance_to_next() {
  settle();
  if (waits_.empty()) return false;
  run_first();
  return true;
}

} // namespace klamm::net
