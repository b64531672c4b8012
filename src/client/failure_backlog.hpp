// Records that were refused and not told yet: completions never run within the call that was given them, so each waits for the client's thread. Who sends faster
// than that thread can tell waits here, or the queue would grow without bound. Any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "base/time.hpp"

namespace klamm::detail {

class FailureBacklog {
public:
  static constexpr std::size_t most = 10'000;

  /// Counts one more. Waits before that while there are too many, at most `patience`.
  void add(Duration patience) {
    std::unique_lock lock(mutex_);
    if (count_ >= most && patience > Duration::zero()) shrunk_.wait_for(lock, patience, [this] { return count_ < most; });
    ++count_;
  }
  void remove() {
    const std::lock_guard lock(mutex_);
    if (count_-- == most) shrunk_.notify_all();
  }

private:
  std::mutex mutex_;
  std::condition_variable shrunk_;
  std::size_t count_ = 0;
};

} // namespace klamm::detail
