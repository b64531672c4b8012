// A group of KIP-848 as its coordinator keeps it, and how partitions are divided: no connection, no clock, no client.
#include "mock/consumer_group.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using mock::AssignedTopic;
using mock::ConsumerGroup;
using mock::IdPartitions;

namespace {

Uuid id_of(std::uint8_t number) {
  Uuid id;
  id.bytes[0] = number;
  return id;
}
const Uuid t = id_of(1);

IdPartitions parts(std::initializer_list<std::int32_t> numbers, const Uuid& topic = t) {
  IdPartitions all;
  for (const std::int32_t number : numbers) all.emplace(topic, number);
  return all;
}

struct Beat {
  std::optional<IdPartitions> owned{};
  std::optional<std::string> instance{}, assignor{}, regex{};
  std::vector<std::string_view> subscribes{"t"};
};

struct World {
  mock::GroupSettings settings;
  ConsumerGroup group{"g", settings};
  Random random{1};
  TimePoint now{std::chrono::hours(1)};
  std::vector<AssignedTopic> topics{{"t", t, 4}};

  ConsumerGroup::Reply beat(const std::string& id, std::int32_t epoch, const Beat& beat = {}) {
    wire::ConsumerGroupHeartbeatRequest request;
    request.group_id = "g";
    request.member_id = id;
    request.member_epoch = epoch;
    if (beat.instance) request.instance_id = *beat.instance;
    if (beat.assignor) request.server_assignor = *beat.assignor;
    if (beat.regex) request.subscribed_topic_regex = *beat.regex;
    if (epoch == 0) {
      request.rebalance_timeout_ms = 60'000;
      request.subscribed_topic_names = beat.subscribes;
      request.topic_partitions.emplace();
    } else if (beat.owned) {
      request.topic_partitions.emplace();
      for (const auto& [topic, partition] : *beat.owned) request.topic_partitions->push_back({topic, {partition}});
    }
    return group.heartbeat(request, {"client", "/host"}, topics, now, random);
  }
};

} // namespace

TEST_CASE("consumer group: a newcomer gets what another has given up, and not before") {
  World world;
  const auto first = world.beat("a", 0);
  CHECK(first.epoch == 2);
  CHECK(first.assignment == parts({0, 1, 2, 3}));
  CHECK(world.group.state_name() == "Stable");
  const auto second = world.beat("b", 0);
  CHECK(second.epoch == 3);
  CHECK(second.assignment == IdPartitions());
  CHECK(world.group.state_name() == "Reconciling");

  const auto told = world.beat("a", 2);
  CHECK(told.epoch == 2); // until it has given up two
  REQUIRE(told.assignment);
  CHECK(told.assignment->size() == 2);
  CHECK_FALSE(world.beat("b", 3).assignment);
  CHECK_FALSE(world.beat("a", 2, {.owned = parts({0, 1, 2, 3})}).assignment); // still at it
  CHECK(world.beat("a", 2, {.owned = told.assignment}).epoch == 3);
  const auto got = world.beat("b", 3);
  REQUIRE(got.assignment);
  CHECK(got.assignment->size() == 2);
  for (const auto& partition : *got.assignment) CHECK_FALSE(told.assignment->contains(partition));
  CHECK(world.group.state_name() == "Stable");
}

TEST_CASE("consumer group: epochs that don't fit are fenced, one that was not heard is accepted") {
  World world;
  world.beat("a", 0);
  CHECK(world.beat("a", 3).refusal.error == ErrorCode::fenced_member_epoch);
  CHECK(world.beat("b", 2).refusal.error == ErrorCode::unknown_member_id);
  world.topics[0].partitions = 6;
  CHECK(world.beat("a", 2).epoch == 3); // its answer is lost
  CHECK(world.beat("a", 2).refusal.error == ErrorCode::fenced_member_epoch);
  CHECK(world.beat("a", 2, {.owned = parts({0, 1, 2, 3})}).epoch == 3);
  CHECK(world.beat("a", 2, {.owned = parts({0, 9})}).refusal.error == ErrorCode::fenced_member_epoch);
  const auto again = world.beat("a", 0);
  CHECK(again.refusal.error == ErrorCode::none);
  CHECK(again.assignment == parts({0, 1, 2, 3, 4, 5}));
}

