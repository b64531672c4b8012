#include "consumer/fetch_buffer.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace klamm;
using namespace klamm::consumer;
using namespace std::chrono_literals;

namespace {

std::vector<CompletedFetch> fetches(std::vector<std::int64_t> offsets) {
  std::vector<CompletedFetch> result(offsets.size());
  for (std::size_t i = 0; i < offsets.size(); ++i) result[i].offset = offsets[i];
  return result;
}

} // namespace

TEST_CASE("fetch buffer: all that was pushed is taken at once, in order") {
  FetchBuffer buffer;
  buffer.push(fetches({1, 2}));
  buffer.push(fetches({3}));
  std::vector<CompletedFetch> taken;
  buffer.take(taken);
  REQUIRE(taken.size() == 3);
  CHECK(taken[2].offset == 3);
  buffer.take(taken);
  CHECK(taken.size() == 3);
}

TEST_CASE("fetch buffer: a wait ends with records, wakeup, nudge or close, or when its time is over") {
  FetchBuffer buffer;
  std::vector<CompletedFetch> taken;
  CHECK_FALSE(buffer.wait(1ms));
  buffer.push(fetches({1}));
  CHECK(buffer.wait(1h));
  buffer.take(taken);
  buffer.wakeup();
  CHECK(buffer.wait(1h));
  CHECK(buffer.take_wakeup());
  CHECK_FALSE(buffer.take_wakeup());
  buffer.nudge();
  CHECK(buffer.wait(1h));
  buffer.take(taken);
  CHECK_FALSE(buffer.wait(0ns));
  buffer.close();
  CHECK(buffer.wait(std::chrono::nanoseconds::max()));
  CHECK(buffer.is_closed());
}

TEST_CASE("fetch buffer: a push from another thread ends a wait") {
  FetchBuffer buffer;
  std::thread other([&buffer] { buffer.push(fetches({1})); });
  CHECK(buffer.wait(1h));
  other.join();
}

TEST_CASE("fetch buffer: when_ready is called once, at once where there is a reason") {
  FetchBuffer buffer;
  int called = 0;
  buffer.when_ready([&called] { ++called; });
  CHECK(called == 0);
  buffer.push(fetches({1}));
  buffer.push(fetches({2}));
  CHECK(called == 1);
  buffer.when_ready([&called] { ++called; });
  CHECK(called == 2);
  std::vector<CompletedFetch> taken;
  buffer.take(taken);
  buffer.when_ready([&called] { ++called; });
  buffer.cancel_when_ready();
  buffer.push(fetches({3}));
  CHECK(called == 2);
}

TEST_CASE("fetch budget: a response is released with its last share, and whoever waits for room is told once") {
  int freed = 0;
  const auto budget = std::make_shared<FetchBudget>(1000, [&freed] { ++freed; });
  auto a = budget->charge(600);
  auto same = a;
  auto b = budget->charge(300);
  CHECK(budget->used() == 900);
  CHECK(budget->wait_for_room(500));
  b.reset();
  CHECK(freed == 0);
  a.reset();
  CHECK(freed == 0);
  same.reset();
  CHECK(freed == 1);
  CHECK(budget->used() == 0);
  CHECK_FALSE(budget->wait_for_room(500)); // there is room
  budget->charge(10).reset();
  CHECK(freed == 1);
}
