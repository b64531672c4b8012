// A lock for sections of a few dozen nanoseconds: one atomic exchange to take, one store to release. A waiter spins briefly, then yields.
#pragma once

#include <atomic>
#include <thread>

namespace klamm {

class LightLock {
public:
  void lock() noexcept {
    for (int spins = 0; taken_.exchange(true, std::memory_order_acquire); ++spins) {
      while (taken_.load(std::memory_order_relaxed)) {
        if (++spins < 64) pause();
        else std::this_thread::yield();
      }
    }
  }
  bool try_lock() noexcept { return !taken_.exchange(true, std::memory_order_acquire); }
  void unlock() noexcept { taken_.store(false, std::memory_order_release); }

private:
  static void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  std::atomic<bool> taken_{false};
};

} // namespace klamm
