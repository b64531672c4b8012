#include "consumer/offset_lookup.hpp"

#include <doctest/doctest.h>

#include "cluster/support/metadata_answers.hpp"

using namespace klamm;
using namespace klamm::consumer;

namespace {

struct World {
  test::CacheWorld metadata;
  OffsetLookup lookup{IsolationLevel::read_committed, net::Backoff(100ms, 1s), Random(1)};
  TimePoint now{std::chrono::hours(1)};

  World() {
    metadata.apply(
        test::answer({test::topic("t", test::uuid(9), {test::partition(0, 1, 5), test::partition(1, 1, 5), test::partition(2, 2, 5)})}));
  }
  OffsetLookup::Step step() { return lookup.step(now, *metadata.cache.snapshot()); }
  static wire::ListOffsetsResponse said(std::int32_t index, std::int64_t offset, ErrorCode error = ErrorCode::none) {
    wire::ListOffsetsResponse response;
    response.topics.push_back({"t", {{index, error, 77, offset, 5}}});
    return response;
  }
};

} // namespace

TEST_CASE("offset lookup: one request for each leader, with all that is asked of it") {
  World w;
  w.lookup.ask(1, {"t", 0}, earliest_timestamp);
  w.lookup.ask(2, {"t", 1}, 1234);
  w.lookup.ask(3, {"t", 2}, latest_timestamp);
  const auto step = w.step();
  REQUIRE(step.sends.size() == 2);
  CHECK(step.sends[0].node == 1);
  CHECK(step.sends[0].request.isolation_level == 1);
  CHECK(step.sends[0].request.replica_id == -1);
  REQUIRE(step.sends[0].request.topics.size() == 1);
  REQUIRE(step.sends[0].request.topics[0].partitions.size() == 2);
  CHECK(step.sends[0].request.topics[0].partitions[1].timestamp == 1234);
  CHECK(step.sends[0].request.topics[0].partitions[1].current_leader_epoch == 5);
  CHECK(w.step().sends.empty());
}

TEST_CASE("offset lookup: answers end questions; what the broker left out is asked again") {
  World w;
  w.lookup.ask(1, {"t", 0}, earliest_timestamp);
  w.lookup.ask(2, {"t", 1}, earliest_timestamp);
  w.step();
  const auto outcome = w.lookup.on_response(1, World::said(0, 42), w.now);
  REQUIRE(outcome.answers.size() == 1);
  CHECK(outcome.answers[0].key == 1);
  CHECK(outcome.answers[0].result->offset == 42);
  CHECK(outcome.answers[0].result->leader_epoch == 5);
  CHECK_FALSE(w.lookup.is_asked(1));
  w.now += 200ms;
  REQUIRE(w.step().sends.size() == 1);
}

TEST_CASE("offset lookup: a question that comes while a request is out waits for the next; a forgotten one's answer is dropped") {
  World w;
  w.lookup.ask(1, {"t", 0}, earliest_timestamp);
  w.step();
  w.lookup.ask(2, {"t", 1}, earliest_timestamp);
  CHECK(w.step().sends.empty());
  w.lookup.forget(1);
  CHECK(w.lookup.on_response(1, World::said(0, 42), w.now).answers.empty());
  const auto step = w.step();
  REQUIRE(step.sends.size() == 1);
  CHECK(step.sends[0].request.topics[0].partitions[0].index == 1);
}

TEST_CASE("offset lookup: a leader that moved is asked for again, an authorization that lacks ends the question") {
  World w;
  w.lookup.ask(1, {"t", 0}, earliest_timestamp);
  w.step();
  auto outcome = w.lookup.on_response(1, World::said(0, -1, ErrorCode::not_leader_or_follower), w.now);
  CHECK(outcome.answers.empty());
  CHECK(outcome.refresh_metadata);
  CHECK(w.lookup.last_error());
  const auto step = w.step();
  CHECK(step.sends.empty());
  w.now = step.wake;
  CHECK(w.step().sends.size() == 1);
  outcome = w.lookup.on_response(1, World::said(0, -1, ErrorCode::topic_authorization_failed), w.now);
  REQUIRE(outcome.answers.size() == 1);
  CHECK(outcome.answers[0].result.error().context().topic == "t");
}

TEST_CASE("offset lookup: a broker that can't be reached is tried again, other leaders are not held up") {
  World w;
  w.lookup.ask(1, {"t", 0}, earliest_timestamp);
  w.lookup.ask(3, {"t", 2}, earliest_timestamp);
  w.step();
  CHECK(w.lookup.on_failure(1, Error(ErrorCode::disconnected), w.now).answers.empty());
  CHECK(w.lookup.on_response(2, World::said(2, 5), w.now).answers.size() == 1);
  w.now += 200ms;
  CHECK(w.step().sends.size() == 1);
}

TEST_CASE("offset lookup: a topic that nobody knows yet is asked for when metadata has it") {
  World w;
  w.lookup.ask(1, {"new", 0}, latest_timestamp);
  const auto step = w.step();
  CHECK(step.sends.empty());
  CHECK(step.refresh_metadata);
  CHECK(step.wake != never);
  w.metadata.apply(test::answer({test::topic("new", test::uuid(3), {test::partition(0, 2, 1)})}));
  CHECK(w.step().sends.size() == 1);
}
