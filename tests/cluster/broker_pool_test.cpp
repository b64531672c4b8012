#include "cluster/broker_pool.hpp"

#include <doctest/doctest.h>

#include "cluster/support/scripted_cluster.hpp"
#include "wire/messages/heartbeat.hpp"

using namespace klamm;
using namespace klamm::cluster;
using namespace klamm::test;

namespace {

/// A pool of its own, told of brokers 1 … 3.
struct PoolWorld : ClusterWorld {
  std::shared_ptr<BrokerPool> pool;

  explicit PoolWorld(bool verify = false) {
    settings.pool.verify_cluster = verify;
    pool = BrokerPool::create(runtime, settings.pool);
    pool->set_brokers(brokers_now(), "b9:9092");
  }
  ~PoolWorld() {
    pool->close(Error(ErrorCode::closed));
    settle();
  }
  std::vector<Broker> brokers_now() const {
    std::vector<Broker> all;
    for (const auto& [id, node] : brokers.nodes) all.push_back({id, {node.host, node.port}, std::nullopt});
    return all;
  }
  std::shared_ptr<Outcome<BrokerPool::ConnectionPtr>> get(NodeId node, Purpose purpose = Purpose::normal, Duration timeout = 30s) {
    auto outcome = std::make_shared<Outcome<BrokerPool::ConnectionPtr>>();
    pool->acquire(node, purpose, in(timeout), into(outcome));
    return outcome;
  }
};

} // namespace

TEST_CASE("broker pool: connects when first asked, and gives everybody the same connection") {
  PoolWorld world;
  CHECK(world.pool->ready(1, Purpose::normal) == nullptr);
  CHECK(world.pool->status(1)->state == Connectivity::idle);
  const auto first = world.get(1), second = world.get(1);
  CHECK(first->calls == 0); // never from within the call
  CHECK(world.pool->status(1)->state == Connectivity::connecting);
  world.settle();
  REQUIRE(first->result);
  CHECK(first->result->value() == second->result->value());
  CHECK(world.pool->ready(1, Purpose::normal) == first->result->value().get());
  CHECK(world.pool->status(1)->state == Connectivity::connected);
  CHECK(world.brokers.connections(1) == 1);
  const auto third = world.get(1);
  CHECK(third->calls == 0);
  world.settle();
  CHECK(third->result->value() == first->result->value());
}

TEST_CASE("broker pool: each purpose has its own connection") {
  PoolWorld world;
  const auto normal = world.get(1, Purpose::normal), poll = world.get(1, Purpose::long_poll), group = world.get(1, Purpose::coordinator);
  world.settle();
  CHECK(world.brokers.connections(1) == 3);
  CHECK(normal->result->value() != poll->result->value());
  CHECK(world.pool->ready(1, Purpose::long_poll) == poll->result->value().get());
}

TEST_CASE("broker pool: a failed attempt gives its cause to all who waited for it") {
  PoolWorld world;
  world.brokers.stop(1);
  const auto first = world.get(1), second = world.get(1);
  world.settle();
  REQUIRE(first->result);
  CHECK(first->result->error().code() == ErrorCode::connect_failed);
  CHECK(second->result->error().code() == ErrorCode::connect_failed);
  CHECK(first->result->error().context().broker == "b1:9092 (node 1)");
  CHECK(first->result->error().fate() == Fate::not_sent);
  const auto status = *world.pool->status(1);
  CHECK(status.state == Connectivity::backing_off);
  CHECK(status.failures == 1);
  CHECK(status.last_error->code() == ErrorCode::connect_failed);
}

TEST_CASE("broker pool: attempts keep a distance that doubles from 50 ms to a second") {
  PoolWorld world;
  world.brokers.stop(1);
  TimePoint last{};
  for (int i = 0; i < 9; ++i) {
    const auto attempt = world.get(1);
    REQUIRE(world.until([&] { return attempt->result.has_value(); }));
    if (i > 0) {
      const Duration expected = std::min<Duration>(1s, 50ms * (1 << (i - 1)));
      CHECK(attempt->at - last >= expected * 8 / 10);
      CHECK(attempt->at - last <= std::min<Duration>(1s, expected * 12 / 10));
    }
    last = attempt->at;
  }
  world.brokers.start(1);
  const auto good = world.get(1);
  CHECK(world.until([&] { return good->result.has_value(); }, 1s));
  CHECK(good->result->has_value());
  CHECK(world.pool->status(1)->failures == 0);
}

TEST_CASE("broker pool: nobody waiting, nothing is tried again") {
  PoolWorld world;
  world.brokers.stop(1);
  const auto attempt = world.get(1);
  world.settle();
  CHECK(attempt->result);
  world.pass(1h);
  CHECK(world.pool->status(1)->failures == 1);
  CHECK(world.clock->next_deadline() == never);
}

