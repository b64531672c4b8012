// Whole clients on embedded brokers that behave as Kafka 2.8, 3.9 and 4.3: what each has is used, what it lacks is not asked for.
#include <doctest/doctest.h>

#include <asio/use_future.hpp>
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>
#include <thread>

using namespace klamm;
using namespace std::chrono_literals;

namespace {

constexpr const char* kafkas[] = {"2.8", "3.9", "4.3"};

template <class Config>
Config to(const MockCluster& cluster) {
  Config config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.retry_backoff = 5ms;
  config.log_level = LogLevel::error;
  return config;
}

std::vector<std::string> read(Consumer& consumer, std::size_t count) {
  std::vector<std::string> values;
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (values.size() < count && std::chrono::steady_clock::now() < deadline) {
    const auto records = consumer.poll(100ms);
    if (!records) continue;
    for (const ConsumerRecord& record : *records) values.emplace_back(record.value().text());
  }
  return values;
}

/// The highest version in which an API was asked.
int version_of(const MockCluster& cluster, ApiKey api) {
  int highest = -1;
  for (const MockRequest& request : cluster.recorded_requests(api)) highest = std::max(highest, request.version);
  return highest;
}

ConsumerConfig reading(const MockCluster& cluster) {
  auto config = to<ConsumerConfig>(cluster);
  config.auto_offset_reset = AutoOffsetReset::earliest();
  return config;
}

} // namespace

TEST_CASE("behaviours: records go through each Kafka, in the versions that it speaks, whatever fails") {
  const int produce[] = {9, 11, 13}, fetch[] = {12, 17, 18};
  for (int i = 0; i < 3; ++i) {
    CAPTURE(kafkas[i]);
    MockCluster cluster({.brokers = 3, .behave_as = kafkas[i]});
    cluster.record_requests(100'000);
    REQUIRE(cluster.create_topic("orders"));
    Producer producer(to<ProducerConfig>(cluster));
    Consumer consumer(reading(cluster));
    consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
    std::vector<std::string> sent;
    for (int n = 0; n < 60; ++n) {
      if (n == 20) REQUIRE(cluster.move_leader("orders", 0, 2));
      if (n == 30) cluster.fail_next(ApiKey::produce, ErrorCode::not_leader_or_follower, 2);
      if (n == 35) cluster.on(ApiKey::produce).close_after(0);
      if (n == 40) cluster.fail_next(ApiKey::fetch, ErrorCode::unknown_server_error);
      if (n == 50) REQUIRE(cluster.stop_broker(2));
      sent.push_back(std::to_string(n));
      REQUIRE(producer.send_sync({.topic = "orders", .value = sent.back()}));
      if (n % 10 == 9) CHECK(read(consumer, 10) == std::vector(sent.end() - 10, sent.end()));
    }
    CHECK(cluster.end_offset("orders", 0).value() == 60);
    CHECK(version_of(cluster, ApiKey::produce) == produce[i]);
    CHECK(version_of(cluster, ApiKey::fetch) == fetch[i]);
  }
}

TEST_CASE("behaviours: a classic group works with each Kafka, a KIP-848 group from 4.0 on, and says so before") {
  for (const char* const kafka : kafkas) {
    CAPTURE(kafka);
    MockCluster cluster({.behave_as = kafka});
    REQUIRE(cluster.create_topic("orders", 2));
    Producer producer(to<ProducerConfig>(cluster));
    for (int n = 0; n < 10; ++n) REQUIRE(producer.send_sync({.topic = "orders", .value = "v", .partition = n % 2}));
    auto config = reading(cluster);
    config.group_id = "billing";
    Consumer classic(config);
    classic.subscribe({"orders"});
    CHECK(read(classic, 10).size() == 10);
    REQUIRE(classic.commit_sync());
    CHECK(cluster.committed_offset("billing", "orders", 1).value() == 5);

    config.group_id = "new";
    config.group_protocol = GroupProtocol::consumer;
    Consumer modern(config);
    modern.subscribe({"orders"});
    if (std::string_view(kafka) == "4.3") {
      CHECK(read(modern, 10).size() == 10);
      continue;
    }
    std::optional<Error> error;
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!error && std::chrono::steady_clock::now() < deadline) {
      if (const auto records = modern.poll(100ms); !records) error = records.error();
    }
    REQUIRE(error);
    CHECK(error->message().find("4.0") != std::string::npos);
  }
}

