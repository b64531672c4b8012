// Time as an argument: logic takes a TimePoint and never reads a clock (net/clock.hpp does).
#pragma once

#include <chrono>

#include "klamm/timestamp.hpp"

namespace klamm {

using namespace std::chrono_literals;

using Duration = std::chrono::nanoseconds;
/// Monotonic time, for deadlines.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

constexpr TimePoint never = TimePoint::max();

/// `from + wait`, without overflow.
constexpr TimePoint after(TimePoint from, Duration wait) noexcept { return wait >= never - from ? never : from + wait; }

} // namespace klamm
