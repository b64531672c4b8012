// Consumer groups on real Kafka, of each kind: members that join, share and leave.
#include <doctest/doctest.h>

#include "one/group_members.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

TEST_CASE("group: a member alone reads everything, commits, and its successor goes on there") {
  for (const Flavor& flavor : all_flavors()) {
    CAPTURE(flavor.name);
    const std::string topic = new_topic("alone", 3), group = new_group("alone");
    produce(topic, 3, 0, 300);
    std::map<std::string, int> seen;
    {
      Consumer consumer(config(group, flavor));
      consumer.subscribe({topic});
      CHECK(consumer.subscription() == std::vector<std::string>{topic});
      REQUIRE(poll_until(
          consumer, [&] { return seen.size() == 300; }, &seen));
      CHECK(consumer.assignment().size() == 3);
      CHECK(consumer.group_metadata().generation_id > 0);
      consumer.commit_sync().value();
      const auto committed = consumer.committed(consumer.assignment()).value();
      for (const auto& [partition, at] : committed) {
        REQUIRE(at);
        CHECK(at->offset == 100);
      }
      consumer.close().value();
    }
    const std::string described = kafka("kafka-consumer-groups.sh", "--describe --group " + group);
    MESSAGE(described);
    CHECK(described.find(topic) != std::string::npos);
    produce(topic, 3, 300, 30);
    Consumer next(config(group, flavor));
    next.subscribe({topic});
    REQUIRE(poll_until(
        next, [&] { return seen.size() == 330; }, &seen));
    for (const auto& [value, count] : seen) REQUIRE(count == 1);
  }
}

TEST_CASE("group: two members share the partitions, one leaves, and the other gets all; no record is missed") {
  for (const Flavor& flavor : all_flavors()) {
    CAPTURE(flavor.name);
    const std::string topic = new_topic("shared", 4), group = new_group("shared");
    produce(topic, 4, 0, 400);
    Member first(config(group, flavor), topic);
    REQUIRE(eventually([&] { return first.assignment().size() == 4; }));
    Member second(config(group, flavor), topic);
    REQUIRE(eventually([&] { return in_all({&first, &second}) == 4 && first.assignment().size() == 2; }));
    produce(topic, 4, 400, 400);
    REQUIRE(eventually([&] { return seen_by({&first, &second}).size() == 800; }));
    second.close();
    REQUIRE(eventually([&] { return first.assignment().size() == 4; }));
    produce(topic, 4, 800, 100);
    REQUIRE(eventually([&] { return seen_by({&first, &second}).size() == 900; }));
    for (const auto& [value, count] : seen_by({&first, &second}))
      REQUIRE(count == 1); // what was polled was committed before it changed hands
    CHECK(first.diary->count("lost") == 0);
    if (flavor.name == cooperative.name) { // only what went to the other was given up
      CHECK(first.diary->partitions("revoked") == 2);
    }
    first.close();
    CHECK(first.errors().empty());
    CHECK(second.errors().empty());
  }
}
