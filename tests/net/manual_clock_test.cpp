#include "net/manual_clock.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace klamm;
using namespace klamm::net;

TEST_CASE("manual clock: timers run out in the order of their time, then of their setting") {
  const auto clock = std::make_shared<ManualClock>();
  const TimePoint start = clock->now();
  std::vector<std::pair<int, Duration>> ran;
  std::vector<std::unique_ptr<Timer>> timers;
  const auto set = [&](int name, Duration wait) {
    timers.push_back(clock->make_timer());
    timers.back()->wait_until(start + wait, [&, name] { ran.emplace_back(name, clock->now() - start); });
  };
  set(1, 3s);
  set(2, 1s);
  set(3, 3s);
  set(4, 10s);
  clock->advance(5s);
  CHECK(ran == std::vector<std::pair<int, Duration>>{{2, 1s}, {1, 3s}, {3, 3s}});
  CHECK(clock->now() == start + 5s);
  CHECK(clock->next_deadline() == start + 10s);
  CHECK(clock->advance_to_next());
  CHECK_FALSE(clock->advance_to_next());
  CHECK(ran.size() == 4);
}

TEST_CASE("manual clock: a replaced, cancelled or destroyed timer does not run out") {
  const auto clock = std::make_shared<ManualClock>();
  int ran = 0;
  auto replaced = clock->make_timer(), cancelled = clock->make_timer(), destroyed = clock->make_timer();
  for (Timer* timer : {replaced.get(), cancelled.get(), destroyed.get()}) timer->wait_until(clock->now() + 1s, [&] { ran += 1; });
  replaced->wait_until(clock->now() + 2s, [&] { ran += 100; });
  cancelled->cancel();
  destroyed.reset();
  CHECK(clock->armed() == 1);
  clock->advance(10s);
  CHECK(ran == 100);
}

TEST_CASE("manual clock: a timer may be set again and destroyed by its own handler") {
  const auto clock = std::make_shared<ManualClock>();
  auto timer = clock->make_timer();
  int ran = 0;
  UniqueFunction<void()> again;
  timer->wait_until(clock->now() + 1s, [&] {
    ++ran;
    timer->wait_until(clock->now() + 1s, [&] {
      ++ran;
      timer.reset();
    });
  });
  clock->advance(10s);
  CHECK(ran == 2);
}

TEST_CASE("manual clock: wall time moves along, a time in the past runs out at once but never from within the call") {
  const auto clock = std::make_shared<ManualClock>(nullptr, 1000);
  bool ran = false;
  const auto timer = clock->make_timer();
  timer->wait_until(clock->now() - 5s, [&] { ran = true; });
  CHECK_FALSE(ran);
  clock->advance(0s);
  CHECK(ran);
  clock->advance(1500ms);
  CHECK(clock->wall_now() == 2500);
}
