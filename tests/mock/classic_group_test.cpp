// A classic group as its coordinator keeps it: no connection, no clock, no client.
#include "mock/classic_group.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using mock::ClassicGroup;
using State = ClassicGroup::State;

namespace {

struct World {
  mock::GroupSettings settings;
  ClassicGroup group{settings};
  Random random{1};
  TimePoint now{std::chrono::hours(1)};
  std::int16_t version = 9;

  struct Joined {
    std::string id{};
    std::optional<std::string> instance{};
    std::vector<std::string> protocols{"range"};
    std::string metadata = "topics";
    int rebalance_ms = 60'000;
  };
  ClassicGroup::Joining join(const Joined& who) {
    wire::JoinGroupRequest request;
    request.group_id = "g";
    request.session_timeout_ms = 10'000;
    request.rebalance_timeout_ms = who.rebalance_ms;
    request.member_id = who.id;
    request.group_instance_id = who.instance;
    request.protocol_type = "consumer";
    for (const std::string& protocol : who.protocols) request.protocols.push_back({protocol, wire::Bytes(std::string_view(who.metadata))});
    const auto reply = std::make_shared<ClassicGroup::JoinReply>();
    group.join(request, version, {"client", "/host"}, now, random, reply);
    return reply;
  }
  /// Asks for an id first, as clients do (KIP-394).
  ClassicGroup::Joining enter() {
    const auto asked = join({});
    REQUIRE(asked->done);
    REQUIRE(asked->error == ErrorCode::member_id_required);
    return join({.id = asked->member_id});
  }
  ClassicGroup::Syncing sync(const std::string& id, std::int32_t generation,
                             const std::vector<std::pair<std::string, std::string>>& given = {}) {
    wire::SyncGroupRequest request;
    request.member_id = id;
    request.generation_id = generation;
    for (const auto& [member, assignment] : given) request.assignments.push_back({member, wire::Bytes(std::string_view(assignment))});
    const auto reply = std::make_shared<ClassicGroup::SyncReply>();
    group.sync(request, now, reply);
    return reply;
  }
  /// A group of `count` members, stable.
  std::vector<std::string> stable(int count) {
    for (int i = 0; i < count; ++i) (void)enter();
    std::vector<std::string> ids;
    for (const auto& [id, member] : group.members()) ids.push_back(id);
    for (const std::string& id : ids) {
      if (group.state() == State::preparing_rebalance && !group.members().at(id).joining) (void)join({.id = id});
    }
    for (const std::string& id : ids) {
      if (id != group.leader()) (void)sync(id, group.generation());
    }
    std::vector<std::pair<std::string, std::string>> given;
    for (const std::string& id : ids) given.emplace_back(id, "part of " + id);
    REQUIRE(sync(group.leader(), group.generation(), given)->error == ErrorCode::none);
    REQUIRE(group.state() == State::stable);
    return ids;
  }
};

} // namespace

TEST_CASE("classic group: who comes without an id gets one, and is a member only with it") {
  World world;
  const auto asked = world.join({});
  CHECK(asked->error == ErrorCode::member_id_required);
  CHECK(asked->member_id.starts_with("client-"));
  CHECK(world.group.members().empty());
  const auto joined = world.join({.id = asked->member_id});
  REQUIRE(joined->done);
  CHECK(joined->error == ErrorCode::none);
  CHECK(joined->generation == 1);
  CHECK(joined->leader == asked->member_id);
  CHECK(joined->members.size() == 1);
  CHECK(joined->protocol == "range");
  CHECK(world.group.state() == State::completing_rebalance);
  CHECK(world.join({.id = "nobody"})->error == ErrorCode::unknown_member_id);

  World old;
  old.version = 3;
  CHECK(old.join({})->error == ErrorCode::none);
}

