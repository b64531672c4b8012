// A producer and a consumer against the embedded brokers, over TCP on loopback.
#include <doctest/doctest.h>

#include <asio/use_future.hpp>
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>
#include <set>

using namespace klamm;
using namespace std::chrono_literals;

namespace {

ProducerConfig producing(const MockCluster& cluster) {
  ProducerConfig config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.retry_backoff = 5ms;
  config.log_level = LogLevel::error;
  return config;
}

ConsumerConfig consuming(const MockCluster& cluster) {
  ConsumerConfig config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.retry_backoff = 5ms;
  config.auto_offset_reset = AutoOffsetReset::earliest();
  config.log_level = LogLevel::error;
  return config;
}

/// The values of the next `count` records, or of those that come within ten seconds.
std::vector<std::string> read(Consumer& consumer, std::size_t count) {
  std::vector<std::string> values;
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (values.size() < count && std::chrono::steady_clock::now() < deadline) {
    const auto records = consumer.poll(100ms);
    if (!records) continue;
    for (const ConsumerRecord& record : *records) values.emplace_back(record.value().text());
  }
  return values;
}

void produce(Producer& producer, std::string_view topic, int from, int to, std::optional<int> partition = 0) {
  for (int i = from; i < to; ++i) producer.send({.topic = topic, .value = "value " + std::to_string(i), .partition = partition});
  producer.flush(10s).value();
}

std::vector<std::string> values(int from, int to) {
  std::vector<std::string> made;
  for (int i = from; i < to; ++i) made.push_back("value " + std::to_string(i));
  return made;
}

} // namespace

TEST_CASE("mock cluster: what is sent is read back, with every codec") {
  MockCluster cluster;
  for (const CompressionType codec :
       {CompressionType::none, CompressionType::gzip, CompressionType::snappy, CompressionType::lz4, CompressionType::zstd}) {
    const std::string topic = "codec-" + std::to_string(static_cast<int>(codec));
    REQUIRE(cluster.create_topic(topic));
    ProducerConfig config = producing(cluster);
    config.compression_type = codec;
    Producer producer(config);
    produce(producer, topic, 0, 100);
    CHECK(cluster.end_offset(topic, 0).value() == 100);
    Consumer consumer(consuming(cluster));
    consumer.assign(std::vector<TopicPartition>{{topic, 0}});
    CHECK(read(consumer, 100) == values(0, 100));
  }
}

TEST_CASE("mock cluster: a topic that nobody made is made by the first record, where that is allowed") {
  MockCluster open({.default_partitions = 3});
  Producer producer(producing(open));
  CHECK(producer.send_sync({.topic = "new", .value = "v"}));
  CHECK(open.end_offset("new", 2));
  CHECK_FALSE(open.end_offset("new", 3));

  MockCluster closed({.auto_create_topics = false});
  ProducerConfig config = producing(closed);
  config.max_block = 300ms;
  Producer refused(config);
  CHECK_FALSE(refused.send_sync({.topic = "new", .value = "v"}));
}

TEST_CASE("mock cluster: errors that Kafka's brokers retry away are retried, and nothing is written twice") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  Producer producer(producing(cluster));
  produce(producer, "orders", 0, 10);
  for (const ErrorCode error : {ErrorCode::not_leader_or_follower, ErrorCode::not_enough_replicas, ErrorCode::request_timed_out}) {
    cluster.fail_next(ApiKey::produce, error, 2);
    CHECK(producer.send_sync({.topic = "orders", .value = "x", .partition = 0}));
  }
  CHECK(cluster.end_offset("orders", 0).value() == 13);
  CHECK(cluster.requests(ApiKey::init_producer_id) == 1);

  cluster.fail_next(ApiKey::produce, ErrorCode::topic_authorization_failed);
  const auto refused = producer.send_sync({.topic = "orders", .value = "x", .partition = 0});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::topic_authorization_failed);
}

