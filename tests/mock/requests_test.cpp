// What tests order to happen to requests, and to brokers: whole clients over TCP on loopback.
#include "mock/support/members.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::test;

namespace {

ProducerConfig producing(const MockCluster& cluster) {
  ProducerConfig config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.retry_backoff = 5ms;
  config.log_level = LogLevel::error;
  return config;
}

} // namespace

TEST_CASE("mock requests: errors come in order, at the broker that they were meant for") {
  MockCluster cluster({.brokers = 2});
  REQUIRE(cluster.create_topic("orders", 2));
  Producer producer(producing(cluster));
  cluster.on(ApiKey::produce).at_broker(2).reply({ErrorCode::not_enough_replicas, ErrorCode::topic_authorization_failed});
  CHECK(producer.send_sync({.topic = "orders", .value = "v", .partition = 0})); // led by broker 1
  CHECK(cluster.requests(ApiKey::produce, 1) == 1);
  const auto refused = producer.send_sync({.topic = "orders", .value = "v", .partition = 1});
  REQUIRE_FALSE(refused); // the first is retried, the second is told
  CHECK(refused.error().code() == ErrorCode::topic_authorization_failed);
  CHECK(cluster.requests(ApiKey::produce, 2) == 2);
  cluster.on(ApiKey::produce).always().reply(ErrorCode::topic_authorization_failed);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  cluster.clear_rules();
  CHECK(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
}

TEST_CASE("mock requests: a lost request and a lost answer are sent again, and written once") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  ProducerConfig config = producing(cluster);
  config.request_timeout = 300ms;
  Producer producer(config);
  REQUIRE(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  cluster.on(ApiKey::produce).drop();
  CHECK(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  CHECK(cluster.end_offset("orders", 0).value() == 2);
  cluster.on(ApiKey::produce).drop_answer();
  CHECK(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}).value().offset() == 2);
  for (std::size_t bytes = 0; bytes < 40; bytes += 3) {
    cluster.on(ApiKey::produce).close_after(bytes);
    CHECK(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  }
  CHECK(cluster.end_offset("orders", 0).value() == 3 + 14);
}

TEST_CASE("mock requests: a held request waits until it is released, a late one until its time") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  Producer producer(producing(cluster));
  REQUIRE(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  MockHold held = cluster.on(ApiKey::produce).hold();
  std::atomic<bool> told{false};
  producer.send({.topic = "orders", .value = "v", .partition = 0},
                [&told](const Result<RecordMetadata>& sent) { told = sent.has_value(); });
  REQUIRE(eventually([&] { return held.waiting() == 1; }));
  CHECK_FALSE(told);
  CHECK(cluster.end_offset("orders", 0).value() == 1);
  held.release();
  CHECK(eventually([&] { return told.load(); }));
  CHECK(held.waiting() == 0);

  told = false;
  cluster.on(ApiKey::produce).delay(1h);
  producer.send({.topic = "orders", .value = "v", .partition = 0},
                [&told](const Result<RecordMetadata>& sent) { told = sent.has_value(); });
  REQUIRE(eventually([&] { return cluster.requests(ApiKey::produce) == 3; }));
  CHECK(cluster.end_offset("orders", 0).value() == 2);
  REQUIRE(cluster.hang_up(1)); // it is forgotten with its connection, and sent again
  CHECK(eventually([&] { return told.load(); }));
  CHECK(cluster.end_offset("orders", 0).value() == 3);
}

TEST_CASE("mock requests: a frozen broker answers nothing, another can take over, and it goes on when it thaws") {
  MockCluster cluster({.brokers = 2});
  REQUIRE(cluster.create_topic("orders", 1));
  ProducerConfig config = producing(cluster);
  config.request_timeout = 300ms;
  Producer producer(config);
  REQUIRE(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  REQUIRE(cluster.freeze_broker(1));
  std::atomic<bool> told{false};
  producer.send({.topic = "orders", .value = "v", .partition = 0},
                [&told](const Result<RecordMetadata>& sent) { told = sent.has_value(); });
  REQUIRE(cluster.move_leader("orders", 0, 2));
  CHECK(eventually([&] { return told.load(); }));
  REQUIRE(cluster.thaw_broker(1));
  REQUIRE(cluster.move_leader("orders", 0, 1));
  CHECK(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  CHECK(cluster.end_offset("orders", 0).value() == 3);
  CHECK(cluster.freeze_broker(3).error().code() == ErrorCode::broker_not_available);
}

TEST_CASE("mock requests: what was asked can be looked at") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  cluster.record_requests(100);
  ProducerConfig config = producing(cluster);
  config.client_id = "shop";
  Producer producer(config);
  REQUIRE(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  const auto seen = cluster.recorded_requests(ApiKey::produce);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].client_id == "shop");
  CHECK(seen[0].broker == 1);
  CHECK(seen[0].version == 13);
  CHECK(seen[0].text.find("Acks: -1") != std::string::npos);
  cluster.record_requests(0);
  CHECK(cluster.recorded_requests(ApiKey::produce).empty());
}

TEST_CASE("mock requests: a batch with a broken checksum is told, and those around it are read") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  Producer producer(producing(cluster));
  for (int i = 0; i < 3; ++i) REQUIRE(producer.send_sync({.topic = "orders", .value = "v", .partition = 0}));
  REQUIRE(cluster.corrupt("orders", 0, 1));
  CHECK(cluster.corrupt("orders", 0, 3).error().code() == ErrorCode::offset_out_of_range);
  ConsumerConfig config = group_config(cluster, eager);
  config.group_id.clear();
  Consumer consumer(config);
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  std::size_t read = 0;
  std::optional<Error> told;
  REQUIRE(eventually([&] {
    const auto records = consumer.poll(20ms);
    if (records) read += records->size();
    else told = records.error();
    return told.has_value();
  }));
  CHECK(told->code() == ErrorCode::record_corrupt);
  CHECK(read == 1);
  consumer.seek({"orders", 0}, 2);
  CHECK(eventually([&] { return consumer.poll(20ms).value().size() == 1; }));
}
