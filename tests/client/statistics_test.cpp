// What a producer counts, and that settings do what they say, seen from the broker.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <klamm/config.hpp>
#include <klamm/klamm.hpp>

#include "client/support/fake_kafka.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

TEST_CASE("statistics: records, batches, brokers and memory are counted, and can be asked for anywhere") {
  FakeKafka kafka({{"orders", 3}, {"bills", 2}});
  ProducerConfig config{.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error};
  config.topics["bills"].compression_type = CompressionType::zstd;
  Producer producer{config};
  CHECK(producer.statistics().topics.empty());
  std::atomic<bool> asked_within{false};
  for (int i = 0; i < 100; ++i) producer.send({.topic = "orders", .value = "value", .partition = i % 2});
  producer.send({.topic = "bills", .value = std::string(10'000, 'b'), .partition = 1},
                [&](const Result<RecordMetadata>&) { asked_within = producer.statistics().total.records_sent > 0; });
  REQUIRE(producer.flush(20s));
  CHECK(asked_within);
  kafka.fail_with({{2, ErrorCode::invalid_record}});
  CHECK_FALSE(producer.send_sync({.topic = "orders", .value = "v", .partition = 2}));

  const ProducerStatistics all = producer.statistics();
  CHECK(all.total.records_sent == 101);
  CHECK(all.total.records_failed == 1);
  CHECK(all.total.batched_records == 102);
  CHECK(all.total.in_flight_batches == 0);
  CHECK(all.total.waiting_batches == 0);
  CHECK(all.batch_bytes.count == all.total.batches);
  CHECK(all.buffer_memory == 33'554'432);
  CHECK(all.waiting_for_memory == 0);
  REQUIRE(all.topics.size() == 2);
  const ProducerTopicStatistics &orders = all.topics[0], &bills = all.topics[1];
  CHECK(orders.topic == "orders");
  REQUIRE(orders.partitions.size() == 3);
  CHECK(orders.partitions[0].records_sent == 50);
  CHECK(orders.partitions[2].records_failed == 1);
  CHECK(orders.total.compression_ratio() == 1.0);
  CHECK(bills.total.compression_ratio() < 0.1);
  CHECK(bills.total.records_per_batch() == 1.0);
  std::uint64_t requests = 0;
  for (const BrokerStatistics& broker : all.brokers) {
    requests += broker.requests;
    CHECK(broker.in_flight == 0);
    CHECK(broker.failed_requests == 0);
    CHECK(broker.latency_us.count == broker.requests);
    CHECK(broker.latency_us.p50 <= broker.latency_us.p99);
    CHECK(broker.bytes_sent > 0);
    CHECK(broker.bytes_received > 0);
  }
  CHECK(requests >= kafka.produce_requests());
}

TEST_CASE("statistics: what waits and what is under way is told as it is") {
  FakeKafka kafka;
  Producer producer{{.bootstrap_servers = {kafka.bootstrap()}, .linger = 60s, .log_level = LogLevel::error}};
  REQUIRE(producer.send_sync({.topic = "orders", .partition = 0}));
  producer.send({.topic = "orders", .value = std::string(500, 'v'), .partition = 1});
  ProducerStatistics now = producer.statistics();
  CHECK(now.topics[0].partitions[1].waiting_batches == 1);
  CHECK(now.topics[0].partitions[1].waiting_bytes > 500);
  CHECK(now.buffer_memory_used > 0);
  kafka.hold();
  producer.flush_async([](const Result<void>&) {});
  REQUIRE(kafka.wait_for_requests(2));
  now = producer.statistics();
  CHECK(now.topics[0].partitions[1].waiting_batches == 0);
  CHECK(now.topics[0].partitions[1].in_flight_batches == 1);
  CHECK(now.topics[0].partitions[1].in_flight_bytes > 500);
  CHECK(now.brokers.back().in_flight == 1);
  kafka.let_go();
  REQUIRE(producer.flush(20s));
  now = producer.statistics();
  CHECK(now.total.in_flight_bytes == 0);
  CHECK(now.brokers.back().in_flight == 0);
}

TEST_CASE("settings: a topic's own acks, timeouts and preset reach the broker") {
  FakeKafka kafka({{"orders", 1}, {"traces", 1}, {"bills", 1}});
  ProducerConfig config{.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error};
  config.topics["traces"].acks = Acks::none;
  config.topics["bills"].acks = Acks::leader;
  config.topics["bills"].request_timeout = 12'345ms;
  {
    Producer producer{config};
    for (const char* topic : {"orders", "traces", "bills"}) {
      const auto sent = producer.send_sync({.topic = topic, .value = "v"});
      REQUIRE(sent);
      CHECK(sent->has_offset() == (std::string(topic) != "traces"));
    }
    CHECK(producer.close(20s));
  }
  {
    Producer producer{{.bootstrap_servers = {kafka.bootstrap()}, .delivery = Delivery::at_most_once, .log_level = LogLevel::error}};
    CHECK(producer.send_sync({.topic = "orders", .value = "preset"}));
    CHECK(producer.close(20s));
  }
  std::map<std::string, std::pair<std::int16_t, std::int32_t>> asked; // the last of each topic
  for (const KeptRecord& record : kafka.records())
    asked[record.topic + (record.value == "preset" ? "!" : "")] = {record.acks, record.timeout_ms};
  CHECK(asked["orders"] == std::pair<std::int16_t, std::int32_t>{-1, 30'000});
  CHECK(asked["bills"] == std::pair<std::int16_t, std::int32_t>{1, 12'345});
  CHECK(asked["traces"].first == 0);
  CHECK(asked["orders!"].first == 0);
}

TEST_CASE("settings: each topic has its own codec and effort") {
  FakeKafka kafka({{"plain", 1}, {"fast", 1}, {"small", 1}});
  ProducerConfig config{.bootstrap_servers = {kafka.bootstrap()}, .compression_type = CompressionType::zstd, .log_level = LogLevel::error};
  config.topics["plain"].compression_type = CompressionType::none;
  config.topics["fast"].compression_zstd_level = -50;
  config.topics["small"].compression_zstd_level = 19;
  std::string text; // words in a random order: the more effort, the more of it is found
  std::uint32_t state = 1;
  for (const std::array<std::string, 8> words{"order ", "customer ", "paid ", "shipped ", "returned ", "cents ", "invoice ", "at "};
       text.size() < 12'000;)
    text += words[(state = state * 1664525U + 1013904223U) >> 29];
  Producer producer{config};
  for (const char* topic : {"plain", "fast", "small"}) REQUIRE(producer.send_sync({.topic = topic, .value = text}));
  const ProducerStatistics all = producer.statistics();
  CHECK(all.topics[0].total.compression_ratio() == 1.0);
  CHECK(all.topics[1].total.compression_ratio() < 0.8);
  CHECK(all.topics[2].total.compression_ratio() < 0.8 * all.topics[1].total.compression_ratio());
}

TEST_CASE("settings: a topic's own delivery.timeout.ms ends its records only") {
  FakeKafka kafka({{"orders", 1}, {"bills", 1}});
  ProducerConfig config{.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error};
  config.topics["bills"].request_timeout = 50ms;
  config.topics["bills"].delivery_timeout = 100ms;
  Producer producer{config};
  REQUIRE(producer.send_sync({.topic = "orders", .value = "v"}));
  kafka.hold();
  std::atomic<bool> other_ended{false};
  producer.send({.topic = "orders", .value = "v"}, [&other_ended](const Result<RecordMetadata>&) { other_ended = true; });
  const auto late = producer.send_sync({.topic = "bills", .value = "v"});
  REQUIRE_FALSE(late);
  CHECK(late.error().code() == ErrorCode::timed_out);
  CHECK_FALSE(other_ended);
  kafka.let_go();
  CHECK(producer.close(20s));
}

TEST_CASE("settings: what this version can't do is refused by name instead of done without") {
  const auto refused = [](ProducerConfig config) -> std::string {
    config.bootstrap_servers = {"127.0.0.1:1"};
    try {
      Producer producer{config};
      return "";
    } catch (const Exception& thrown) {
      CHECK(thrown.error().code() == ErrorCode::config_value_invalid);
      return thrown.error().cause();
    }
  };
  CHECK(refused({.transactional_id = "t"}).find("transactional.id=t") == 0);
  CHECK(refused({.security_protocol = SecurityProtocol::sasl_ssl}).find("sasl.mechanism=GSSAPI") == 0);
  CHECK(
      refused({.connection = {.client_dns_lookup = ClientDnsLookup::resolve_canonical_bootstrap_servers_only}}).find("client.dns.lookup") ==
      0);
  CHECK(refused({.connection = {.socket_keepalive_enable = false}}).empty());
}