TEST_CASE("mock cluster: a new producer's first batch that is refused is not overtaken by the next ones") {
  MockCluster cluster; // as Kafka, it takes any sequence of a producer that it does not know
  REQUIRE(cluster.create_topic("orders"));
  ProducerConfig config = producing(cluster);
  config.batch_size = 1'000;
  Producer producer(config);
  cluster.fail_next(ApiKey::produce, ErrorCode::not_leader_or_follower);
  produce(producer, "orders", 0, 1'000);
  Consumer consumer(consuming(cluster));
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  CHECK(read(consumer, 1'000) == values(0, 1'000));
}

TEST_CASE("mock cluster: a leader that moves is followed by producer and consumer") {
  MockCluster cluster({.brokers = 3});
  REQUIRE(cluster.create_topic("orders", 1));
  Producer producer(producing(cluster));
  Consumer consumer(consuming(cluster));
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  for (int round = 0; round < 5; ++round) {
    produce(producer, "orders", round * 100, round * 100 + 100);
    CHECK(read(consumer, 100) == values(round * 100, round * 100 + 100));
    REQUIRE(cluster.move_leader("orders", 0, 1 + (round + 1) % 3));
  }
  CHECK(cluster.end_offset("orders", 0).value() == 500);
}

TEST_CASE("mock cluster: a consumer's position without blocking: one that is asked for, one that is known, and none after the end") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders", 1));
  Producer producer(producing(cluster));
  produce(producer, "orders", 0, 3);
  const TopicPartition partition{"orders", 0};
  Consumer consumer(consuming(cluster));
  consumer.assign(std::vector<TopicPartition>{partition});
  consumer.seek_to_end();
  CHECK(consumer.position_async(partition, asio::use_future).get().value() == 3);
  consumer.seek(partition, 0);
  CHECK(read(consumer, 3).size() == 3);
  CHECK(consumer.position_async(partition, asio::use_future).get().value() == 3);
  consumer.seek_to_beginning();
  REQUIRE(consumer.close());
  CHECK(consumer.position_async(partition, asio::use_future).get().error().code() == ErrorCode::closed);
}

TEST_CASE("mock cluster: the new leader that a refusal names is used without waiting for metadata (KIP-951)") {
  MockCluster cluster({.brokers = 2});
  REQUIRE(cluster.create_topic("orders", 2));
  Producer producer(producing(cluster));
  Consumer consumer(consuming(cluster));
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}, {"orders", 1}});
  REQUIRE(cluster.move_leader("orders", 0, 1));
  REQUIRE(cluster.move_leader("orders", 1, 2)); // so that both brokers are known and connected
  for (int partition : {0, 1}) REQUIRE(producer.send_sync({.topic = "orders", .value = "before", .partition = partition}));
  CHECK(read(consumer, 2).size() == 2);
  cluster.on(ApiKey::metadata).always().reply(ErrorCode::leader_not_available);
  for (int leader : {2, 1}) {
    REQUIRE(cluster.move_leader("orders", 0, leader));
    REQUIRE(cluster.move_leader("orders", 1, leader));
    for (int partition : {0, 1}) CHECK(producer.send_sync({.topic = "orders", .value = "after", .partition = partition}));
    CHECK(read(consumer, 2).size() == 2);
  }
  CHECK(cluster.requests(ApiKey::produce, 1) >= 2);
  CHECK(cluster.requests(ApiKey::produce, 2) >= 2);
}

TEST_CASE("mock cluster: a broker that is stopped is replaced, and taken back when it starts") {
  MockCluster cluster({.brokers = 3});
  REQUIRE(cluster.create_topic("orders", 3));
  Producer producer(producing(cluster));
  std::size_t told = 0;
  for (int i = 0; i < 300; ++i) {
    if (i == 100) REQUIRE(cluster.stop_broker(1));
    if (i == 200) REQUIRE(cluster.start_broker(1));
    told += producer.send_sync({.topic = "orders", .value = "v", .partition = i % 3}) ? 1U : 0U;
  }
  CHECK(told == 300);
  std::int64_t written = 0;
  for (int partition = 0; partition < 3; ++partition) written += cluster.end_offset("orders", partition).value();
  CHECK(written == 300);
}

