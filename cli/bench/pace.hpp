// Keeps to so many a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace klamm::cli {

class Pace {
public:
  using Clock = std::chrono::steady_clock;

  explicit Pace(std::optional<double> a_second) : a_second_(a_second), began_(Clock::now()) {}
  /// Waits until number `n` (from 0) is due, or an interrupt comes.
  void wait_for(std::uint64_t n) const;

private:
  std::optional<double> a_second_;
  Clock::time_point began_;
};

} // namespace klamm::cli
