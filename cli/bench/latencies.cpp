#include "cli/bench/latencies.hpp"

#include <algorithm>
#include <cmath>

namespace klamm::cli {

double Latencies::mean() const noexcept {
  const std::uint64_t all = count();
  return all == 0 ? 0 : static_cast<double>(sum_.load(std::memory_order_relaxed)) / static_cast<double>(all) / 1000;
}

std::uint64_t Latencies::top_of(std::size_t bucket) noexcept {
  if (bucket < fractions) return bucket;
  const std::size_t power = bucket / fractions + fraction_bits - 1;
  const std::uint64_t first = (std::uint64_t{fractions} + bucket % fractions) << (power - fraction_bits);
  return first + (std::uint64_t{1} << (power - fraction_bits)) - 1;
}

double Latencies::percentile(double part) const noexcept {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(count())));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i].load(std::memory_order_relaxed);
    if (seen >= wanted && seen > 0) return std::min(static_cast<double>(top_of(i)) / 1000, max());
  }
  return 0;
}

} // namespace klamm::cli