TEST_CASE("classic group: an id that nobody comes for is forgotten, and does not hold up the others") {
  World world;
  const auto ids = world.stable(1);
  const auto asked = world.join({});
  REQUIRE(asked->error == ErrorCode::member_id_required);
  const auto joined = world.join({.id = ids[0], .metadata = "other"});
  CHECK_FALSE(joined->done); // waits for the one that has an id
  world.now += 10s;
  world.group.step(world.now);
  REQUIRE(joined->done);
  CHECK(joined->generation == 2);
  CHECK(world.join({.id = asked->member_id})->error == ErrorCode::unknown_member_id);
}

TEST_CASE("classic group: a rebalance ends when all have joined, the leader learns of all, everybody gets its part") {
  World world;
  const std::string first = world.stable(1)[0];
  const auto second = world.enter();
  CHECK_FALSE(second->done);
  CHECK(world.group.heartbeat(first, {}, 1, world.now) == ErrorCode::rebalance_in_progress);
  const auto again = world.join({.id = first});
  REQUIRE(again->done);
  REQUIRE(second->done);
  CHECK(second->generation == 2);
  CHECK(again->members.size() == 2);
  CHECK(second->members.empty());
  CHECK(second->leader == first);

  const auto waits = world.sync(second->member_id, 2);
  CHECK_FALSE(waits->done);
  CHECK(world.group.heartbeat(second->member_id, {}, 2, world.now) == ErrorCode::none);
  CHECK(world.group.commit(first, {}, 2, world.now) == ErrorCode::rebalance_in_progress);
  const auto leads = world.sync(first, 2, {{first, "a"}, {second->member_id, "b"}});
  CHECK(leads->assignment == "a");
  CHECK(waits->assignment == "b");
  CHECK(world.group.commit(first, {}, 2, world.now) == ErrorCode::none);
  CHECK(world.group.commit(first, {}, 1, world.now) == ErrorCode::illegal_generation);
  CHECK(world.group.commit("", {}, -1, world.now) == ErrorCode::unknown_member_id); // members are at work
  CHECK(world.sync(first, 1)->error == ErrorCode::illegal_generation);
  CHECK(world.sync(first, 2)->assignment == "a"); // asked again
}

