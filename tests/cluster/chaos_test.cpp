// Random schedules of trouble, replayable by seed: whatever happened, every call is answered once and in time, epochs never go back, and when the
// trouble ends everything works again soon.
#include <doctest/doctest.h>

#include <map>

#include "cluster/support/scripted_cluster.hpp"

using namespace klamm;
using namespace klamm::cluster;
using namespace klamm::test;

namespace {

struct Chaos : ClusterWorld {
  Random random;
  struct Call {
    TimePoint deadline;
    std::size_t answers = 0;
    TimePoint at{};
  };
  std::vector<std::shared_ptr<Call>> calls;
  std::map<std::int32_t, std::int32_t> epochs;
  bool went_back = false;
  Hold subscription;

  explicit Chaos(std::uint64_t seed) : random(seed) {
    runtime->random = Random(seed + 1000);
    settings.bootstrap = {{"b1", 9092}, {"b2", 9092}, {"b3", 9092}};
    settings.pool.verify_cluster = random.below(2) == 0;
    // What this network swallows is gone for good, unlike what TCP sends again: such requests and attempts must be over when the trouble is.
    settings.pool.setup_timeout = {2s, 4s};
    settings.metadata.request_timeout = 6s;
    network->to_client.latency = network->to_server.latency = Duration(static_cast<Duration::rep>(random.below(5'000'000)));
    start();
    subscription = client->subscribe([this](const SnapshotPtr& snapshot) {
      const Topic* orders = snapshot->topic("orders");
      if (!orders) return;
      for (const Partition& p : orders->partitions) {
        went_back = went_back || p.leader_epoch < epochs[p.index];
        epochs[p.index] = p.leader_epoch;
      }
    });
  }

  NodeId any_node() { return static_cast<NodeId>(1 + random.below(3)); }

  template <class T>
  auto counted(TimePoint deadline) {
    calls.push_back(std::make_shared<Call>());
    calls.back()->deadline = deadline;
    return [this, call = calls.back()](Result<T>) {
      ++call->answers;
      call->at = clock->now();
    };
  }

  void call() {
    const TimePoint deadline = in(Duration(static_cast<Duration::rep>(random.below(20'000'000'000))));
    switch (random.below(5)) {
      case 0: client->require({"orders"}, {.deadline = deadline}, counted<SnapshotPtr>(deadline)); break;
      case 1: client->refresh(Cluster::Scope::in_use, deadline, counted<SnapshotPtr>(deadline)); break;
      case 2: client->coordinator(CoordinatorType::group, "g1", deadline, counted<NodeId>(deadline)); break;
      case 3: client->any_broker(deadline, counted<NodeId>(deadline)); break;
      case 4:
        client->pool().acquire(any_node(), static_cast<Purpose>(random.below(3)), deadline, counted<BrokerPool::ConnectionPtr>(deadline));
        break;
    }
  }

  void trouble() {
    const NodeId node = any_node();
    const net::Address address{brokers.nodes.at(node).ip, 9092};
    auto& partition = brokers.topics["orders"].partitions[random.below(3)];
    switch (random.below(11)) {
      case 0: brokers.stop(node); break;
      case 1: brokers.start(node); break;
      case 2: brokers.hang_up(node); break;
      case 3: network->set_dead(address, true); break;
      case 4: network->set_dead(address, false); break;
      case 5: partition = {any_node(), partition.epoch + 1}; break;
      case 6: brokers.coordinators["g1"] = any_node(); break;
      case 7: client->coordinator_lost(CoordinatorType::group, "g1", any_node()); break;
      case 8: brokers.metadata_error = random.below(4) == 0 ? ErrorCode::rebootstrap_required : ErrorCode::none; break;
      case 9: {
        const std::uint64_t silent = random.below(3);
        brokers.script = [silent, node](const Asked& asked) {
          return silent == 0 && asked.node == node ? ScriptedCluster::Reply::silence : ScriptedCluster::Reply::answer;
        };
        break;
      }
      case 10: {
        const LeaderHint hint{"orders", static_cast<std::int32_t>(random.below(3)), node, partition.epoch};
        client->apply_leader_hints({&hint, 1}, {});
      }
    }
  }

  void heal() {
    for (const NodeId node : {1, 2, 3}) {
      network->set_dead({brokers.nodes.at(node).ip, 9092}, false);
      brokers.start(node);
    }
    brokers.metadata_error = ErrorCode::none;
    brokers.script = nullptr;
  }
};

} // namespace

TEST_CASE("cluster: random schedules of trouble lose no call, and end when the trouble does") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Chaos world(seed);
    for (int i = 0; i < 120; ++i) {
      world.random.below(2) == 0 ? world.call() : world.trouble();
      world.pass(Duration(static_cast<Duration::rep>(world.random.below(1'500'000'000))));
    }
    world.heal();
    world.pass(21s); // all deadlines
    bool once = true, in_time = true;
    for (const auto& call : world.calls) {
      once = once && call->answers == 1;
      in_time = in_time && call->at <= call->deadline + 50ms;
    }
    CHECK(once);
    CHECK(in_time);
    CHECK_FALSE(world.went_back);

    auto fresh = std::make_shared<ClusterWorld::Outcome<SnapshotPtr>>();
    world.client->refresh(Cluster::Scope::in_use, world.in(1min), world.into(fresh));
    const auto topics = world.require({"orders"});
    const auto group = world.coordinator("g1");
    const TimePoint start = world.clock->now();
    REQUIRE(world.until([&] { return fresh->result && topics->result && group->result; }));
    CHECK(fresh->result->has_value());
    CHECK(topics->result->has_value());
    CHECK(group->result->has_value());
    CHECK(world.clock->now() - start <= 5s);
    const auto connected = world.acquire(world.client->snapshot()->leader("orders", 0)->id);
    REQUIRE(world.until([&] { return connected->result.has_value(); }));
    CHECK(connected->result->has_value());
  }
}
