#include "cluster/cluster.hpp"

#include <doctest/doctest.h>

#include "cluster/support/scripted_cluster.hpp"

using namespace klamm;
using namespace klamm::cluster;
using namespace klamm::test;

TEST_CASE("cluster: connects to nothing before it is needed, then learns topics, leaders and brokers") {
  ClusterWorld world;
  world.start();
  world.pass(1s);
  CHECK(world.brokers.asked.empty());
  CHECK(world.client->snapshot()->topic_count() == 0);
  const auto known = world.require({"orders"});
  CHECK(known->calls == 0);
  world.settle();
  REQUIRE(known->result);
  const SnapshotPtr seen = known->result->value();
  CHECK(seen->topic("orders")->partition_count() == 3);
  CHECK(seen->leader("orders", 2)->endpoint.host == "b3");
  CHECK(world.client->snapshot() == seen);
  CHECK(world.client->version() == seen->version());
  CHECK(world.brokers.count(ApiKey::metadata) == 1);
}

TEST_CASE("cluster: what is known is given without a request") {
  ClusterWorld world;
  world.start();
  world.require({"orders"});
  world.settle();
  const auto again = world.require({"orders"});
  CHECK(again->calls == 0);
  world.settle();
  CHECK(again->result->has_value());
  CHECK(world.brokers.count(ApiKey::metadata) == 1);
}

TEST_CASE("cluster: ten thousand waiting callers make one request") {
  ClusterWorld world;
  world.start();
  std::size_t answered = 0;
  for (int i = 0; i < 10000; ++i)
    world.client->require({"orders"}, {.deadline = world.in(30s)}, [&](Result<SnapshotPtr> r) { answered += r ? 1 : 0; });
  world.settle();
  CHECK(answered == 10000);
  CHECK(world.brokers.count(ApiKey::metadata) == 1);
}

TEST_CASE("cluster: any broker is the connected one; during an outage it is waited for") {
  ClusterWorld world;
  world.start();
  const auto first = world.any_broker();
  world.settle();
  CHECK(is_bootstrap(first->result->value()));
  world.pass(1s);
  for (const NodeId id : {1, 2, 3}) world.brokers.stop(id);
  const auto none = world.any_broker(2s), later = world.any_broker(1min);
  REQUIRE(world.until([&] { return none->result.has_value(); }));
  CHECK_FALSE(none->result->has_value());
  world.brokers.start(3);
  REQUIRE(world.until([&] { return later->result.has_value(); }));
  CHECK(later->result->has_value());
}

TEST_CASE("cluster: a cancelled wait is told so, once") {
  ClusterWorld world;
  world.network->set_dead({"10.0.0.1", 9092}, true);
  world.network->set_dead({"10.0.0.2", 9092}, true);
  world.start();
  auto a = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
  auto b = std::make_shared<ClusterWorld::Outcome<NodeId>>(), c = std::make_shared<ClusterWorld::Outcome<NodeId>>();
  const WaitId waits[] = {world.client->require({"orders"}, {.deadline = world.in(1h)}, world.into(a)),
                          world.client->coordinator(CoordinatorType::group, "g1", world.in(1h), world.into(b)),
                          world.client->any_broker(world.in(1h), world.into(c))};
  world.settle();
  for (const WaitId wait : waits) world.client->cancel(wait);
  for (const WaitId wait : waits) world.client->cancel(wait);
  CHECK(a->calls == 0);
  world.settle();
  CHECK(a->result->error().code() == ErrorCode::cancelled);
  CHECK(b->result->error().code() == ErrorCode::cancelled);
  CHECK(c->result->error().code() == ErrorCode::cancelled);
  world.pass(2h);
  CHECK(a->calls + b->calls + c->calls == 3);
}

TEST_CASE("cluster: closing answers every waiting call, and later ones, with closed") {
  ClusterWorld world;
  world.network->set_dead({"10.0.0.1", 9092}, true);
  world.network->set_dead({"10.0.0.2", 9092}, true);
  world.start();
  const auto topics = world.require({"orders"});
  const auto group = world.coordinator("g1");
  const auto any = world.any_broker();
  world.settle();
  world.client->close();
  world.client->close();
  const auto late = world.require({"orders"});
  world.settle();
  CHECK(topics->result->error().code() == ErrorCode::closed);
  CHECK(group->result->error().code() == ErrorCode::closed);
  CHECK(any->result->error().code() == ErrorCode::closed);
  CHECK(late->result->error().code() == ErrorCode::closed);
  world.pass(1h);
  CHECK(topics->calls + group->calls + any->calls + late->calls == 4);
}

TEST_CASE("cluster: a client that is destroyed while everything is under way leaves nothing behind") {
  for (int i = 0; i < 12; ++i) {
    ClusterWorld world;
    world.network->to_client.latency = 1ms;
    world.network->to_server.latency = 1ms;
    world.start();
    const auto topics = world.require({"orders"});
    const auto group = world.coordinator("g1");
    world.settle();
    for (int step = 0; step < i; ++step) world.clock->advance_to_next();
    world.client.reset();
    world.settle();
    CHECK(topics->calls == 1);
    CHECK(group->calls == 1);
  }
}

TEST_CASE("cluster: an idle client with fresh metadata sets no timer before it must") {
  ClusterWorld world;
  world.start();
  const auto known = world.require({"orders"});
  world.pass(2min);
  CHECK(known->result->has_value());
  CHECK(world.clock->next_deadline() >= world.in(2min + 50s));
}

TEST_CASE("cluster: works with a broker as old as 2.1") {
  ClusterWorld world;
  world.brokers.apis[ApiKey::metadata] = {0, 7};
  world.brokers.apis[ApiKey::find_coordinator] = {0, 2};
  world.brokers.apis[ApiKey::api_versions] = {0, 2};
  world.settings.pool.verify_cluster = true;
  world.start();
  const auto known = world.require({"orders"});
  const auto group = world.coordinator("g1");
  world.settle();
  CHECK(known->result->value()->leader("orders", 1)->id == 2);
  CHECK(known->result->value()->topic("orders")->id.is_zero());
  CHECK(group->result->value() == 2);
  const auto connected = world.acquire(2);
  world.settle();
  CHECK(connected->result->has_value());
}
