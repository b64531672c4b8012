// A number that one thread at a time changes and any thread reads: as cheap as a plain one.
#pragma once

#include <atomic>
#include <cstdint>

namespace klamm {

class Counter {
public:
  void add(std::uint64_t more) noexcept { value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed); }
  void subtract(std::uint64_t less) noexcept { value_.store(value_.load(std::memory_order_relaxed) - less, std::memory_order_relaxed); }
  void raise_to(std::uint64_t value) noexcept {
    if (value > get()) value_.store(value, std::memory_order_relaxed);
  }
  std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
  std::atomic<std::uint64_t> value_{0};
};

} // namespace klamm
