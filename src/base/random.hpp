// Randomness as an argument: a small, fast, seedable generator (splitmix64). Not for secrets.
#pragma once

#include <cstdint>
#include <limits>

namespace klamm {

class Random {
public:
  using result_type = std::uint64_t;
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  /// A generator seeded by the operating system.
  static Random from_system();

  static constexpr result_type min() noexcept { return 0; }
  static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }
  result_type operator()() noexcept {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }

  /// Uniform in [0, bound); 0 when bound is 0.
  std::uint64_t below(std::uint64_t bound) noexcept { return bound > 0 ? (*this)() % bound : 0; }
  /// Uniform in [0, 1).
  double unit() noexcept { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

private:
  std::uint64_t state_;
};

} // namespace klamm
