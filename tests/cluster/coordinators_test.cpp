#include "cluster/coordinators.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace klamm;
using namespace klamm::cluster;

namespace {

struct Lookups {
  Random random{5};
  TimePoint now{std::chrono::hours(1)};
  Coordinators core{BackoffSettings{}};

  static CoordinatorKey group(std::string key) { return {CoordinatorType::group, std::move(key)}; }
  CoordinatorLookup take(std::size_t most = 1000) { return core.take(now, most).value(); }

  using Told = wire::FindCoordinatorResponse::Coordinator;
  static Told at(std::string_view key, NodeId node) {
    Told told;
    told.key = key;
    told.node_id = node;
    told.host = "b1";
    told.port = 9092;
    return told;
  }
  static Told bad(std::string_view key, ErrorCode error) {
    Told told;
    told.key = key;
    told.node_id = -1;
    told.port = -1;
    told.error_code = error;
    return told;
  }
  std::vector<Coordinators::Answer> answer(const CoordinatorLookup& lookup, std::vector<Told> told) {
    wire::FindCoordinatorResponse response;
    response.coordinators = std::move(told);
    return core.answered(lookup, response, 6, now, random);
  }
};

} // namespace

TEST_CASE("coordinators: all keys of one type share a request, and each gets its answer") {
  Lookups world;
  for (const char* key : {"g1", "g2", "g3"}) world.core.want(Lookups::group(key));
  world.core.want({CoordinatorType::transaction, "t1"});
  CHECK(world.core.step(world.now).lookup);
  const auto groups = world.take();
  CHECK(groups.keys == std::vector<std::string>{"g1", "g2", "g3"});
  CHECK(world.take().type == CoordinatorType::transaction);
  CHECK_FALSE(world.core.take(world.now, 1000));
  const auto answers = world.answer(groups, {Lookups::at("g1", 1), Lookups::at("g2", 2), Lookups::at("g3", 3)});
  CHECK(answers.size() == 3);
  CHECK(answers[1].endpoint.to_string() == "b1:9092");
  CHECK(world.core.known(CoordinatorType::group, "g2") == 2);
  CHECK(world.core.known(CoordinatorType::transaction, "g2") == no_node);
}

TEST_CASE("coordinators: older brokers are asked for one key at a time") {
  Lookups world;
  world.core.want(Lookups::group("g1"));
  world.core.want(Lookups::group("g2"));
  CHECK(world.take(1).keys == std::vector<std::string>{"g1"});
  const auto second = world.take(1);
  CHECK(second.keys == std::vector<std::string>{"g2"});
  wire::FindCoordinatorResponse response;
  response.node_id = 2;
  response.host = "b2";
  response.port = 9092;
  CHECK(world.core.answered(second, response, 2, world.now, world.random).at(0).node.value() == 2);
}

TEST_CASE("coordinators: an error that may pass is tried again after a backoff, as long as somebody waits") {
  Lookups world;
  world.core.want(Lookups::group("g1"));
  for (int i = 0; i < 5; ++i) {
    const auto lookup = world.take();
    CHECK(world.answer(lookup, {Lookups::bad("g1", ErrorCode::coordinator_not_available)}).empty());
    CHECK(world.core.last_error(Lookups::group("g1"))->code() == ErrorCode::coordinator_not_available);
    const auto step = world.core.step(world.now);
    CHECK_FALSE(step.lookup);
    CHECK(step.wake > world.now + 79ms);
    CHECK(step.wake <= world.now + 1s);
    world.now = step.wake;
  }
  CHECK(world.core.step(world.now).lookup);
  world.core.unwant(Lookups::group("g1"));
  CHECK_FALSE(world.core.step(world.now).lookup);
  CHECK(world.core.step(world.now).wake == never);
}

TEST_CASE("coordinators: an error that can't pass ends the wait of its key only") {
  Lookups world;
  world.core.want(Lookups::group("mine"));
  world.core.want(Lookups::group("secret"));
  const auto lookup = world.take();
  const auto answers = world.answer(lookup, {Lookups::bad("secret", ErrorCode::group_authorization_failed), Lookups::at("mine", 1)});
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].node.error().code() == ErrorCode::group_authorization_failed);
  CHECK(answers[1].node.value() == 1);
}

