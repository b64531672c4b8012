// Consumer groups as users run them, on the embedded brokers, over TCP on loopback.
#include <doctest/doctest.h>

#include "mock/support/members.hpp"

using namespace klamm;
using namespace klamm::test;

TEST_CASE("mock groups: four members share the partitions, come, leave and die") {
  for (const Flavor& flavor : flavors) {
    CAPTURE(flavor.name);
    MockCluster cluster(quick(3s));
    REQUIRE(cluster.create_topic("orders", 12));
    Members members;
    for (int i = 0; i < 4; ++i) members.push_back(std::make_unique<Member>(cluster, flavor, 3s));
    REQUIRE(eventually([&] { return shares(members) == std::vector<std::size_t>(4, 3); }));
    members.pop_back(); // leaves
    REQUIRE(eventually([&] { return shares(members) == std::vector<std::size_t>(3, 4); }));
    members.front()->die();
    members.erase(members.begin());
    REQUIRE(eventually([&] { return shares(members) == std::vector<std::size_t>(2, 6); }));
    members.push_back(std::make_unique<Member>(cluster, flavor, 3s));
    REQUIRE(eventually([&] { return shares(members) == std::vector<std::size_t>(3, 4); }));
  }
}

TEST_CASE("mock groups: every record is read once by somebody, and the next members go on behind it") {
  for (const Flavor& flavor : flavors) {
    CAPTURE(flavor.name);
    MockCluster cluster(quick());
    REQUIRE(cluster.create_topic("orders", 6));
    produce_values(cluster, "orders", 6, 0, 600);
    {
      Members members;
      for (int i = 0; i < 3; ++i) members.push_back(std::make_unique<Member>(cluster, flavor));
      REQUIRE(eventually([&] { return values_of(members).size() == 600; }));
    } // commit as they leave
    produce_values(cluster, "orders", 6, 600, 700);
    Members members;
    members.push_back(std::make_unique<Member>(cluster, flavor));
    REQUIRE(eventually([&] { return values_of(members).size() >= 100; }));
    std::multiset<std::string> expected;
    for (int i = 600; i < 700; ++i) expected.insert("value " + std::to_string(i));
    CHECK(values_of(members) == expected);
  }
}

TEST_CASE("mock groups: the group goes on when its coordinator is gone") {
  for (const Flavor& flavor : flavors) {
    CAPTURE(flavor.name);
    MockCluster cluster(quick());
    REQUIRE(cluster.create_topic("orders", 6));
    Members members;
    for (int i = 0; i < 2; ++i) members.push_back(std::make_unique<Member>(cluster, flavor));
    REQUIRE(eventually([&] { return shares(members) == std::vector<std::size_t>(2, 3); }));
    const int coordinator = cluster.coordinator("group").value();
    REQUIRE(cluster.stop_broker(coordinator));
    CHECK(cluster.coordinator("group").value() != coordinator);
    members.push_back(std::make_unique<Member>(cluster, flavor));
    REQUIRE(eventually([&] { return shares(members) == std::vector<std::size_t>(3, 2); }));
    REQUIRE(cluster.start_broker(coordinator));
    REQUIRE(cluster.move_coordinator("group", coordinator));
    members.pop_back();
    REQUIRE(eventually([&] { return shares(members) == std::vector<std::size_t>(2, 3); }));
  }
}
