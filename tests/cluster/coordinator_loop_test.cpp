#include "cluster/cluster.hpp"

#include <doctest/doctest.h>

#include "cluster/support/scripted_cluster.hpp"

using namespace klamm;
using namespace klamm::cluster;
using namespace klamm::test;

TEST_CASE("coordinators: while a broker doesn't answer, another one is asked after two seconds, and a late answer counts") {
  ClusterWorld world;
  world.start();
  world.require({"orders"});
  world.settle();
  NodeId silent = no_node;
  world.brokers.script = [&](const Asked& asked) {
    if (asked.api != ApiKey::find_coordinator) return ScriptedCluster::Reply::answer;
    if (silent == no_node) silent = asked.node;
    return asked.node == silent ? ScriptedCluster::Reply::silence : ScriptedCluster::Reply::answer;
  };
  const TimePoint start = world.clock->now();
  const auto found = world.coordinator("g1");
  REQUIRE(world.until([&] { return found->result.has_value(); }));
  CHECK(found->result->value() == 2);
  CHECK(found->at - start <= 2200ms);
  world.pass(1min);
  CHECK(found->calls == 1);
  CHECK(world.client->known_coordinator(CoordinatorType::group, "g1") == 2);
}

TEST_CASE("coordinators: found, remembered, and found again after they moved") {
  ClusterWorld world;
  world.start();
  const auto first = world.coordinator("g1"), second = world.coordinator("g1");
  world.settle();
  CHECK(first->result->value() == 2);
  CHECK(second->result->value() == 2);
  CHECK(world.brokers.count(ApiKey::find_coordinator) == 1);
  CHECK(world.client->known_coordinator(CoordinatorType::group, "g1") == 2);
  const auto known = world.coordinator("g1");
  world.settle();
  CHECK(known->result->value() == 2);
  CHECK(world.brokers.count(ApiKey::find_coordinator) == 1);

  world.brokers.coordinators["g1"] = 3;
  world.client->coordinator_lost(CoordinatorType::group, "g1", 2);
  const auto moved = world.coordinator("g1");
  world.settle();
  CHECK(moved->result->value() == 3);
}

TEST_CASE("coordinators: many groups share one request; older brokers are asked one by one") {
  for (const bool old : {false, true}) {
    ClusterWorld world;
    if (old) world.brokers.apis[ApiKey::find_coordinator] = {0, 2};
    std::vector<std::shared_ptr<ClusterWorld::Outcome<NodeId>>> all;
    world.start();
    for (int i = 0; i < 50; ++i) world.brokers.coordinators["group" + std::to_string(i)] = 1 + i % 3;
    for (int i = 0; i < 50; ++i) all.push_back(world.coordinator("group" + std::to_string(i)));
    world.settle();
    for (int i = 0; i < 50; ++i) CHECK(all[static_cast<std::size_t>(i)]->result->value() == 1 + i % 3);
    CHECK(world.brokers.count(ApiKey::find_coordinator) == (old ? 50 : 1));
  }
}

TEST_CASE("coordinators: a dead or silent broker doesn't hold the lookup up") {
  ClusterWorld world;
  world.start();
  world.require({"orders"});
  world.pass(1s);
  for (const NodeId id : {1, 2}) world.brokers.stop(id);
  world.network->set_dead({"10.0.0.1", 9092}, true);
  world.network->set_dead({"10.0.0.2", 9092}, true);
  world.settings.bootstrap.clear();
  world.brokers.coordinators["g1"] = 3;
  const TimePoint start = world.clock->now();
  const auto found = world.coordinator("g1");
  REQUIRE(world.until([&] { return found->result.has_value(); }));
  CHECK(found->result->value() == 3);
  CHECK(found->at - start <= 3s);
}

TEST_CASE("coordinators: a lookup whose broker hangs up is made again elsewhere") {
  ClusterWorld world;
  world.start();
  int hang_ups = 3;
  world.brokers.script = [&](const Asked& asked) {
    return asked.api == ApiKey::find_coordinator && hang_ups-- > 0 ? ScriptedCluster::Reply::hang_up : ScriptedCluster::Reply::answer;
  };
  const auto found = world.coordinator("g1");
  REQUIRE(world.until([&] { return found->result.has_value(); }));
  CHECK(found->result->value() == 2);
}

TEST_CASE("coordinators: while there is none the wait goes on, and its end tells why") {
  ClusterWorld world;
  world.start();
  const auto never_found = world.coordinator("g9", 2s), found = world.coordinator("g8", 1min);
  REQUIRE(world.until([&] { return never_found->result.has_value(); }));
  CHECK(never_found->result->error().code() == ErrorCode::coordinator_not_available);
  CHECK(never_found->result->error().context().doing == "looking for the coordinator of group \"g9\"");
  world.brokers.coordinators["g8"] = 1;
  REQUIRE(world.until([&] { return found->result.has_value(); }, 2s));
  CHECK(found->result->value() == 1);
}

TEST_CASE("coordinators: an error that can't pass is told at once") {
  ClusterWorld world;
  world.brokers.coordinator_error = ErrorCode::group_authorization_failed;
  world.start();
  const auto found = world.coordinator("g1");
  world.settle();
  CHECK(found->result->error().code() == ErrorCode::group_authorization_failed);
}