TEST_CASE("behaviours: administrators' basic calls work with each Kafka") {
  for (const char* const kafka : kafkas) {
    CAPTURE(kafka);
    MockCluster cluster({.brokers = 3, .behave_as = kafka, .racks = {"a", "b"}});
    Admin admin(to<AdminConfig>(cluster));
    NewTopic orders("orders", 2);
    orders.configs = {{"cleanup.policy", "compact"}};
    REQUIRE(admin.create_topics({orders}).value().all());
    const auto brokers = admin.describe_cluster().value().brokers;
    REQUIRE(brokers.size() == 3);
    CHECK(brokers[1].rack == "b");
    CHECK(brokers[2].rack == "a");

    const auto topic = ConfigResource::topic("orders");
    const auto value = [&](std::string_view name, bool with_synonyms = false) {
      const auto configs = admin.describe_configs({topic}, {.include_synonyms = with_synonyms}).value().at(topic).value();
      const auto found = std::ranges::find(configs, name, &ConfigEntry::name);
      return found == configs.end() ? ConfigEntry{} : *found;
    };
    CHECK(value("cleanup.policy").value == "compact");
    CHECK(value("retention.ms").value == "604800000");
    CHECK(value("retention.ms").source == ConfigSource::default_config);
    REQUIRE(admin
                .incremental_alter_configs(
                    {{topic, {AlterConfig::append("cleanup.policy", "delete"), AlterConfig::set("min.insync.replicas", "3")}}})
                .value()
                .all());
    CHECK(value("cleanup.policy").value == "compact,delete");
    CHECK(value("min.insync.replicas", true).synonyms.size() == 2);
    REQUIRE(
        admin.incremental_alter_configs({{ConfigResource::all_brokers(), {AlterConfig::set("log.retention.ms", "500000")}}}).value().all());
    CHECK(value("retention.ms").value == "500000");
    const auto refused = admin.incremental_alter_configs({{topic, {AlterConfig::set("retention.ms", "soon")}}}).value();
    CHECK(refused.at(topic).error().code() == ErrorCode::invalid_config);
    const auto own = ConfigResource::broker(2);
    const auto of_broker = admin.describe_configs({own}).value().at(own).value();
    CHECK(std::ranges::find(of_broker, "broker.rack", &ConfigEntry::name)->value == "b");

    Producer producer(to<ProducerConfig>(cluster));
    for (int n = 0; n < 10; ++n) REQUIRE(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
    REQUIRE(admin.delete_records({{{"orders", 0}, 4}}).value().all());
    CHECK(cluster.start_offset("orders", 0).value() == 4);
    auto config = reading(cluster);
    config.group_id = "billing";
    {
      Consumer consumer(config);
      consumer.subscribe({"orders"});
      CHECK(read(consumer, 6).size() == 6);
      REQUIRE(consumer.commit_sync());
      const auto used = admin.delete_group_offsets("billing", {{"orders", 0}}).value();
      CHECK(used.at({"orders", 0}).error().code() == ErrorCode::group_subscribed_to_topic);
    }
    REQUIRE(admin.delete_group_offsets("billing", {{"orders", 0}}).value().all());
    CHECK_FALSE(cluster.committed_offset("billing", "orders", 0));
    CHECK(admin.delete_topics({"orders"}).value()[0].result.has_value());
  }
}

TEST_CASE("behaviours: without enough replicas in sync nothing is written with acks=all, and it goes on when they are back") {
  MockCluster cluster({.brokers = 3});
  Admin admin(to<AdminConfig>(cluster));
  NewTopic orders("orders", 1);
  orders.configs = {{"min.insync.replicas", "2"}};
  REQUIRE(admin.create_topics({orders}).value().all());
  Producer producer(to<ProducerConfig>(cluster));
  REQUIRE(producer.send_sync({.topic = "orders", .value = "0"}));
  REQUIRE(cluster.stop_broker(2));
  REQUIRE(producer.send_sync({.topic = "orders", .value = "1"}));
  REQUIRE(cluster.stop_broker(3));
  auto waits = producer.send({.topic = "orders", .value = "2"}, asio::use_future);
  const auto before = cluster.requests(ApiKey::produce);
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (cluster.requests(ApiKey::produce) < before + 3 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(5ms);
  CHECK(cluster.end_offset("orders", 0).value() == 2);
  REQUIRE(cluster.start_broker(3));
  CHECK(waits.get());
  CHECK(cluster.end_offset("orders", 0).value() == 3);
}

TEST_CASE("behaviours: a consumer reads from the replica in its rack, and goes back to the leader when that is gone") {
  MockCluster cluster({.brokers = 3, .racks = {"a", "b", "c"}});
  REQUIRE(cluster.create_topic("orders"));
  Producer producer(to<ProducerConfig>(cluster));
  auto config = reading(cluster);
  config.client_rack = "b";
  Consumer consumer(config);
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  std::vector<std::string> sent;
  const auto pass = [&](int count) {
    sent.clear();
    for (int i = 0; i < count; ++i) {
      sent.push_back(std::to_string(i));
      REQUIRE(producer.send_sync({.topic = "orders", .value = sent.back()}));
    }
    CHECK(read(consumer, sent.size()) == sent);
  };
  pass(5);
  CHECK(cluster.requests(ApiKey::fetch, 2) > 0);
  const auto from_leader = cluster.requests(ApiKey::fetch, 1);
  pass(5);
  CHECK(cluster.requests(ApiKey::fetch, 1) == from_leader); // all from its rack
  REQUIRE(cluster.stop_broker(2));
  pass(5);
  CHECK(cluster.requests(ApiKey::fetch, 1) > from_leader);
}

TEST_CASE("behaviours: within a fetch session only what changed is asked and told; a session that is lost is begun anew") {
  for (const std::size_t slots : {1000U, 0U}) {
    CAPTURE(slots);
    MockCluster cluster({.fetch_session_slots = slots});
    cluster.record_requests(100'000);
    REQUIRE(cluster.create_topic("orders", 20));
    Producer producer(to<ProducerConfig>(cluster));
    Consumer consumer(reading(cluster));
    std::vector<TopicPartition> all;
    for (int i = 0; i < 20; ++i) all.emplace_back("orders", i);
    consumer.assign(all);
    for (int n = 0; n < 20; ++n) {
      if (n == 10) cluster.fail_next(ApiKey::fetch, ErrorCode::fetch_session_id_not_found);
      if (n == 15) REQUIRE(cluster.hang_up(1));
      REQUIRE(producer.send_sync({.topic = "orders", .value = std::to_string(n), .partition = n}));
      CHECK(read(consumer, 1) == std::vector{std::to_string(n)});
    }
    std::size_t incremental = 0, full = 0;
    for (const MockRequest& request : cluster.recorded_requests(ApiKey::fetch))
      ++(request.text.find("Partition: 19") == std::string::npos || request.text.find("Partition: 0,") == std::string::npos ? incremental
                                                                                                                            : full);
    CHECK((incremental > 0) == (slots > 0));
    CHECK(full > 0);
  }
}

TEST_CASE("behaviours: another Kafka is refused") { CHECK_THROWS_AS(MockCluster({.behave_as = "1.0"}), std::invalid_argument); }
