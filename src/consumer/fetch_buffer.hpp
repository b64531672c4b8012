// The hand-over from the client's executor to the polling thread: completed fetches in the order of their arrival. The polling thread takes all that
// is there at once, and comes back only when it has delivered that: while records are at hand, a poll takes no lock.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "base/unique_function.hpp"
#include "consumer/completed_fetch.hpp"

namespace klamm::consumer {

class FetchBuffer {
public:
  // Executor

  void push(std::vector<CompletedFetch> completed);

  // Polling thread

  /// Moves everything that is there behind what is in `into`.
  void take(std::vector<CompletedFetch>& into);

  // Any thread

  /// Ends the wait of a poll, or else that of the next: once.
  void wakeup();
  /// Whether wakeup() was called since this was last asked.
  bool take_wakeup() noexcept { return woken_.load(std::memory_order_relaxed) && woken_.exchange(false, std::memory_order_acq_rel); }
  /// Makes a waiting poll look again.
  void nudge();
  /// Ends every wait.
  void close();
  bool is_closed() const noexcept { return closed_.load(std::memory_order_acquire); }

  /// Blocks until something is there, or wakeup(), or close(), at most `timeout`. Whether there was a reason.
  bool wait(std::chrono::nanoseconds timeout);
  /// The same without blocking: `ready` is called once, from within push(), wakeup() or close(), or at once. Replaces the one before.
  void when_ready(UniqueFunction<void()> ready);
  void cancel_when_ready();

private:
  bool has_reason() const noexcept {
    return !completed_.empty() || nudged_ || woken_.load(std::memory_order_relaxed) || closed_.load(std::memory_order_relaxed);
  }
  void tell(std::unique_lock<std::mutex> lock);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<CompletedFetch> completed_;
  UniqueFunction<void()> ready_;
  bool nudged_ = false;
  std::atomic<bool> woken_{false};
  std::atomic<bool> closed_{false};
};

} // namespace klamm::consumer
