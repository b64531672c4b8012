#include "base/histogram.hpp"

namespace klamm {

Distribution Histogram::distribution() const noexcept {
  std::array<std::uint64_t, count> counts;
  Distribution result;
  for (std::size_t i = 0; i < count; ++i) result.count += counts[i] = buckets_[i].get();
  if (result.count == 0) return result;
  result.mean = static_cast<double>(sum_.get()) / static_cast<double>(result.count);
  result.max = max_.get();
  const auto percentile = [&](std::uint64_t of_thousand) {
    const std::uint64_t wanted = (result.count * of_thousand + 999) / 1000; // the value that so many are not larger than
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < count; ++i)
      if ((seen += counts[i]) >= wanted) return i + 1 == count ? result.max : std::min(top_of(i), result.max);
    return result.max;
  };
  result.p50 = percentile(500);
  result.p90 = percentile(900);
  result.p99 = percentile(990);
  result.p999 = percentile(999);
  return result;
}

} // namespace klamm
