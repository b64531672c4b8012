#include "consumer/subscription_state.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace klamm;
using namespace klamm::consumer;

namespace {

PartitionPtr handle(PartitionId id, std::string topic, std::int32_t partition) {
  return std::make_shared<PartitionHandle>(id, TopicPartition{std::move(topic), partition});
}

} // namespace

TEST_CASE("subscription state: partitions are found by id and by name until they are revoked") {
  SubscriptionState state;
  state.assign(handle(1, "a", 0), 1);
  state.assign(handle(2, "a", 1), 2);
  state.assign(handle(3, "b", 0), 3);
  CHECK(state.find("a", 1)->id() == 2);
  CHECK(state.find(3)->name().topic == "b");
  CHECK(state.topics() == std::vector<std::string>{"a", "b"});
  const auto version = state.assignment_version();
  state.revoke(2);
  CHECK(state.assignment_version() > version);
  CHECK(state.find("a", 1) == nullptr);
  CHECK(state.find(2) == nullptr);
  CHECK(state.partitions().size() == 2);
  state.revoke(2);
}

TEST_CASE("subscription state: a partition that is assigned again is another one") {
  SubscriptionState state;
  state.assign(handle(1, "a", 0), 1);
  state.revoke(1);
  state.assign(handle(2, "a", 0), 2);
  CHECK(state.find("a", 0)->id() == 2);
  CHECK(state.find(1) == nullptr);
}

TEST_CASE("subscription state: only a partition with a position, not paused and not in backoff is fetchable") {
  SubscriptionState state;
  const TimePoint now{std::chrono::hours(1)};
  AssignedPartition& p = state.assign(handle(1, "a", 0), 1);
  CHECK(p.state() == FetchState::initializing);
  CHECK_FALSE(p.fetchable(now));
  p.seek(SeekTarget::by(AutoOffsetReset::earliest()), 2);
  CHECK(p.state() == FetchState::awaiting_reset);
  CHECK(p.start() == -1);
  CHECK_FALSE(p.fetchable(now));
  p.reset_to({7, -1});
  CHECK(p.fetchable(now));
  CHECK(p.start() == 7);
  p.advance({12, 3});
  CHECK(p.start() == 7);
  p.set_paused(true);
  CHECK_FALSE(p.fetchable(now));
  p.set_paused(false);
  p.failed(now + 100ms);
  CHECK_FALSE(p.fetchable(now));
  CHECK(p.fetchable(now + 100ms));
  p.stop();
  CHECK_FALSE(p.fetchable(now + 100ms));
  p.seek(SeekTarget::to(3), 5);
  CHECK(p.fetchable(now));
  CHECK(p.version() == 5);
  CHECK(p.position().offset == 3);
}

TEST_CASE("subscription state: a seek is possible from every state, and no other way leads out of stopped") {
  for (const FetchState from :
       {FetchState::initializing, FetchState::awaiting_reset, FetchState::awaiting_validation, FetchState::fetching, FetchState::stopped}) {
    CHECK(can_become(from, FetchState::fetching));
    CHECK(can_become(from, FetchState::awaiting_reset));
    CHECK_FALSE(can_become(from, FetchState::initializing));
    CHECK(can_become(from, FetchState::stopped));
  }
}

TEST_CASE("subscription state: a position with an epoch needs validation once in each leader epoch") {
  SubscriptionState state;
  AssignedPartition& p = state.assign(handle(1, "a", 0), 1);
  p.seek(SeekTarget::to(7), 2);
  CHECK_FALSE(p.needs_validation(5)); // nothing to compare
  p.seek(SeekTarget::to(7, 3), 3);
  CHECK_FALSE(p.needs_validation(-1)); // nobody to compare with
  CHECK(p.needs_validation(5));
  p.await_validation();
  CHECK_FALSE(p.fetchable(TimePoint{std::chrono::hours(1)}));
  p.validated(5);
  CHECK_FALSE(p.needs_validation(5));
  p.advance({9, 5});
  CHECK_FALSE(p.needs_validation(5));
  CHECK(p.needs_validation(6));
  p.reset_to({8, 4});
  CHECK(p.needs_validation(5));
}

TEST_CASE("subscription state: a preferred replica counts until its lease ends") {
  SubscriptionState state;
  const TimePoint now{std::chrono::hours(1)};
  AssignedPartition& p = state.assign(handle(1, "a", 0), 1);
  CHECK(p.preferred_replica(now) == cluster::no_node);
  p.prefer(3, now + 5s);
  CHECK(p.preferred_replica(now) == 3);
  CHECK(p.preferred_replica(now + 5s) == cluster::no_node);
  p.back_to_leader();
  CHECK(p.preferred_replica(now) == cluster::no_node);
}
