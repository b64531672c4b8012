#include "net/system_clock.hpp"

#include <time.h>

#include <algorithm>
#include <asio/steady_timer.hpp>

namespace klamm::net {
namespace {

class SystemTimer final : public Timer {
public:
  explicit SystemTimer(const asio::any_io_executor& executor) : timer_(executor) {}

  void wait_until(TimePoint when, UniqueFunction<void()> handler) override {
    *generation_ += 1; // a wait that ran out already, but whose handler has not been called yet, must not come through
    timer_.expires_at(std::chrono::time_point_cast<asio::steady_timer::duration>(when));
    timer_.async_wait(
        [handler = std::move(handler), generation = generation_, mine = *generation_](const asio::error_code& failed) mutable {
          if (!failed && *generation == mine) handler();
        });
  }
  void cancel() override {
    *generation_ += 1;
    timer_.cancel();
  }
  ~SystemTimer() override { *generation_ += 1; }
  SystemTimer(const SystemTimer&) = delete;
  SystemTimer& operator=(const SystemTimer&) = delete;

private:
  asio::steady_timer timer_;
  std::shared_ptr<std::uint64_t> generation_ = std::make_shared<std::uint64_t>(0);
};

std::chrono::nanoseconds exact_wall_now() { return std::chrono::system_clock::now().time_since_epoch(); }
Timestamp timestamp_of(std::chrono::nanoseconds since_epoch) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

#ifdef CLOCK_REALTIME_COARSE
/// A thread's last exact reading serves its next records, at most 15, while so many come in less than 100 µs. The coarse clock, which costs a fifth of an
/// exact reading, tells when a pause has come between; it moves every 1 to 4 ms, and by as much the first records after a burst may be late.
class BurstTime {
public:
  Timestamp now() {
    timespec coarse;
    clock_gettime(CLOCK_REALTIME_COARSE, &coarse);
    if (uses_left_ == 0 || coarse.tv_nsec != tick_.tv_nsec || coarse.tv_sec != tick_.tv_sec) return read(coarse);
    --uses_left_;
    return now_;
  }

private:
  Timestamp read(const timespec& tick) {
    const std::chrono::nanoseconds exact = exact_wall_now(), gap = exact - exact_;
    uses_ = gap >= gap.zero() && gap < std::chrono::microseconds(100) ? std::min(2 * uses_ + 1, 15) : 0;
    uses_left_ = uses_;
    tick_ = tick;
    exact_ = exact;
    return now_ = timestamp_of(exact);
  }

  int uses_ = 0, uses_left_ = 0; // of each exact reading, and of the last one
  timespec tick_{};
  std::chrono::nanoseconds exact_{0};
  Timestamp now_ = 0;
};
#endif

} // namespace

TimePoint SystemClock::now() const { return std::chrono::steady_clock::now(); }

Timestamp SystemClock::wall_now() const {
#ifdef CLOCK_REALTIME_COARSE
  static thread_local BurstTime time;
  return time.now();
#else
  return timestamp_of(exact_wall_now());
#endif
}

std::unique_ptr<Timer> SystemClock::make_timer() { return std::make_unique<SystemTimer>(executor_); }

} // namespace klamm::net
