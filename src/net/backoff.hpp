// How long to wait before the n-th retry: exponential with jitter, so that clients of a broker that was away don't all come back at once (KIP-580).
// Also the connection setup timeout, which grows the same way (KIP-601). Pure; the caller counts failures.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/random.hpp"
#include "base/time.hpp"

namespace klamm::net {

class Backoff {
public:
  constexpr Backoff(Duration initial, Duration max) noexcept : initial_(initial), max_(std::max(initial, max)) {}

  /// Without jitter, after `failures` (1 is the first): initial * 2^(failures - 1), at most max.
  constexpr Duration base(std::uint64_t failures) const noexcept {
    Duration wait = initial_;
    for (std::uint64_t i = 1; i < failures && wait < max_; ++i) wait = wait > max_ / 2 ? max_ : wait * 2;
    return std::min(wait, max_);
  }

  /// base() times a factor between 0.8 and 1.2, at most max. Nothing failed: no wait.
  Duration after(std::uint64_t failures, Random& random) const noexcept {
    return failures == 0 ? Duration::zero() : jittered(base(failures), random);
  }

  /// The same sequence as a timeout: the first try has one too.
  Duration timeout(std::uint64_t failures, Random& random) const noexcept { return jittered(base(failures + 1), random); }

private:
  Duration jittered(Duration wait, Random& random) const noexcept {
    const auto factor = 0.8 + 0.4 * random.unit();
    return std::min(max_, Duration(static_cast<Duration::rep>(static_cast<double>(wait.count()) * factor)));
  }

  Duration initial_;
  Duration max_;
};

} // namespace klamm::net