TEST_CASE("consumer group: who falls silent or does not give up in time is out") {
  World world;
  world.settings.session_timeout = 45s;
  world.beat("a", 0);
  world.beat("b", 0);
  world.beat("a", 2);
  for (int i = 0; i < 6; ++i) { // "a" speaks, but keeps its partitions
    world.now += 10s;
    world.group.step(world.now);
    if (world.group.members().contains("a")) world.beat("a", 2);
    world.beat("b", 3, {.owned = IdPartitions()});
  }
  CHECK_FALSE(world.group.members().contains("a"));
  CHECK(world.group.members().at("b").assigned == parts({0, 1, 2, 3}));
  CHECK(world.beat("a", 2).refusal.error == ErrorCode::unknown_member_id);
  world.now += 45s;
  world.group.step(world.now);
  CHECK(world.group.state_name() == "Empty");
}

TEST_CASE("consumer group: a static member's place is kept while it restarts, and nobody else may take it") {
  World world;
  CHECK(world.beat("a", 0, {.instance = "one"}).assignment == parts({0, 1, 2, 3}));
  world.beat("b", 0, {.instance = "two"});
  CHECK(world.beat("c", 0, {.instance = "one"}).refusal.error == ErrorCode::unreleased_instance_id);
  CHECK(world.beat("c", 2, {.instance = "one"}).refusal.error == ErrorCode::fenced_instance_id);
  const auto kept = world.beat("a", 2, {.instance = "one"}).assignment;
  REQUIRE(kept);
  world.beat("a", 2, {.owned = kept, .instance = "one"});
  const auto epoch = world.group.epoch();
  CHECK(world.beat("a", -2, {.instance = "one"}).epoch == -2);
  CHECK(world.beat("c", 0, {.instance = "one"}).assignment == kept);
  CHECK(world.group.epoch() == epoch); // no rebalance
  CHECK(world.beat("a", 3, {.instance = "one"}).refusal.error == ErrorCode::fenced_instance_id);
  CHECK(world.beat("c", -1, {.instance = "one"}).epoch == -1);
  CHECK(world.group.members().size() == 1);
}

TEST_CASE("consumer group: commits and fetches of offsets need the member's epoch") {
  World world;
  CHECK(world.group.check_commit("", -1, 9).error == ErrorCode::none); // nobody is there
  world.beat("a", 0);
  CHECK(world.group.check_commit("", -1, 9).error == ErrorCode::unknown_member_id);
  CHECK(world.group.check_commit("a", 2, 9).error == ErrorCode::none);
  CHECK(world.group.check_commit("a", 2, 8).error == ErrorCode::unsupported_version);
  CHECK(world.group.check_commit("a", 3, 9).error == ErrorCode::stale_member_epoch);
  CHECK(world.group.check_fetch(std::nullopt, -1).error == ErrorCode::none);
  CHECK(world.group.check_fetch("a", 2).error == ErrorCode::none);
  CHECK(world.group.check_fetch("a", 0).error == ErrorCode::stale_member_epoch);
  CHECK(world.group.check_fetch("b", 0).error == ErrorCode::unknown_member_id);
}

TEST_CASE("consumer group: patterns follow the topics that come and go") {
  World world;
  CHECK(world.beat("a", 0, {.regex = "t|u.*", .subscribes = {}}).assignment == parts({0, 1, 2, 3}));
  world.topics.push_back({"up", id_of(2), 1});
  auto both = parts({0, 1, 2, 3});
  both.merge(parts({0}, id_of(2)));
  CHECK(world.beat("a", 2).assignment == both);
  world.topics.erase(world.topics.begin());
  CHECK(world.beat("a", 3).assignment == parts({0}, id_of(2)));
}

TEST_CASE("server assignors: uniform is even and moves little, range gives neighbours") {
  const Uuid u = id_of(2);
  const std::vector<AssignedTopic> topics{{"t", t, 5}, {"u", u, 5}};
  std::vector<mock::AssignedMember> members{{"a", "a", {t, u}, {}}, {"b", "b", {t, u}, {}}, {"c", "c", {t}, {}}};
  auto target = mock::assign_uniformly(topics, members);
  std::size_t all = 0;
  for (const auto& [id, has] : target) {
    CHECK(has.size() >= 3);
    all += has.size();
  }
  CHECK(all == 10);
  for (auto& member : members) member.before = target.at(member.id);
  CHECK(mock::assign_uniformly(topics, members) == target); // nothing moves without need
  members.pop_back();
  const auto without = mock::assign_uniformly(topics, members);
  for (const auto& member : members) {
    CHECK(without.at(member.id).size() == 5);
    for (const auto& partition : member.before) CHECK(without.at(member.id).contains(partition));
  }
  const auto ranges = mock::assign_ranges(topics, members);
  auto first = parts({0, 1, 2});
  first.merge(parts({0, 1, 2}, u));
  CHECK(ranges.at("a") == first);
}
