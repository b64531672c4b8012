// Whether the application still polls (max.poll.interval.ms), told by the polling side with a relaxed store, and looked at by the executor when it has a
// reason to wake up anyway: a poll that finds records must cost nothing.
#pragma once

#include <atomic>
#include <cstdint>

namespace klamm::group {

class PollActivity {
public:
  // Polling side, by one thread at a time

  void polled() noexcept { polls_.store(polls_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
  /// A poll that waits for records is alive for as long as it waits.
  void set_waiting(bool waiting) noexcept { waiting_.store(waiting, std::memory_order_relaxed); }

  // Executor

  /// Whether there was a poll since this was last asked, or one waits.
  bool take() noexcept {
    const std::uint64_t polls = polls_.load(std::memory_order_relaxed);
    const bool polled = polls != seen_ || waiting_.load(std::memory_order_relaxed);
    seen_ = polls;
    return polled;
  }

private:
  std::atomic<std::uint64_t> polls_{0};
  std::atomic<bool> waiting_{false};
  std::uint64_t seen_ = 0;
};

} // namespace klamm::group
