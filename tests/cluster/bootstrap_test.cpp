#include "cluster/cluster.hpp"

#include <doctest/doctest.h>

#include "cluster/support/scripted_cluster.hpp"

using namespace klamm;
using namespace klamm::cluster;
using namespace klamm::test;

TEST_CASE("bootstrap: the first server refuses, the next is asked at once") {
  ClusterWorld world;
  world.brokers.stop(1);
  world.start();
  const auto known = world.require({"orders"});
  world.settle();
  CHECK(known->result->has_value());
}

TEST_CASE("bootstrap: the first server is silent, the next is asked after a second") {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    ClusterWorld world;
    world.runtime->random = Random(seed);
    world.network->set_dead({"10.0.0.1", 9092}, true);
    world.start();
    const TimePoint start = world.clock->now();
    const auto known = world.require({"orders"});
    REQUIRE(world.until([&] { return known->result.has_value(); }));
    CHECK(known->result->has_value());
    CHECK(known->at - start <= 1s);
  }
}

TEST_CASE("bootstrap: when all servers are dead the error lists each with its cause, at the deadline") {
  ClusterWorld world;
  world.brokers.stop(1);
  world.settings.bootstrap = {{"b1", 9092}, {"no-such-host", 9092}};
  world.start();
  const TimePoint start = world.clock->now();
  const auto known = world.require({"orders"}, 5s);
  REQUIRE(world.until([&] { return known->result.has_value(); }));
  CHECK(known->at - start == 5s);
  const Error& error = known->result->error();
  CHECK(error.code() == ErrorCode::bootstrap_failed);
  CHECK(error.cause().find("none of the 2 bootstrap servers can be used") == 0);
  CHECK(error.cause().find("b1:9092: ") != std::string::npos);
  CHECK(error.cause().find("no-such-host:9092: ") != std::string::npos);
  CHECK(error.context().topic == "orders");
}

TEST_CASE("bootstrap: the only server's own error is the error") {
  ClusterWorld world;
  world.brokers.stop(1);
  world.settings.bootstrap = {{"b1", 9092}};
  world.start();
  const auto known = world.require({"orders"}, 5s);
  REQUIRE(world.until([&] { return known->result.has_value(); }));
  CHECK(known->result->error().code() == ErrorCode::connect_failed);
}

TEST_CASE("bootstrap: what can't pass by itself is told at once") {
  ClusterWorld world;
  world.network->listen({"10.0.0.1", 9092}, [](std::unique_ptr<net::Transport> transport) {
    auto kept = std::shared_ptr<net::Transport>(std::move(transport));
    (void)kept->write({Slice::copy_of(as_bytes("HTTP/1.1 400 Bad Request\r\n\r\n"))}, [kept](Result<void>) {});
    static std::vector<std::shared_ptr<net::Transport>> keep;
    keep.assign(1, kept);
  });
  world.settings.bootstrap = {{"b1", 9092}};
  world.start();
  const auto known = world.require({"orders"}, 5min);
  REQUIRE(world.until([&] { return known->result.has_value(); }, 20s));
  CHECK(known->result->error().code() == ErrorCode::not_kafka);
}

TEST_CASE("bootstrap: servers that come back are found within a second and a half") {
  ClusterWorld world;
  world.brokers.stop(1);
  world.brokers.stop(2);
  world.start();
  const auto known = world.require({"orders"}, 1h);
  world.pass(10min);
  CHECK(world.brokers.asked.empty());
  world.brokers.start(2);
  const TimePoint back = world.clock->now();
  REQUIRE(world.until([&] { return known->result.has_value(); }));
  CHECK(known->result->has_value());
  CHECK(known->at - back <= 1500ms);
}

TEST_CASE("rebootstrap: when no learned broker can be reached the bootstrap servers are asked again") {
  ClusterWorld world;
  world.settings.bootstrap = {{"seed", 9092}};
  world.network->set_host("seed", {"10.0.0.1"});
  world.start();
  const Hold hold = world.client->hold_topics({"orders"});
  world.require({"orders"});
  world.pass(1s);
  for (const NodeId id : {1, 2, 3}) world.brokers.stop(id);
  world.brokers.nodes.clear(); // all brokers are replaced, and the name leads to the new ones
  world.brokers.add(11, "b11", "10.0.1.1");
  world.network->set_host("seed", {"10.0.1.1"});
  world.brokers.topics["orders"].partitions = {{11, 9}};
  const TimePoint start = world.clock->now();
  auto fresh = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
  world.client->refresh(Cluster::Scope::in_use, world.in(1min), world.into(fresh));
  REQUIRE(world.until([&] { return fresh->result.has_value(); }));
  CHECK(fresh->result->value()->broker(11) != nullptr);
  CHECK(fresh->at - start <= 2s);
  CHECK(world.client->snapshot()->leader("orders", 0)->id == 11);
}

