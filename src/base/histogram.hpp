// How often values came, in buckets that grow with the value: 16 to each power of two, so that a percentile is right to within 1/16. One thread at a time adds, any
// thread reads; adding is a few instructions. 4.5 KiB.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/counter.hpp"
#include "klamm/statistics.hpp"

namespace klamm {

class Histogram {
public:
  /// The largest value that is told from larger ones.
  static constexpr std::uint64_t largest = (std::uint64_t{1} << 36U) - 1;

  void add(std::uint64_t value) noexcept {
    buckets_[bucket_of(std::min(value, largest))].add(1);
    sum_.add(value);
    max_.raise_to(value);
  }
  Distribution distribution() const noexcept;

private:
  static constexpr std::size_t fraction_bits = 4, fractions = std::size_t{1} << fraction_bits;
  static constexpr std::size_t count = (36 - fraction_bits + 1) * fractions;

  /// Below 16 each value has its own; from there on the power of two and the next four bits say which.
  static constexpr std::size_t bucket_of(std::uint64_t value) noexcept {
    if (value < fractions) return static_cast<std::size_t>(value);
    const auto power = static_cast<std::size_t>(std::bit_width(value)) - 1;
    return (power - fraction_bits + 1) * fractions + static_cast<std::size_t>((value >> (power - fraction_bits)) & (fractions - 1));
  }
  /// The largest value in a bucket.
  static constexpr std::uint64_t top_of(std::size_t bucket) noexcept {
    if (bucket < fractions) return bucket;
    const std::size_t shift = bucket / fractions - 1;
    return ((fractions + bucket % fractions + 1) << shift) - 1;
  }

  std::array<Counter, count> buckets_{};
  Counter sum_, max_;
};

} // namespace klamm
