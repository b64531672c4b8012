#include "cluster/metadata_refresh.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace klamm;
using namespace klamm::cluster;
using Names = std::vector<std::string>;

namespace {

struct RefreshWorld {
  MetadataSettings settings;
  Random random{11};
  TimePoint now{std::chrono::hours(1)};
  MetadataRefresh refresh{settings};

  std::optional<MetadataFlight> fly() { return refresh.step(now).flight; }
  MetadataFlight answered(bool complete = true) { return refresh.answered(now, complete, random); }
  void failed() { refresh.failed(now, random); }
  /// As after the first metadata of a client that uses nothing yet.
  void bootstrap() {
    refresh.request(false);
    REQUIRE(fly());
    answered();
    now += 1s;
  }
};

} // namespace

TEST_CASE("metadata refresh: nothing is asked before it is needed, and the first request names what is in use") {
  RefreshWorld world;
  CHECK_FALSE(world.fly());
  CHECK(world.refresh.step(world.now).wake == never);
  world.refresh.touch("b", world.now);
  world.refresh.hold("a");
  CHECK(world.refresh.request(false) == 1);
  const auto flight = world.fly();
  CHECK(flight->topics == Names{"a", "b"});
  CHECK(flight->full);
  CHECK_FALSE(flight->all_topics);
}

TEST_CASE("metadata refresh: many callers, one request in flight; who comes later waits for the next") {
  RefreshWorld world;
  world.bootstrap();
  for (int i = 0; i < 10000; ++i) world.refresh.want("orders", true);
  const auto flight = world.fly();
  CHECK(flight->topics == Names{"orders"});
  CHECK(flight->allow_auto_create);
  CHECK_FALSE(world.fly());
  world.refresh.want("late", false);
  CHECK(world.refresh.request(false) == flight->number + 1);
  CHECK_FALSE(world.fly());
  world.answered();
  CHECK(world.refresh.in_flight() == false);
  world.now += 1s;
  CHECK(world.fly()->topics == Names{"late"});
}

TEST_CASE("metadata refresh: a topic nothing is known of is asked for at once and alone") {
  RefreshWorld world;
  world.refresh.touch("old", world.now);
  world.refresh.request(false);
  world.fly();
  world.answered();
  world.refresh.touch("new", world.now);
  world.refresh.want("new", false);
  const auto flight = world.fly();
  REQUIRE(flight);
  CHECK(flight->topics == Names{"new"});
  CHECK_FALSE(flight->full);
}

TEST_CASE("metadata refresh: a topic that may be created is not asked for together with one that may not") {
  RefreshWorld world;
  world.bootstrap();
  world.refresh.want("mine", true);
  world.refresh.want("yours", false);
  const auto first = world.fly();
  CHECK(first->topics == Names{"mine"});
  CHECK(first->allow_auto_create);
  world.answered();
  const auto second = world.fly();
  CHECK(second->topics == Names{"yours"});
  CHECK_FALSE(second->allow_auto_create);
}

TEST_CASE("metadata refresh: requests for fresher metadata keep the backoff's distance") {
  RefreshWorld world;
  world.bootstrap();
  world.refresh.request(false);
  REQUIRE(world.fly());
  world.answered();
  world.refresh.request(false);
  const auto step = world.refresh.step(world.now);
  CHECK_FALSE(step.flight);
  CHECK(step.wake >= world.now + 80ms);
  CHECK(step.wake <= world.now + 120ms);
  world.now = step.wake;
  CHECK(world.fly());
}

TEST_CASE("metadata refresh: metadata grows old") {
  RefreshWorld world;
  world.bootstrap();
  world.refresh.touch("orders", world.now);
  const auto step = world.refresh.step(world.now);
  CHECK(step.wake == world.now - 1s + 5min);
  world.now = step.wake;
  const auto flight = world.fly();
  CHECK(flight->full);
  CHECK(flight->topics == Names{"orders"});
}

TEST_CASE("metadata refresh: what a failed request asked is asked again, later each time, up to a second") {
  RefreshWorld world;
  world.bootstrap();
  world.refresh.want("orders", true);
  Duration last = 0ms;
  for (int i = 0; i < 8; ++i) {
    REQUIRE(world.fly());
    world.failed();
    const auto step = world.refresh.step(world.now);
    CHECK_FALSE(step.flight);
    last = step.wake - world.now;
    CHECK(last >= std::min<Duration>(1s, 100ms * (1 << i)) * 8 / 10);
    CHECK(last <= 1s);
    world.now = step.wake;
  }
  const auto flight = world.fly();
  CHECK(flight->topics == Names{"orders"});
  CHECK(flight->allow_auto_create);
  CHECK(last >= 800ms);
}