TEST_CASE("rebootstrap: not when metadata.recovery.strategy is none") {
  ClusterWorld world;
  world.settings.bootstrap = {{"seed", 9092}};
  world.settings.metadata.rebootstrap = false;
  world.network->set_host("seed", {"10.0.0.1"});
  world.start();
  world.require({"orders"});
  world.pass(1s);
  for (const NodeId id : {1, 2, 3}) world.brokers.stop(id);
  world.brokers.nodes.clear();
  world.brokers.add(11, "b11", "10.0.1.1");
  world.network->set_host("seed", {"10.0.1.1"});
  auto fresh = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
  world.client->refresh(Cluster::Scope::in_use, world.in(10min), world.into(fresh));
  REQUIRE(world.until([&] { return fresh->result.has_value(); }, 11min));
  CHECK(fresh->result->error().cause().find("none of the 3 known brokers can be reached") != std::string::npos);
  CHECK(world.brokers.count(ApiKey::metadata, 11) == 0);
}

TEST_CASE("rebootstrap: REBOOTSTRAP_REQUIRED drops what was learned, asks the bootstrap servers, and follows them to another cluster") {
  ClusterWorld world;
  world.settings.bootstrap = {{"seed", 9092}};
  world.network->set_host("seed", {"10.0.0.1"});
  world.start();
  const Hold hold = world.client->hold_topics({"orders"});
  world.require({"orders"});
  world.settle();
  world.acquire(3);
  world.pass(1s);
  CHECK(world.brokers.connections(3) == 1);
  world.brokers.metadata_error = ErrorCode::rebootstrap_required;
  ScriptedCluster other(*world.network, "another-cluster");
  other.apis = world.brokers.apis;
  other.add(1, "c1", "10.0.2.1");
  other.topics["orders"] = {Uuid{{42}}, ErrorCode::none, {{1, 0}}};
  world.network->set_host("seed", {"10.0.2.1"});
  auto fresh = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
  world.client->refresh(Cluster::Scope::in_use, world.in(1min), world.into(fresh));
  REQUIRE(world.until([&] { return fresh->result.has_value(); }));
  CHECK(fresh->result->value()->cluster_id() == "another-cluster");
  CHECK(fresh->result->value()->topic("orders")->id == Uuid{{42}});
  CHECK(world.brokers.connections(3) == 0);
  const auto connected = world.acquire(1);
  world.settle();
  CHECK(connected->result->value()->endpoint().host == "c1");
  world.client.reset();
  world.settle();
}

TEST_CASE("rebootstrap: a cluster that asks for it again and again is not asked in a tight loop") {
  ClusterWorld world;
  world.start();
  world.require({"orders"});
  world.pass(1s);
  world.brokers.metadata_error = ErrorCode::rebootstrap_required;
  const std::size_t before = world.brokers.count(ApiKey::metadata);
  world.client->request_refresh();
  world.pass(1min);
  CHECK(world.brokers.count(ApiKey::metadata) - before <= 75);
  world.brokers.metadata_error = ErrorCode::none;
  world.pass(2s);
  CHECK(world.client->snapshot()->brokers().size() == 3);
}

TEST_CASE("rebootstrap: brokers that answer uselessly are given up after the trigger") {
  ClusterWorld world;
  world.settings.bootstrap = {{"seed", 9092}};
  world.network->set_host("seed", {"10.0.0.1"});
  world.start();
  world.require({"orders"});
  world.pass(1s);
  world.brokers.edit_metadata = [](NodeId, wire::MetadataResponse& response) { response.brokers.clear(); };
  ScriptedCluster other(*world.network);
  other.apis = world.brokers.apis;
  other.add(1, "c1", "10.0.2.1");
  world.network->set_host("seed", {"10.0.2.1"});
  world.client->request_refresh();
  world.pass(4min);
  CHECK(other.asked.empty());
  world.pass(2min);
  CHECK(world.client->snapshot()->broker(1)->endpoint.host == "c1");
  world.client.reset();
  world.settle();
}
