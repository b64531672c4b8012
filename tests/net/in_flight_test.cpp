#include "net/in_flight.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace klamm;
using namespace klamm::net;

namespace {

PendingRequest request(std::int32_t id, TimePoint deadline = never) {
  PendingRequest pending;
  pending.correlation_id = id;
  pending.deadline = deadline;
  return pending;
}

} // namespace

TEST_CASE("in flight: only the oldest request can be answered") {
  InFlight in_flight;
  for (int i = 0; i < 20; ++i) in_flight.push(request(in_flight.next_correlation_id()));
  CHECK_FALSE(in_flight.take(1));
  CHECK_FALSE(in_flight.take(-1));
  for (int i = 0; i < 20; ++i) {
    REQUIRE(in_flight.take(i));
    CHECK_FALSE(in_flight.take(i));
  }
  CHECK(in_flight.empty());
  CHECK_FALSE(in_flight.take(20));
}

TEST_CASE("in flight: correlation ids stay non-negative when they wrap") {
  InFlight in_flight;
  CHECK(in_flight.next_correlation_id() == 0);
  for (int i = 0; i < 1000; ++i) CHECK(in_flight.next_correlation_id() >= 0);
}

TEST_CASE("in flight: the earliest deadline is found wherever it stands") {
  InFlight in_flight;
  CHECK(in_flight.earliest_deadline() == never);
  const TimePoint t{1h};
  in_flight.push(request(0, t + 3s));
  in_flight.push(request(1, t + 1s));
  in_flight.push(request(2));
  CHECK(in_flight.earliest_deadline() == t + 1s);
  in_flight.pop();
  in_flight.pop();
  CHECK(in_flight.earliest_deadline() == never);
}

TEST_CASE("ring queue: keeps the order while it wraps and grows, and lets go of what was taken") {
  RingQueue<std::shared_ptr<int>> queue;
  const auto witness = std::make_shared<int>(0);
  int pushed = 0, popped = 0;
  for (int round = 1; round < 50; ++round) {
    for (int i = 0; i < round; ++i) queue.push(std::make_shared<int>(pushed++));
    for (int i = 0; i < round - (round % 3); ++i) CHECK(*queue.pop() == popped++);
  }
  while (!queue.empty()) CHECK(*queue.pop() == popped++);
  CHECK(pushed == popped);
  queue.push(witness);
  CHECK(witness.use_count() == 2);
  queue.pop();
  CHECK(witness.use_count() == 1);
}
