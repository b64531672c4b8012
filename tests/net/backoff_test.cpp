#include "net/backoff.hpp"

#include <doctest/doctest.h>

#include "net/attempt_budget.hpp"

using namespace klamm;
using namespace klamm::net;

TEST_CASE("backoff: doubles with each failure up to its maximum") {
  constexpr Backoff backoff(50ms, 1s);
  CHECK(backoff.base(1) == 50ms);
  CHECK(backoff.base(2) == 100ms);
  CHECK(backoff.base(5) == 800ms);
  CHECK(backoff.base(6) == 1s);
  CHECK(backoff.base(1'000'000'000'000) == 1s);
}

TEST_CASE("backoff: nothing failed, nothing to wait for") {
  Random random(1);
  CHECK(Backoff(50ms, 1s).after(0, random) == 0ms);
}

TEST_CASE("backoff: jitter spreads by a fifth to both sides and never passes the maximum") {
  Random random(7);
  constexpr Backoff backoff(100ms, 1s);
  Duration least = 1s, most = 0s;
  for (int i = 0; i < 1000; ++i) {
    const Duration wait = backoff.after(1, random);
    CHECK(wait >= 80ms);
    CHECK(wait <= 120ms);
    least = std::min(least, wait);
    most = std::max(most, wait);
    CHECK(backoff.after(50, random) <= 1s);
    CHECK(backoff.after(50, random) >= 800ms);
  }
  CHECK(least < 85ms);
  CHECK(most > 115ms);
}

TEST_CASE("backoff: a setup timeout begins with its initial value and grows with failures") {
  Random random(3);
  constexpr Backoff setup(10s, 30s);
  const Duration first = setup.timeout(0, random);
  CHECK(first >= 8s);
  CHECK(first <= 12s);
  CHECK(setup.timeout(1, random) >= 16s);
  CHECK(setup.timeout(9, random) <= 30s);
}

TEST_CASE("backoff: the extremes of durations do not overflow") {
  Random random(3);
  const Backoff backoff(std::chrono::hours(24 * 365), Duration::max() / 2);
  CHECK(backoff.base(70) == Duration::max() / 2);
  CHECK(backoff.after(70, random) > 0s);
}

TEST_CASE("attempt budget: addresses share the time, the last takes the rest, none gets less than a second") {
  const TimePoint now{std::chrono::hours(1)};
  CHECK(attempt_deadline(now, now + 9s, 3) == now + 3s);
  CHECK(attempt_deadline(now, now + 9s, 1) == now + 9s);
  CHECK(attempt_deadline(now, now + 2s, 10) == now + 1s);
  CHECK(attempt_deadline(now, now + 500ms, 10) == now + 500ms);
  CHECK(attempt_deadline(now, now, 3) == now);
  CHECK(attempt_deadline(now, never, 3) == never);
}