TEST_CASE("mock cluster: connections that break lose and double nothing") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders", 1));
  Producer producer(producing(cluster));
  std::atomic<int> ok{0};
  for (int i = 0; i < 5'000; ++i) {
    producer.send({.topic = "orders", .value = "value " + std::to_string(i)},
                  [&ok](const Result<RecordMetadata>& sent) { ok += sent ? 1 : 0; });
    if (i % 1'000 == 999) REQUIRE(cluster.hang_up(1));
  }
  CHECK(producer.flush(20s));
  CHECK(ok == 5'000);
  CHECK(cluster.end_offset("orders", 0).value() == 5'000);
  Consumer consumer(consuming(cluster));
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  CHECK(read(consumer, 5'000) == values(0, 5'000));
}

TEST_CASE("mock cluster: what retention has removed is skipped, what an unclean election lost is noticed") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders", 1));
  ProducerConfig config = producing(cluster);
  config.linger = 0ms;
  Producer producer(config);
  for (int i = 0; i < 10; ++i) produce(producer, "orders", i, i + 1);
  REQUIRE(cluster.delete_records("orders", 0, 4));
  CHECK(cluster.start_offset("orders", 0).value() == 4);
  Consumer consumer(consuming(cluster));
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  CHECK(read(consumer, 6) == values(4, 10));

  REQUIRE(cluster.truncate("orders", 0, 8));
  produce(producer, "orders", 100, 103);
  CHECK(read(consumer, 3) == values(100, 103)); // from offset 8, where the logs part
  CHECK(cluster.end_offset("orders", 0).value() == 11);
}

TEST_CASE("mock cluster: what is older or more than a topic keeps is gone, and who wants it is told so") {
  MockCluster cluster;
  for (const char* topic : {"aged", "sized", "unlimited", "compacted"}) REQUIRE(cluster.create_topic(topic));
  ProducerConfig config = producing(cluster);
  config.linger = 0ms;
  Producer producer(config);
  const Timestamp now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  for (int i = 0; i < 10; ++i) {
    for (const char* topic : {"aged", "sized", "unlimited", "compacted"}) {
      const auto sent = producer.send_sync(
          {.topic = topic, .value = "value " + std::to_string(i), .partition = 0, .timestamp = i < 4 ? Timestamp{1000} : now});
      REQUIRE(sent);
    }
  }
  Consumer consumer(consuming(cluster));
  consumer.assign(std::vector<TopicPartition>{{"aged", 0}});
  CHECK(read(consumer, 10) == values(0, 10)); // a week is over, but nobody has asked for it

  Admin admin({.bootstrap_servers = cluster.bootstrap_servers()});
  const auto set = [&admin](const char* topic, const char* name, const char* value) {
    REQUIRE(admin.incremental_alter_configs({{ConfigResource::topic(topic), {AlterConfig::set(name, value)}}}).value().all());
  };
  set("aged", "retention.ms", "600000");
  set("sized", "retention.bytes", "200");
  set("compacted", "cleanup.policy", "compact");
  set("compacted", "retention.ms", "600000");
  CHECK(cluster.start_offset("aged", 0).value() == 4);
  CHECK(cluster.start_offset("sized", 0).value() == 7); // the last three batches have 75 bytes each
  CHECK(cluster.start_offset("unlimited", 0).value() == 0);
  CHECK(cluster.start_offset("compacted", 0).value() == 0);
  CHECK(cluster.end_offset("aged", 0).value() == 10);

  consumer.assign(std::vector<TopicPartitionOffset>{{"aged", 0, 2}});
  CHECK(read(consumer, 6) == values(4, 10));
  ConsumerConfig strict = consuming(cluster);
  strict.auto_offset_reset = AutoOffsetReset::none();
  Consumer told(strict);
  told.assign(std::vector<TopicPartitionOffset>{{"sized", 0, 2}});
  Result<ConsumerRecords> records = told.poll(10s);
  REQUIRE_FALSE(records);
  CHECK(records.error().code() == ErrorCode::offset_out_of_range);
}

TEST_CASE("mock cluster: offsets are found by time") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders", 1));
  Producer producer(producing(cluster));
  for (int i = 0; i < 10; ++i) REQUIRE(producer.send_sync({.topic = "orders", .value = "v", .partition = 0, .timestamp = 1000 + 10 * i}));
  Consumer consumer(consuming(cluster));
  const TopicPartition partition{"orders", 0};
  const auto found = consumer.offsets_for_times({{partition, 1035}}).value();
  REQUIRE(found.at(partition));
  CHECK(found.at(partition)->offset == 4);
  CHECK_FALSE(consumer.offsets_for_times({{partition, 5000}}).value().at(partition));
  CHECK(consumer.end_offsets({partition}).value().at(partition) == 10);
}

TEST_CASE("mock cluster: names, numbers and configurations that make no sense are refused") {
  CHECK_THROWS_AS(MockCluster({.brokers = 0}), std::invalid_argument);
  CHECK_THROWS_AS(MockCluster({.default_partitions = 0}), std::invalid_argument);
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  CHECK(cluster.create_topic("orders").error().code() == ErrorCode::topic_already_exists);
  CHECK(cluster.create_topic("a/b").error().code() == ErrorCode::invalid_topic_exception);
  CHECK(cluster.create_topic("none", 0).error().code() == ErrorCode::invalid_partitions);
  CHECK(cluster.move_leader("orders", 0, 7).error().code() == ErrorCode::broker_not_available);
  CHECK(cluster.move_leader("orders", 1, 1).error().code() == ErrorCode::unknown_topic_or_partition);
  CHECK(cluster.stop_broker(7).error().code() == ErrorCode::broker_not_available);
  CHECK(cluster.delete_topic("other").error().code() == ErrorCode::unknown_topic_or_partition);
  CHECK(cluster.grow_topic("orders", 1).error().code() == ErrorCode::invalid_partitions);
}
