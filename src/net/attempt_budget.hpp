// How the time for opening a connection is shared by a broker's addresses (KIP-302, KIP-602), so that a dead first one leaves time for the others. Pure.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/time.hpp"

namespace klamm::net {

/// No attempt gets less than this while there is time: a handshake across an ocean takes several round trips.
constexpr Duration least_attempt = 1s;

/// Until when to try the next of `addresses_left` addresses. What an address leaves unused is shared by those behind it; the last gets all.
constexpr TimePoint attempt_deadline(TimePoint now, TimePoint deadline, std::size_t addresses_left) noexcept {
  if (addresses_left <= 1 || deadline <= now || deadline == never) return deadline;
  const Duration left = deadline - now;
  return now + std::min(left, std::max(left / static_cast<Duration::rep>(addresses_left), least_attempt));
}

} // namespace klamm::net
