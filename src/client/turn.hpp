// Whose turn it is to use a consumer's polling side. Nearly always the caller's: then it costs one atomic exchange; else the caller waits, as long as another
// thread's seek, or the delivery of one poll, takes.
#pragma once

#include <atomic>
#include <thread>

namespace klamm::detail {

class Turn {
public:
  explicit Turn(std::atomic<bool>& taken) noexcept : taken_(taken) {
    while (taken_.exchange(true, std::memory_order_acquire)) std::this_thread::yield();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { taken_.store(false, std::memory_order_release); }

private:
  std::atomic<bool>& taken_;
};

} // namespace klamm::detail