TEST_CASE("broker pool: a wait ends at its own deadline, with the cause") {
  PoolWorld world;
  world.network->set_dead({"10.0.0.1", 9092}, true);
  const auto patient = world.get(1, Purpose::normal, 1h), hasty = world.get(1, Purpose::normal, 300ms);
  const TimePoint start = world.clock->now();
  REQUIRE(world.until([&] { return hasty->result.has_value(); }));
  CHECK(hasty->at - start == 300ms);
  CHECK(hasty->result->error().code() == ErrorCode::timed_out);
  CHECK(hasty->result->error().cause().find("b1:9092 (node 1)") != std::string::npos);
  CHECK_FALSE(patient->result);
  REQUIRE(world.until([&] { return patient->result.has_value(); }));
  CHECK(patient->at - start >= 8s); // socket.connection.setup.timeout.ms with jitter
  CHECK(patient->at - start <= 12s);
}

TEST_CASE("broker pool: a connection that ends is opened again on demand, at once when it had lived") {
  PoolWorld world;
  world.get(1);
  world.pass(10s);
  world.brokers.hang_up(1);
  world.settle();
  CHECK(world.pool->ready(1, Purpose::normal) == nullptr);
  CHECK(world.pool->status(1)->state == Connectivity::idle);
  const auto again = world.get(1);
  world.settle();
  CHECK(again->result->has_value());
}

TEST_CASE("broker pool: a broker that hangs up as soon as it is connected is tried ever more rarely") {
  PoolWorld world;
  Duration last = 0s;
  for (int i = 0; i < 8; ++i) {
    const auto attempt = world.get(1);
    const TimePoint start = world.clock->now();
    REQUIRE(world.until([&] { return attempt->result.has_value(); }));
    CHECK(attempt->result->has_value());
    last = attempt->at - start;
    world.brokers.hang_up(1);
    world.settle();
  }
  CHECK(last >= 800ms);
}

TEST_CASE("broker pool: unused connections close after connections.max.idle.ms, used ones stay") {
  PoolWorld world;
  world.get(1);
  world.get(2);
  world.settle();
  for (int i = 0; i < 3; ++i) {
    world.pass(4min);
    auto beat = std::make_shared<ClusterWorld::Outcome<net::Reply<wire::HeartbeatResponse>>>();
    world.pool->send<wire::HeartbeatRequest>(
        2, Purpose::normal, world.in(10s), [](const net::Connection&) { return wire::HeartbeatRequest(); }, world.into(beat));
    world.settle();
    CHECK(beat->result->has_value());
  }
  CHECK(world.pool->ready(1, Purpose::normal) == nullptr);
  CHECK(world.pool->ready(2, Purpose::normal) != nullptr);
  CHECK(world.brokers.connections(1) == 0);
  world.pass(9min + 1s);
  CHECK(world.pool->ready(2, Purpose::normal) == nullptr);
  CHECK(world.clock->next_deadline() == never);
}

TEST_CASE("broker pool: send builds the request when the connection is there, and passes on why there is none") {
  PoolWorld world;
  auto good = std::make_shared<ClusterWorld::Outcome<net::Reply<wire::HeartbeatResponse>>>();
  auto bad = std::make_shared<ClusterWorld::Outcome<net::Reply<wire::HeartbeatResponse>>>();
  const auto make = [group = std::string("a group id that lives in the closure")](const net::Connection&) {
    wire::HeartbeatRequest request;
    request.group_id = group;
    return request;
  };
  world.pool->send<wire::HeartbeatRequest>(1, Purpose::coordinator, world.in(1s), make, world.into(good));
  world.pool->send<wire::HeartbeatRequest>(77, Purpose::coordinator, world.in(1s), make, world.into(bad));
  world.settle();
  CHECK(good->result->has_value());
  CHECK(bad->result->error().code() == ErrorCode::broker_not_available);
}

TEST_CASE("broker pool: a broker with a new address gets new connections there; what is in flight at the old one is answered first") {
  PoolWorld world;
  world.get(1);
  world.settle();
  world.brokers.add(4, "b1-new", "10.0.0.9");
  auto held = std::make_shared<ClusterWorld::Outcome<net::Reply<wire::HeartbeatResponse>>>();
  const auto old = world.get(1);
  world.settle();
  world.brokers.script = [](const Asked&) { return ScriptedCluster::Reply::silence; };
  net::send<wire::HeartbeatRequest>(*old->result->value(), wire::HeartbeatRequest(), world.in(2s), world.into(held));
  world.settle();

  const std::vector<Broker> moved{{1, {"b1-new", 9092}, std::nullopt}};
  world.pool->set_brokers(moved, "b9:9092");
  CHECK(world.pool->ready(1, Purpose::normal) == nullptr);
  const auto fresh = world.get(1);
  world.settle();
  CHECK(fresh->result->value()->endpoint().host == "b1-new");
  CHECK(old->result->value()->is_open());
  world.pass(3s); // the held request passes its deadline
  CHECK(held->result->error().code() == ErrorCode::timed_out);
  CHECK(world.brokers.connections(1) == 0);
  CHECK(world.brokers.connections(4) == 1);
}

