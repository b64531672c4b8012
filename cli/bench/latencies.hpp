// How long things took, in buckets of at most 1/64 of their value: adding is a few instructions, and the memory is fixed.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace klamm::cli {

/// One thread adds, another may read: each number by itself is right.
class Latencies {
public:
  void add(std::chrono::nanoseconds took) noexcept {
    const auto microseconds = static_cast<std::uint64_t>(took.count() < 0 ? 0 : took.count() / 1000);
    bump(buckets_[bucket_of(microseconds)], 1);
    bump(count_, 1);
    bump(sum_, microseconds);
    if (microseconds > max_.load(std::memory_order_relaxed)) max_.store(microseconds, std::memory_order_relaxed);
  }

  std::uint64_t count() const noexcept { return count_.load(std::memory_order_relaxed); }
  /// In milliseconds, as the next ones are.
  double mean() const noexcept;
  double max() const noexcept { return static_cast<double>(max_.load(std::memory_order_relaxed)) / 1000; }
  /// That so much (0…1) of them don't exceed; 0 where there are none.
  double percentile(double part) const noexcept;

private:
  static constexpr std::size_t fraction_bits = 6, fractions = std::size_t{1} << fraction_bits, powers = 40 - fraction_bits;

  static void bump(std::atomic<std::uint64_t>& cell, std::uint64_t by) noexcept {
    cell.store(cell.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  static constexpr std::size_t bucket_of(std::uint64_t value) noexcept {
    constexpr std::uint64_t largest = (std::uint64_t{1} << 39U) - 1;
    if (value > largest) value = largest;
    if (value < fractions) return static_cast<std::size_t>(value);
    const auto power = static_cast<std::size_t>(std::bit_width(value)) - 1;
    return (power - fraction_bits + 1) * fractions + static_cast<std::size_t>((value >> (power - fraction_bits)) & (fractions - 1));
  }
  static std::uint64_t top_of(std::size_t bucket) noexcept;

  std::array<std::atomic<std::uint64_t>, (powers + 1) * fractions> buckets_{};
  std::atomic<std::uint64_t> count_{0}, sum_{0}, max_{0};
};

} // namespace klamm::cli
