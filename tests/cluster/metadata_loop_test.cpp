#include "cluster/cluster.hpp"

#include <doctest/doctest.h>

#include "cluster/support/scripted_cluster.hpp"

using namespace klamm;
using namespace klamm::cluster;
using namespace klamm::test;

TEST_CASE("metadata: while a broker doesn't answer, another one is asked after two seconds") {
  ClusterWorld world;
  world.start();
  std::set<NodeId> silent;
  world.brokers.script = [&](const Asked& asked) {
    if (silent.empty()) silent.insert(asked.node);
    return silent.count(asked.node) ? ScriptedCluster::Reply::silence : ScriptedCluster::Reply::answer;
  };
  const TimePoint start = world.clock->now();
  const auto known = world.require({"orders"}, 2min);
  REQUIRE(world.until([&] { return known->result.has_value(); }, 2min));
  CHECK(known->result->has_value());
  CHECK(known->at - start == 2s);
  world.pass(1min); // the silent one passes its deadline
  CHECK(known->calls == 1);
  CHECK(world.require({"orders"})->calls == 0);
}

TEST_CASE("metadata: when all brokers are silent each is asked once, and all of it again later") {
  ClusterWorld world;
  world.start();
  bool silent = true;
  world.brokers.script = [&](const Asked&) { return silent ? ScriptedCluster::Reply::silence : ScriptedCluster::Reply::answer; };
  const auto known = world.require({"orders"}, 5min);
  world.pass(25s);
  CHECK(world.brokers.count(ApiKey::metadata) == 2); // the two bootstrap servers
  world.pass(25s);
  CHECK(world.brokers.count(ApiKey::metadata) >= 3);
  silent = false;
  REQUIRE(world.until([&] { return known->result.has_value(); }, 1min));
  CHECK(known->result->has_value());
}

TEST_CASE("metadata: a broker whose answers name no broker is passed over") {
  ClusterWorld world;
  world.start();
  world.brokers.edit_metadata = [](NodeId node, wire::MetadataResponse& response) {
    if (node == 1) response.brokers.clear();
  };
  const auto known = world.require({"orders"});
  world.settle();
  CHECK(known->result->has_value());
}

TEST_CASE("metadata: a topic that doesn't exist is an error at the deadline, with close names") {
  ClusterWorld world;
  world.brokers.topics["orders.dlq"] = {Uuid{{3}}, ErrorCode::none, {{1, 0}}};
  world.brokers.topics["payments"] = {Uuid{{4}}, ErrorCode::none, {{1, 0}}};
  world.start();
  const TimePoint start = world.clock->now();
  const auto known = world.require({"order"}, 3s);
  REQUIRE(world.until([&] { return known->result.has_value(); }));
  CHECK(known->at - start == 3s);
  CHECK(known->result->error().code() == ErrorCode::topic_unknown);
  CHECK(known->result->error().cause() == "topic \"order\" does not exist; close names: orders, orders.dlq");
  CHECK(known->result->error().hint() == "klamm topics create order --partitions 3");
  CHECK(world.client->snapshot()->topic("payments") == nullptr); // asked for its name only
}

TEST_CASE("metadata: who gives an unknown topic little time is told after that") {
  ClusterWorld world;
  world.start();
  auto known = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
  const TimePoint start = world.clock->now();
  world.client->require({"order"}, {.deadline = world.in(1min), .unknown_topic_grace = 500ms}, world.into(known));
  REQUIRE(world.until([&] { return known->result.has_value(); }));
  CHECK(known->result->error().code() == ErrorCode::topic_unknown);
  CHECK(known->at - start <= 600ms);
}

TEST_CASE("metadata: a topic is created when both sides allow it, and waited for until it has leaders") {
  ClusterWorld world;
  world.brokers.auto_create = true;
  world.start();
  const auto without = world.require({"mine"}, 2s), with = world.require({"yours"}, 2s, true);
  REQUIRE(world.until([&] { return with->result.has_value(); }));
  CHECK(with->result->has_value());
  REQUIRE(world.until([&] { return without->result.has_value(); }));
  CHECK(without->result->error().code() == ErrorCode::topic_unknown);
}

TEST_CASE("metadata: a topic that appears while one waits is found") {
  ClusterWorld world;
  world.start();
  const auto known = world.require({"new"}, 1min);
  world.pass(5s);
  CHECK_FALSE(known->result);
  world.brokers.topics["new"] = {Uuid{{8}}, ErrorCode::none, {{1, 0}}};
  REQUIRE(world.until([&] { return known->result.has_value(); }, 6s));
  CHECK(known->result->has_value());
}