TEST_CASE("broker pool: a broker that is no longer named is drained and forgotten, and who waits for it is told") {
  PoolWorld world;
  world.get(1);
  world.settle();
  world.brokers.stop(2);
  world.network->set_dead({"10.0.0.2", 9092}, true);
  const auto waiting = world.get(2);
  world.settle();
  const std::vector<Broker> left{{3, {"b3", 9092}, std::nullopt}};
  world.pool->set_brokers(left, "b9:9092");
  world.pass(1s);
  CHECK(waiting->result->error().code() == ErrorCode::broker_not_available);
  CHECK(world.brokers.connections(1) == 0);
  CHECK_FALSE(world.pool->status(1));
  CHECK(world.pool->status().size() == 1);
}

TEST_CASE("broker pool: who waits while the address changes gets a connection to the new one") {
  PoolWorld world;
  world.network->set_dead({"10.0.0.1", 9092}, true);
  const auto waiting = world.get(1);
  world.settle();
  const std::vector<Broker> moved{{1, {"b2", 9092}, std::nullopt}};
  world.pool->set_brokers(moved, "b9:9092");
  world.settle();
  CHECK(waiting->result->value()->endpoint().host == "b2");
  world.pass(1min); // the attempt at the old address ends without effect
  CHECK(waiting->calls == 1);
}

TEST_CASE("broker pool: an advertised name that doesn't resolve is explained") {
  PoolWorld world;
  const std::vector<Broker> named{{1, {"kafka1", 29092}, std::nullopt}};
  world.pool->set_brokers(named, "localhost:9092");
  const auto attempt = world.get(1);
  world.settle();
  CHECK(attempt->result->error().code() == ErrorCode::advertised_address_unusable);
  CHECK(attempt->result->error().cause().find("broker 1 sent us to kafka1:29092, which does not resolve") == 0);
}

TEST_CASE("broker pool: client.dns.map leads elsewhere") {
  PoolWorld world;
  world.settings.pool.address_map = {{{"kafka1", 29092}, {"b1", 9092}}};
  world.pool->close(Error(ErrorCode::closed));
  world.pool = BrokerPool::create(world.runtime, world.settings.pool);
  const std::vector<Broker> named{{1, {"kafka1", 29092}, std::nullopt}};
  world.pool->set_brokers(named, "localhost:9092");
  const auto attempt = world.get(1);
  world.settle();
  CHECK(attempt->result->has_value());
  CHECK(world.brokers.connections(1) == 1);
}

TEST_CASE("broker pool: a broker of another cluster gets nothing") {
  PoolWorld world(true);
  world.pool->set_cluster_id("our-cluster");
  const auto attempt = world.get(1);
  world.settle();
  REQUIRE(attempt->result);
  CHECK(attempt->result->error().code() == ErrorCode::inconsistent_cluster_id);
  CHECK(world.brokers.connections(1) == 0);
  world.brokers.cluster_id = "our-cluster";
  const auto good = world.get(1);
  REQUIRE(world.until([&] { return good->result.has_value(); }));
  CHECK(good->result->has_value());
  CHECK(world.brokers.count(ApiKey::metadata, 1) == 2);
}

TEST_CASE("broker pool: closing ends a connection too whose broker does not say which cluster it belongs to") {
  PoolWorld world(true);
  const auto drop_pool = [&world] {
    world.pool->close(Error(ErrorCode::closed));
    world.pool.reset();
    world.settle();
  };
  drop_pool();
  const auto without_pool = world.runtime.use_count();
  world.pool = BrokerPool::create(world.runtime, world.settings.pool);
  world.pool->set_brokers(world.brokers_now(), "b9:9092");
  world.pool->set_cluster_id("our-cluster");
  world.brokers.script = [](const auto&) { return ScriptedCluster::Reply::silence; };
  const auto attempt = world.get(1);
  world.settle();
  CHECK(world.brokers.count(ApiKey::metadata, 1) == 1);
  CHECK(attempt->calls == 0);
  drop_pool();
  CHECK(attempt->calls == 1);
  CHECK(world.runtime.use_count() == without_pool);
  world.pool = BrokerPool::create(world.runtime, world.settings.pool); // for the world's end
}

TEST_CASE("broker pool: closing tells everybody, once, and closes everything") {
  PoolWorld world;
  world.get(1);
  world.settle();
  world.network->set_dead({"10.0.0.2", 9092}, true);
  const auto waiting = world.get(2);
  world.settle();
  world.pool->close(Error(ErrorCode::closed));
  const auto late = world.get(3);
  CHECK(waiting->calls == 0);
  world.settle();
  CHECK(waiting->result->error().code() == ErrorCode::closed);
  CHECK(late->result->error().code() == ErrorCode::closed);
  CHECK(world.brokers.connections(1) == 0);
  world.pass(1min);
  CHECK(waiting->calls == 1);
}
