#include "consumer/epoch_lookup.hpp"

#include <doctest/doctest.h>

#include "cluster/support/metadata_answers.hpp"

using namespace klamm;
using namespace klamm::consumer;

namespace {

struct World {
  test::CacheWorld metadata;
  EpochLookup lookup{net::Backoff(100ms, 1s), Random(1)};
  TimePoint now{std::chrono::hours(1)};

  World() { metadata.apply(test::answer({test::topic("t", test::uuid(9), {test::partition(0, 1, 5), test::partition(1, 2, 6)})})); }
  EpochLookup::Step step() { return lookup.step(now, *metadata.cache.snapshot()); }
  static wire::OffsetForLeaderEpochResponse said(ErrorCode error, std::int32_t epoch, std::int64_t end) {
    wire::OffsetForLeaderEpochResponse response;
    response.topics.push_back({"t", {{error, 0, epoch, end}}});
    return response;
  }
};

} // namespace

TEST_CASE(
    "epoch lookup: the leader is asked where the position's epoch ended, as a consumer and with the epoch that we think it leads in") {
  World w;
  w.lookup.ask(1, {"t", 0}, 3);
  const auto step = w.step();
  REQUIRE(step.sends.size() == 1);
  CHECK(step.sends[0].node == 1);
  CHECK(step.sends[0].request.replica_id == -1);
  const auto& partition = step.sends[0].request.topics.at(0).partitions.at(0);
  CHECK(partition.index == 0);
  CHECK(partition.current_leader_epoch == 5);
  CHECK(partition.leader_epoch == 3);
  const auto outcome = w.lookup.on_response(1, World::said(ErrorCode::none, 2, 40), w.now);
  REQUIRE(outcome.answers.size() == 1);
  CHECK(outcome.answers[0].result->comparable);
  CHECK(outcome.answers[0].result->end_offset == 40);
  CHECK(outcome.answers[0].result->epoch == 2);
  CHECK(outcome.answers[0].result->leader_epoch == 5);
}

TEST_CASE("epoch lookup: a leader that moved or lags behind is asked again, an authorization that lacks ends the question") {
  World w;
  w.lookup.ask(1, {"t", 0}, 3);
  for (const ErrorCode error : {ErrorCode::fenced_leader_epoch, ErrorCode::not_leader_or_follower, ErrorCode::unknown_leader_epoch}) {
    REQUIRE(w.step().sends.size() == 1);
    CHECK(w.lookup.on_response(1, World::said(error, -1, -1), w.now).answers.empty());
    CHECK(w.step().sends.empty());
    w.now += 2s;
  }
  w.step();
  const auto outcome = w.lookup.on_response(1, World::said(ErrorCode::topic_authorization_failed, -1, -1), w.now);
  REQUIRE(outcome.answers.size() == 1);
  CHECK(outcome.answers[0].result.error().code() == ErrorCode::topic_authorization_failed);
}

TEST_CASE("epoch lookup: a broker that lets only other brokers ask can't be compared with; one that can't be reached is asked again") {
  World w;
  w.lookup.ask(1, {"t", 0}, 3);
  w.step();
  CHECK(w.lookup.on_failure(1, Error(ErrorCode::disconnected), w.now).answers.empty());
  w.now += 2s;
  w.step();
  const auto outcome = w.lookup.on_failure(1, Error(ErrorCode::unsupported_by_broker), w.now);
  REQUIRE(outcome.answers.size() == 1);
  CHECK_FALSE(outcome.answers[0].result->comparable);
  CHECK(EpochLookup::versions.first == 3);
}