TEST_CASE("metadata refresh: a new topic waits for the backoff after a failure too") {
  RefreshWorld world;
  world.bootstrap();
  world.refresh.request(false);
  world.fly();
  world.failed();
  world.refresh.want("new", false);
  CHECK_FALSE(world.fly());
  world.refresh.reset_backoff();
  CHECK(world.fly()->topics == Names{"new"});
}

TEST_CASE("metadata refresh: topics without a good answer are asked for again, rarer and rarer, as long as they are in use") {
  RefreshWorld world;
  world.bootstrap();
  world.refresh.touch("orders", world.now);
  Duration last = 0ms;
  for (int i = 0; i < 10; ++i) {
    world.refresh.want("orders", false);
    REQUIRE(world.fly());
    world.answered(false);
    world.refresh.want_later(Names{"orders"}, {}, world.now, world.random);
    const auto step = world.refresh.step(world.now);
    CHECK_FALSE(step.flight);
    last = step.wake - world.now;
    world.now = step.wake;
  }
  CHECK(last >= 4s);
  CHECK(last <= 5s);
  CHECK(world.fly()->topics == Names{"orders"});
}

TEST_CASE("metadata refresh: topics fall out of use after metadata.max.idle.ms, held ones don't") {
  RefreshWorld world;
  world.refresh.touch("idle", world.now);
  world.refresh.hold("held");
  world.refresh.hold("held");
  world.now += 4min;
  world.refresh.touch("busy", world.now);
  CHECK(world.refresh.expire(world.now).empty());
  world.now += 1min;
  CHECK(world.refresh.expire(world.now) == Names{"idle"});
  world.refresh.release("held", world.now);
  world.now += 1h;
  CHECK(world.refresh.expire(world.now) == Names{"busy"});
  world.refresh.release("held", world.now);
  CHECK(world.refresh.expire(world.now).empty()); // a while after its release
  world.now += 5min;
  CHECK(world.refresh.expire(world.now) == Names{"held"});
}

TEST_CASE("metadata refresh: while somebody wants all topics, full requests name none") {
  RefreshWorld world;
  world.bootstrap();
  world.refresh.touch("orders", world.now);
  world.refresh.hold_all();
  world.refresh.request(true);
  auto flight = world.fly();
  CHECK(flight->all_topics);
  CHECK(flight->full);
  CHECK(flight->topics.empty());
  world.answered();
  world.now += 5min;
  CHECK(world.fly()->all_topics);
  world.answered();
  world.refresh.release_all();
  world.now += 5min;
  flight = world.fly();
  CHECK_FALSE(flight->all_topics);
  CHECK(flight->topics == Names{"orders"});
}

TEST_CASE("metadata refresh: topics of which only the id is known are asked for in a request of their own") {
  RefreshWorld world;
  world.bootstrap();
  Uuid id;
  id.bytes.fill(7);
  world.refresh.want("orders", false);
  world.refresh.want_id(id);
  CHECK(world.fly()->ids.empty());
  world.answered();
  auto flight = world.fly();
  CHECK(flight->topics.empty());
  CHECK(flight->ids == std::vector<Uuid>{id});
  world.failed();
  world.now += 1s;
  CHECK(world.fly()->ids == std::vector<Uuid>{id});
}

TEST_CASE("metadata refresh: no order of calls, answers and failures loses a wanted topic") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    RefreshWorld world;
    world.random = Random(seed);
    std::set<std::string> unanswered;
    world.refresh.request(false);
    for (int i = 0; i < 200; ++i) {
      world.now += Duration(static_cast<Duration::rep>(world.random.below(50'000'000)));
      const std::string name = "t" + std::to_string(world.random.below(20));
      switch (world.random.below(5)) {
        case 0: world.refresh.want(name, world.random.below(2) == 0), unanswered.insert(name); break;
        case 1: world.refresh.request(world.random.below(4) == 0); break;
        case 2: world.fly(); break;
        case 3:
          if (world.refresh.in_flight() && world.random.below(2) == 0)
            for (const std::string& topic : world.answered().topics) unanswered.erase(topic);
          break;
        case 4:
          if (world.refresh.in_flight()) world.failed();
      }
    }
    for (int i = 0; i < 10 && !unanswered.empty(); ++i) {
      world.now += 2s;
      world.fly();
      if (world.refresh.in_flight())
        for (const std::string& topic : world.answered().topics) unanswered.erase(topic);
    }
    CHECK_MESSAGE(unanswered.empty(), "seed " << seed);
  }
}