TEST_CASE("classic group: who does not join again in time is out") {
  World world;
  const auto ids = world.stable(3);
  const auto joined = world.join({.id = ids[0], .metadata = "other", .rebalance_ms = 5'000});
  const auto other = world.join({.id = ids[1], .metadata = "other", .rebalance_ms = 5'000});
  CHECK_FALSE(joined->done);
  for (int i = 0; i < 12; ++i) { // heartbeats alone don't help
    world.now += 5s;
    if (world.group.members().contains(ids[2])) (void)world.group.heartbeat(ids[2], {}, world.group.generation(), world.now);
    world.group.step(world.now);
  }
  REQUIRE(joined->done);
  CHECK(joined->error == ErrorCode::none);
  CHECK(other->error == ErrorCode::none);
  CHECK(world.group.members().size() == 2);
  CHECK(world.group.heartbeat(ids[2], {}, 3, world.now) == ErrorCode::unknown_member_id);
}

TEST_CASE("classic group: who falls silent is out after its session timeout; the last one leaves the group empty") {
  World world;
  const auto ids = world.stable(2);
  const auto generation = world.group.generation();
  world.now += 9s;
  CHECK(world.group.heartbeat(ids[0], {}, generation, world.now) == ErrorCode::none);
  world.now += 1s;
  world.group.step(world.now);
  CHECK(world.group.members().size() == 1);
  CHECK(world.group.state() == State::preparing_rebalance);
  CHECK(world.group.leave(ids[0], {}, world.now) == ErrorCode::none);
  CHECK(world.group.state() == State::empty);
  CHECK(world.group.generation() == generation + 1);
  CHECK(world.group.next_deadline() == never);
  CHECK(world.group.commit("", {}, -1, world.now) == ErrorCode::none);
  CHECK(world.group.leave(ids[0], {}, world.now) == ErrorCode::unknown_member_id);
}

TEST_CASE("classic group: the leader that does not sync is replaced") {
  World world;
  const auto first = world.enter();
  REQUIRE(first->done);
  const std::string leader = first->member_id;
  const auto second = world.enter();
  const auto again = world.join({.id = leader});
  REQUIRE(second->done);
  const auto waits = world.sync(second->member_id, 2);
  for (int i = 0; i < 12; ++i) {
    world.now += 5s;
    if (world.group.members().contains(leader)) (void)world.group.heartbeat(leader, {}, 2, world.now);
    world.group.step(world.now);
  }
  REQUIRE(waits->done);
  CHECK(waits->error == ErrorCode::rebalance_in_progress);
  CHECK(world.group.leader() == second->member_id);
  CHECK_FALSE(world.group.members().contains(leader));
}

TEST_CASE("classic group: the first members gather for the initial delay, each newcomer adds to it") {
  World world;
  world.settings.initial_rebalance_delay = 3s;
  const auto first = world.enter();
  CHECK_FALSE(first->done);
  world.now += 2s;
  const auto second = world.enter();
  world.now += 1s;
  world.group.step(world.now);
  CHECK_FALSE(first->done);
  world.now += 3s;
  world.group.step(world.now);
  REQUIRE(first->done);
  CHECK(first->generation == 1);
  CHECK(second->generation == 1);
  CHECK(world.group.members().size() == 2);
}

TEST_CASE("classic group: a static member that restarts takes its own place, and its former self is fenced") {
  World world;
  const auto first = world.join({.instance = "one"});
  REQUIRE(first->done);
  REQUIRE(world.sync(first->member_id, 1, {{first->member_id, "all"}})->done);
  const auto second = world.join({.instance = "one"});
  REQUIRE(second->done);
  CHECK(second->generation == 1); // no rebalance
  CHECK(second->member_id != first->member_id);
  CHECK(second->skip_assignment);
  CHECK(second->members.size() == 1);
  CHECK(world.sync(second->member_id, 1)->assignment == "all");
  CHECK(world.group.heartbeat(first->member_id, "one", 1, world.now) == ErrorCode::fenced_instance_id);
  CHECK(world.group.commit(first->member_id, "one", 1, world.now) == ErrorCode::fenced_instance_id);
  CHECK(world.group.heartbeat(second->member_id, "one", 1, world.now) == ErrorCode::none);
  world.version = 8; // before KIP-814 the leader is told to be somebody else
  const auto third = world.join({.instance = "one"});
  CHECK(third->leader == second->member_id);
  CHECK(third->members.empty());
  CHECK_FALSE(third->skip_assignment);
  CHECK(world.group.leave("", "one", world.now) == ErrorCode::none); // by an administrator
  CHECK(world.group.state() == State::empty);
}

TEST_CASE("classic group: members vote for a protocol that all have; who has none in common stays outside") {
  World world;
  const auto first = world.join({.instance = "a", .protocols = {"cooperative", "range"}});
  REQUIRE(first->done);
  CHECK(first->protocol == "cooperative");
  const auto second = world.join({.instance = "b", .protocols = {"range", "roundrobin"}});
  const auto again = world.join({.id = first->member_id, .instance = "a", .protocols = {"cooperative", "range"}});
  CHECK(second->protocol == "range");
  CHECK(again->protocol == "range");
  CHECK(world.join({.instance = "c", .protocols = {"cooperative"}})->error == ErrorCode::inconsistent_group_protocol);
  CHECK(world.join({.instance = "c", .protocols = {}})->error == ErrorCode::inconsistent_group_protocol);
}

TEST_CASE("classic group: a new coordinator knows the last complete generation, and of no waiting request") {
  World world;
  const auto ids = world.stable(2);
  const auto generation = world.group.generation();
  const auto joined = world.join({.id = ids[0], .metadata = "other"});
  CHECK_FALSE(joined->done);
  world.group.reload(world.now);
  REQUIRE(joined->done);
  CHECK(joined->error == ErrorCode::not_coordinator);
  CHECK(world.group.state() == State::stable);
  CHECK(world.group.heartbeat(ids[1], {}, generation, world.now) == ErrorCode::none);
  CHECK(world.sync(ids[1], generation)->assignment == "part of " + ids[1]);
}
