// A partitioner of the user's, for a producer and for one topic.
#include <doctest/doctest.h>

#include <atomic>
#include <klamm/config.hpp>
#include <klamm/klamm.hpp>
#include <set>

#include "client/support/fake_kafka.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

TEST_CASE("partitioner: any callable, for all topics or for one, from the first record on") {
  FakeKafka kafka({{"orders", 3}, {"bills", 4}});
  ProducerConfig config{
      .bootstrap_servers = {kafka.bootstrap()},
      .partitioner = [](const PartitionerInput& input) { return input.key.text() == "last" ? input.partition_count - 1 : 0; },
      .log_level = LogLevel::error};
  std::size_t available = 0;
  config.topics["bills"].partitioner = [&available](const PartitionerInput& input) {
    available = input.available.size();
    return 2;
  };
  {
    Producer producer{config};
    for (int round = 0; round < 2; ++round) { // the first before the topics are known
      const std::vector<ProducerRecord> records{
          {.topic = "orders", .key = "last"}, {.topic = "orders", .key = "x"}, {.topic = "bills", .key = "last"}};
      const auto sent = producer.send_many_sync(records);
      REQUIRE(sent[0]);
      CHECK(sent[0]->partition() == 2);
      CHECK(sent[1]->partition() == 0);
      CHECK(sent[2]->partition() == 2);
      CHECK(available == 4);
    }
    const auto wrong = producer.send_sync({.topic = "bills", .partition = 7});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().cause() == "partition 7 of topic bills does not exist (it has 4)");
  }
}

TEST_CASE("partitioner: a topic may have another of the built-in ones, keys may be ignored") {
  FakeKafka kafka({{"orders", 3}, {"bills", 4}});
  ProducerConfig config{.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error};
  config.topics["bills"].partitioner = PartitionerKind::round_robin;
  const auto partitions = [](Producer& producer, std::string_view topic) {
    std::set<std::int32_t> seen;
    for (int i = 0; i < 4; ++i) seen.insert(producer.send_sync({.topic = topic, .key = "same"}).value().partition());
    return seen;
  };
  {
    Producer producer{config};
    CHECK(partitions(producer, "orders").size() == 1); // murmur2 of the key
    CHECK(partitions(producer, "bills") == std::set<std::int32_t>{0, 1, 2, 3});
  }
  config.partitioner = PartitionerKind::round_robin;
  config.topics["bills"].partitioner = PartitionerKind::murmur2;
  Producer producer{config};
  CHECK(partitions(producer, "orders") == std::set<std::int32_t>{0, 1, 2});
  CHECK(partitions(producer, "bills").size() == 1);
}

TEST_CASE("partitioner: a dump shows that there is a function, and a file cannot ask for one") {
  ProducerConfig config{.bootstrap_servers = {"localhost:9092"}, .partitioner = [](const PartitionerInput&) { return 0; }};
  CHECK(config.validate());
  CHECK(config_dump(config).find("partitioner=(a function)") != std::string::npos);
  CHECK_FALSE(ProducerConfig::from_properties({{"partitioner", "(a function)"}}));
  REQUIRE(config.apply({{"partitioner", "sticky"}}));
  CHECK(config.partitioner == PartitionerKind::sticky);
}