TEST_CASE("coordinators: NOT_COORDINATOR makes the key unknown, unless another one is known by now") {
  Lookups world;
  world.core.want(Lookups::group("g1"));
  world.answer(world.take(), {Lookups::at("g1", 1)});
  world.core.lost(CoordinatorType::group, "g1", 2);
  CHECK(world.core.known(CoordinatorType::group, "g1") == 1);
  world.core.lost(CoordinatorType::group, "g1", 1);
  CHECK(world.core.known(CoordinatorType::group, "g1") == no_node);
  CHECK_FALSE(world.core.step(world.now).lookup); // nobody asks yet
  world.core.want(Lookups::group("g1"));
  world.answer(world.take(), {Lookups::at("g1", 3)});
  CHECK(world.core.known(CoordinatorType::group, "g1") == 3);
  world.core.lost_node(3);
  CHECK(world.core.known(CoordinatorType::group, "g1") == no_node);
}

TEST_CASE("coordinators: a request that fails, or an answer that leaves a key out, loses no lookup") {
  Lookups world;
  world.core.want(Lookups::group("g1"));
  world.core.want(Lookups::group("g2"));
  CHECK(world.core.failed(world.take(), Error(ErrorCode::disconnected), world.now, world.random).empty());
  world.now += 1s;
  const auto again = world.take();
  CHECK(again.keys.size() == 2);
  CHECK(world.answer(again, {Lookups::at("g1", 1), Lookups::at("unasked", 1)}).size() == 1);
  world.now += 1s;
  CHECK(world.take().keys == std::vector<std::string>{"g2"});
}

TEST_CASE("coordinators: a coordinator without an address is none") {
  Lookups world;
  world.core.want(Lookups::group("g1"));
  auto nowhere = Lookups::at("g1", 1);
  nowhere.port = 0;
  CHECK(world.answer(world.take(), {nowhere}).empty());
  CHECK(world.core.known(CoordinatorType::group, "g1") == no_node);
}

TEST_CASE("coordinators: a lookup that nobody waits for any more may still be answered, or fail, without harm") {
  Lookups world;
  world.core.want(Lookups::group("g1"));
  world.core.want(Lookups::group("g2"));
  const auto lookup = world.take();
  world.core.unwant(Lookups::group("g1"));
  world.core.unwant(Lookups::group("g2"));
  world.answer(lookup, {Lookups::at("g1", 1), Lookups::bad("g2", ErrorCode::coordinator_not_available)});
  CHECK(world.core.known(CoordinatorType::group, "g1") == 1);
  CHECK(world.core.step(world.now).wake == never);
  world.core.want(Lookups::group("g2"));
  CHECK(world.core.step(world.now).lookup);
}

TEST_CASE("coordinators: no order of wants, answers, failures and losses leaves a wanted key unsought") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Lookups world;
    world.random = Random(seed);
    std::vector<CoordinatorLookup> flights;
    std::set<std::string> wanted;
    for (int i = 0; i < 300; ++i) {
      world.now += Duration(static_cast<Duration::rep>(world.random.below(200'000'000)));
      const std::string key = "g" + std::to_string(world.random.below(6));
      const std::size_t pick = flights.empty() ? 0 : world.random.below(flights.size());
      switch (world.random.below(7)) {
        case 0:
        case 1:
          if (world.core.known(CoordinatorType::group, key) == no_node) world.core.want(Lookups::group(key)), wanted.insert(key);
          break;
        case 2: world.core.unwant(Lookups::group(key)), wanted.erase(key); break;
        case 3:
          if (auto lookup = world.core.take(world.now, 1 + world.random.below(3))) flights.push_back(*lookup);
          break;
        case 4: world.core.lost(CoordinatorType::group, key, world.core.known(CoordinatorType::group, key)); break;
        case 5:
          if (flights.empty()) break;
          world.core.failed(flights[pick], Error(ErrorCode::disconnected), world.now, world.random);
          flights.erase(flights.begin() + static_cast<std::ptrdiff_t>(pick));
          break;
        case 6:
          if (flights.empty()) break;
          std::vector<Lookups::Told> told;
          for (const std::string& k : flights[pick].keys)
            if (world.random.below(3) > 0) told.push_back(Lookups::at(k, static_cast<NodeId>(world.random.below(3))));
          for (const auto& settled : world.answer(flights[pick], told)) wanted.erase(settled.key.key);
          flights.erase(flights.begin() + static_cast<std::ptrdiff_t>(pick));
      }
    }
    for (const CoordinatorLookup& lookup : flights) world.core.failed(lookup, Error(ErrorCode::disconnected), world.now, world.random);
    world.now += 1h;
    while (auto lookup = world.core.take(world.now, 1000))
      for (const std::string& key : lookup->keys) wanted.erase(key);
    CHECK_MESSAGE(wanted.empty(), "seed " << seed);
  }
}