TEST_CASE("metadata: a topic that the user may not see is an error at once") {
  ClusterWorld world;
  world.brokers.topics["secret"] = {Uuid(), ErrorCode::topic_authorization_failed, {}};
  world.start();
  const auto known = world.require({"orders", "secret"});
  world.settle();
  CHECK(known->result->error().code() == ErrorCode::topic_authorization_failed);
  CHECK(known->result->error().context().topic == "secret");
}

TEST_CASE("metadata: topics can be found by id") {
  ClusterWorld world;
  world.start();
  auto known = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>(), unknown = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
  world.client->require_ids({Uuid{{1}}}, {.deadline = world.in(2s)}, world.into(known));
  world.client->require_ids({Uuid{{77}}}, {.deadline = world.in(2s)}, world.into(unknown));
  REQUIRE(world.until([&] { return known->result && unknown->result; }));
  CHECK(known->result->value()->topic(Uuid{{1}})->name == "orders");
  CHECK(unknown->result->error().code() == ErrorCode::unknown_topic_id);
  CHECK(world.brokers.count(ApiKey::metadata) > 3); // it may have been too young
}

TEST_CASE("metadata: refresh waits for an answer to a request sent after the call") {
  ClusterWorld world;
  world.start();
  world.require({"orders"});
  world.settle();
  world.brokers.topics["orders"].partitions[0] = {2, 6};
  auto fresh = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
  world.client->refresh(Cluster::Scope::in_use, world.in(5s), world.into(fresh));
  REQUIRE(world.until([&] { return fresh->result.has_value(); }));
  CHECK(fresh->result->value()->leader("orders", 0)->id == 2);
  auto all = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
  world.brokers.topics["other"] = {Uuid{{5}}, ErrorCode::none, {{1, 0}}};
  world.client->refresh(Cluster::Scope::all_topics, world.in(5s), world.into(all));
  REQUIRE(world.until([&] { return all->result.has_value(); }));
  CHECK(all->result->value()->topic("other") != nullptr);
}

TEST_CASE("metadata: many requests for a refresh make one, and metadata is refreshed by itself after metadata.max.age.ms") {
  ClusterWorld world;
  world.start();
  const Hold hold = world.client->hold_topics({"orders"});
  world.require({"orders"});
  world.pass(1s);
  const std::size_t before = world.brokers.count(ApiKey::metadata);
  for (int i = 0; i < 1000; ++i) world.client->request_refresh();
  world.pass(1s);
  CHECK(world.brokers.count(ApiKey::metadata) == before + 1);
  world.pass(5min);
  CHECK(world.brokers.count(ApiKey::metadata) == before + 2);
}

TEST_CASE("metadata: a held pattern sees topics come; released, they are dropped") {
  ClusterWorld world;
  world.start();
  Hold hold = world.client->hold_all_topics();
  world.pass(1s);
  CHECK(world.client->snapshot()->topic("orders") != nullptr);
  world.brokers.topics["other"] = {Uuid{{5}}, ErrorCode::none, {{1, 0}}};
  world.pass(5min);
  CHECK(world.client->snapshot()->topic("other") != nullptr);
  hold.reset();
  world.pass(6min);
  CHECK(world.client->snapshot()->topic_count() == 0);
}

TEST_CASE("metadata: a leader hint takes effect at once and tells subscribers") {
  ClusterWorld world;
  world.start();
  world.require({"orders"});
  world.settle();
  std::vector<std::uint64_t> versions;
  Hold subscription = world.client->subscribe([&](const SnapshotPtr& s) { versions.push_back(s->version()); });
  world.brokers.add(4, "b4", "10.0.0.4");
  const LeaderHint hint{"orders", 0, 4, 6};
  const Broker broker{4, {"b4", 9092}, std::nullopt};
  const std::size_t asked = world.brokers.asked.size();
  CHECK(world.client->apply_leader_hints({&hint, 1}, {&broker, 1}) == 1);
  CHECK(world.client->snapshot()->leader("orders", 0)->id == 4);
  CHECK(versions == std::vector<std::uint64_t>{world.client->version()});
  const auto connected = world.acquire(4);
  world.settle();
  CHECK(connected->result->has_value());
  CHECK(world.brokers.asked.size() == asked + 1); // ApiVersions
  subscription.reset();
  world.pass(10min);
  CHECK(versions.size() == 1);
}

TEST_CASE("metadata: a learned address that belongs to another cluster by now is not believed") {
  ClusterWorld world;
  world.start();
  const Hold hold = world.client->hold_topics({"orders"});
  world.require({"orders"});
  world.pass(1s);
  world.brokers.edit_metadata = [](NodeId node, wire::MetadataResponse& response) {
    if (node == 3) response.cluster_id = "another-cluster";
  };
  for (int i = 0; i < 20; ++i) {
    world.client->request_refresh();
    world.pass(2s);
    CHECK(world.client->snapshot()->cluster_id() == "the-cluster");
  }
}
