#include <doctest/doctest.h>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <fstream>
#include <klamm/klamm.hpp>
#include <map>
#include <set>
#include <thread>

#include "support/cluster.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

ConsumerConfig config(AutoOffsetReset reset = AutoOffsetReset::earliest()) {
  return {.bootstrap_servers = {bootstrap()}, .auto_offset_reset = reset};
}

std::vector<TopicPartition> all_of(const std::string& topic, int partitions) {
  std::vector<TopicPartition> all;
  for (int i = 0; i < partitions; ++i) all.push_back({topic, i});
  return all;
}

/// Sends "0", "1", … to partition 0, each as it should arrive.
void produce(const std::string& topic, int from, int count, CompressionType codec = CompressionType::none, int partition = 0) {
  Producer producer{{.bootstrap_servers = {bootstrap()}, .linger = 1ms, .compression_type = codec}};
  for (int i = from; i < from + count; ++i) {
    const std::string value = std::to_string(i);
    producer.send({.topic = topic, .value = value, .partition = partition});
  }
  producer.flush(20s).value();
}

/// Polls until `count` records have come, or nothing comes for 10 seconds.
std::vector<OwnedRecord> take(Consumer& consumer, std::size_t count) {
  std::vector<OwnedRecord> taken;
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (taken.size() < count && std::chrono::steady_clock::now() < deadline) {
    const ConsumerRecords records = consumer.poll(500ms).value();
    for (const ConsumerRecord& record : records) taken.emplace_back(record);
  }
  return taken;
}

void check_sequence(const std::vector<OwnedRecord>& records, int from, int count) {
  REQUIRE(records.size() == static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    REQUIRE(records[static_cast<std::size_t>(i)].offset() == from + i);
    REQUIRE(records[static_cast<std::size_t>(i)].value().text() == std::to_string(from + i));
  }
}

int threads_of_this_process() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Threads:")) return std::stoi(line.substr(8));
  }
  return -1;
}

} // namespace

TEST_CASE("consume: every record that Java wrote arrives once and in order") {
  const std::string topic = new_topic("java", 3);
  cluster("exec kafka-producer-perf-test.sh "
          "--topic " +
          topic + " --num-records 60000 --record-size 100 --throughput -1 --producer-props linger.ms=5 bootstrap.servers=" + bootstrap());
  Consumer consumer(config());
  consumer.assign(all_of(topic, 3));
  std::map<std::int32_t, std::int64_t> next;
  std::size_t count = 0;
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (count < 60'000 && std::chrono::steady_clock::now() < deadline) {
    const ConsumerRecords records = consumer.poll(1s).value();
    CHECK(records.size() <= 500);
    for (const ConsumerRecord& record : records) {
      REQUIRE(record.offset() == next[record.partition()]++);
      REQUIRE(record.value().size() == 100);
      REQUIRE(record.leader_epoch() == 0);
      ++count;
    }
  }
  CHECK(count == 60'000);
  CHECK(consumer.poll(200ms).value().empty());
  const auto ends = consumer.end_offsets(all_of(topic, 3)).value();
  for (const auto& [partition, end] : ends) {
    CHECK(consumer.position(partition).value() == end);
    CHECK(consumer.lag(partition) == 0);
  }
}

TEST_CASE("consume: batches of every codec") {
  const std::string topic = new_topic("codecs", 1);
  int sent = 0;
  for (const auto codec :
       {CompressionType::gzip, CompressionType::snappy, CompressionType::lz4, CompressionType::zstd, CompressionType::none}) {
    produce(topic, sent, 1000, codec);
    sent += 1000;
  }
  Consumer consumer(config());
  consumer.assign(all_of(topic, 1));
  check_sequence(take(consumer, 5000), 0, 5000);
}

TEST_CASE("consume: seeks are effective when they return, whatever has been fetched already") {
  const std::string topic = new_topic("seek", 1);
  const TopicPartition partition{topic, 0};
  produce(topic, 0, 5000);
  Consumer consumer(config());
  consumer.assign({TopicPartitionOffset(partition, 4000)});
  CHECK(consumer.position(partition).value() == 4000);
  check_sequence(take(consumer, 1000), 4000, 1000);
  for (const int at : {0, 4321, 17, 4999, 2500}) {
    consumer.seek(partition, at);
    CHECK(consumer.position(partition).value() == at);
    const ConsumerRecords records = consumer.poll(10s).value();
    REQUIRE_FALSE(records.empty());
    CHECK(records[0].offset() == at);
    CHECK(consumer.position(partition).value() == records.partitions()[0].next_offset());
  }
  consumer.seek_to_end();
  CHECK(consumer.position(partition).value() == 5000);
  produce(topic, 5000, 1);
  check_sequence(take(consumer, 1), 5000, 1);
  consumer.seek_to_beginning({partition});
  CHECK(consumer.position(partition).value() == 0);
  check_sequence(take(consumer, 5001), 0, 5001);
}

TEST_CASE("consume: a paused partition gives nothing until it resumes, and then goes on where it was") {
  const std::string topic = new_topic("pause", 2);
  produce(topic, 0, 3000);
  produce(topic, 0, 3000, CompressionType::none, 1);
  Consumer consumer(config());
  consumer.assign(all_of(topic, 2));
  std::map<std::int32_t, int> next;
  std::set<std::int32_t> paused;
  for (int polls = 0; polls < 200 && next[0] + next[1] < 6000; ++polls) {
    const std::int32_t one = polls % 2;
    if (polls % 3 == 0) consumer.pause({{topic, one}}), paused.insert(one);
    if (polls % 5 == 0) consumer.resume(all_of(topic, 2)), paused.clear();
    const ConsumerRecords records = consumer.poll(200ms).value();
    for (const ConsumerRecord& record : records) {
      REQUIRE_FALSE(paused.contains(record.partition()));
      REQUIRE(record.offset() == next[record.partition()]++);
    }
  }
  CHECK(next[0] == 3000);
  CHECK(next[1] == 3000);
}

TEST_CASE("consume: offsets by edge and by time, topics and partitions") {
  const std::string topic = new_topic("offsets", 2);
  const TopicPartition partition{topic, 0}, empty{topic, 1};
  Producer producer{{.bootstrap_servers = {bootstrap()}}};
  for (int i = 0; i < 10; ++i)
    producer.send_sync({.topic = topic, .value = "v", .partition = 0, .timestamp = 1'700'000'000'000 + i * 1000}).value();
  Consumer consumer(config());
  CHECK(consumer.beginning_offsets({partition, empty}).value() == std::map<TopicPartition, std::int64_t>{{partition, 0}, {empty, 0}});
  CHECK(consumer.end_offsets({partition, empty}).value() == std::map<TopicPartition, std::int64_t>{{partition, 10}, {empty, 0}});
  const auto found = consumer.offsets_for_times({{partition, 1'700'000'004'500}, {empty, 0}}).value();
  CHECK(found.at(partition)->offset == 5);
  CHECK(found.at(partition)->timestamp == 1'700'000'005'000);
  CHECK_FALSE(found.at(empty));
  CHECK(consumer.partitions_for(topic).value().size() == 2);
  CHECK(consumer.partitions_for(topic).value()[1].leader == 1);
  const auto topics = consumer.list_topics().value();
  CHECK(std::any_of(topics.begin(), topics.end(),
                    [&topic](const TopicInfo& info) { return info.name == topic && info.partitions.size() == 2; }));

  Consumer by_age(config(AutoOffsetReset::by_duration(std::chrono::hours(24 * 365 * 50))));
  by_age.assign({partition});
  CHECK(by_age.position(partition).value() == 0);
  Consumer young(config(AutoOffsetReset::by_duration(1h)));
  young.assign({partition});
  CHECK(young.position(partition).value() == 10); // no record is that young
}

TEST_CASE("consume: what doesn't exist is said within seconds, and by name") {
  Consumer consumer(config());
  const auto no_topic = consumer.partitions_for("no-such-topic", 15s);
  REQUIRE_FALSE(no_topic);
  MESSAGE(no_topic.error().message());
  CHECK(no_topic.error().code() == ErrorCode::topic_unknown);
  const std::string topic = new_topic("few", 1);
  const auto no_partition = consumer.end_offsets({{topic, 7}});
  REQUIRE_FALSE(no_partition);
  MESSAGE(no_partition.error().message());
  CHECK(no_partition.error().code() == ErrorCode::partition_unknown);
  CHECK(no_partition.error().context().partition == 7);
  CHECK_THROWS_AS(consumer.seek({topic, 0}, 1), std::invalid_argument);
}

TEST_CASE("consume: records that retention deleted are skipped or told, as auto.offset.reset says") {
  const std::string topic = new_topic("deleted", 1);
  const TopicPartition partition{topic, 0};
  produce(topic, 0, 100);
  run("echo '{\"partitions\":[{\"topic\":\"" + topic + "\",\"partition\":0,\"offset\":60}],\"version\":1}' | " +
      setting("KLAMM_CLUSTER_CMD") + " exec kafka-delete-records.sh --bootstrap-server " + bootstrap() + " --offset-json-file /dev/stdin");
  Consumer earliest(config());
  earliest.assign({TopicPartitionOffset(partition, 5)});
  check_sequence(take(earliest, 40), 60, 40);
  Consumer strict(config(AutoOffsetReset::none()));
  strict.assign({TopicPartitionOffset(partition, 5)});
  const auto told = strict.poll(10s);
  REQUIRE_FALSE(told);
  MESSAGE(told.error().message());
  CHECK(told.error().code() == ErrorCode::offset_out_of_range);
  CHECK(told.error().context().topic == topic);
  CHECK(strict.poll(300ms).value().empty()); // once
  strict.seek(partition, 99);
  check_sequence(take(strict, 1), 99, 1);
}

TEST_CASE("consume: an offset behind the end is skipped or told, as auto.offset.reset says") {
  const std::string topic = new_topic("behind", 1);
  const TopicPartition partition{topic, 0};
  produce(topic, 0, 100);
  Consumer earliest(config());
  earliest.assign({TopicPartitionOffset(partition, 1'000'000)});
  check_sequence(take(earliest, 100), 0, 100);
  Consumer latest(config(AutoOffsetReset::latest()));
  latest.assign({TopicPartitionOffset(partition, 1'000'000)});
  CHECK(latest.poll(300ms).value().empty());
  Consumer strict(config(AutoOffsetReset::none()));
  strict.assign({TopicPartitionOffset(partition, 1'000'000)});
  const auto told = strict.poll(20s);
  REQUIRE_FALSE(told);
  CHECK(told.error().code() == ErrorCode::offset_out_of_range);
  CHECK(latest.position(partition).value() == 100);
  produce(topic, 100, 5);
  check_sequence(take(latest, 5), 100, 5);
}

TEST_CASE("consume: retention that overtakes a consumer is skipped or told, as auto.offset.reset says") {
  const std::string topic = new_topic("retention", 1, "--config segment.bytes=1048576");
  const TopicPartition partition{topic, 0};
  {
    Producer producer{{.bootstrap_servers = {bootstrap()}}};
    const std::string padding(900, '.');
    for (int i = 0; i < 5'000; ++i) producer.send({.topic = topic, .value = std::to_string(i) + padding, .partition = 0});
    producer.close(20s).value();
  }
  const auto begin = [&](AutoOffsetReset reset) {
    ConsumerConfig small = config(reset);
    small.max_partition_fetch_bytes = 20'000; // so that it doesn't have everything already
    small.fetch_buffer_bytes = 40'000;
    auto consumer = std::make_unique<Consumer>(small);
    consumer->assign({TopicPartitionOffset(partition, consumer->beginning_offsets({partition}).value().at(partition))});
    REQUIRE_FALSE(take(*consumer, 1).empty());
    return consumer;
  };
  const auto earliest = begin(AutoOffsetReset::earliest()), strict = begin(AutoOffsetReset::none());
  const std::int64_t stopped_at = strict->position(partition).value();
  kafka("kafka-configs.sh", "--alter --entity-type topics --entity-name " + topic + " --add-config retention.bytes=1048576");
  Consumer asking(config());
  std::int64_t start = 0;
  for (const auto deadline = std::chrono::steady_clock::now() + 60s;
       start < stopped_at + 500 && std::chrono::steady_clock::now() < deadline; std::this_thread::sleep_for(100ms))
    start = asking.beginning_offsets({partition}).value().at(partition);
  REQUIRE(start >= stopped_at + 500); // the broker has deleted what comes next

  std::int64_t next = earliest->position(partition).value(), jumps = 0;
  while (next < 5'000) {
    const auto taken = take(*earliest, 1);
    REQUIRE_FALSE(taken.empty());
    for (const OwnedRecord& record : taken) {
      if (record.offset() != next) {
        CHECK(record.offset() >= start);
        ++jumps;
      }
      next = record.offset() + 1;
    }
  }
  CHECK(jumps == 1);
  std::optional<Error> told;
  for (const auto deadline = std::chrono::steady_clock::now() + 20s; !told && std::chrono::steady_clock::now() < deadline;) {
    const auto polled = strict->poll(1s);
    if (!polled) told = polled.error();
    else
      for (const ConsumerRecord& record : *polled) CHECK(record.offset() < start);
  }
  REQUIRE(told);
  CHECK(told->code() == ErrorCode::offset_out_of_range);
  strict->seek_to_beginning();
  CHECK(take(*strict, 1).at(0).offset() >= start);
}

TEST_CASE("consume: a topic that is deleted and created again is read from its beginning") {
  if (std::stof(setting("KLAMM_KAFKA_VERSION")) < 2.8F) return; // topics had no ids: nothing tells such a topic from one that goes on
  const std::string topic = new_topic("again", 1);
  produce(topic, 0, 10);
  Consumer consumer({.bootstrap_servers = {bootstrap()},
                     .auto_offset_reset = AutoOffsetReset::latest(),
                     .allow_auto_create_topics = false,
                     .metadata = {.max_age = 1s}});
  consumer.assign({TopicPartitionOffset({topic, 0}, 0)});
  check_sequence(take(consumer, 10), 0, 10);
  kafka("kafka-topics.sh", "--delete --topic " + topic);
  std::this_thread::sleep_for(1s);
  kafka("kafka-topics.sh", "--create --topic " + topic + " --partitions 1");
  produce(topic, 0, 30);
  check_sequence(take(consumer, 30), 0, 30);
}

TEST_CASE("consume: transactions' markers are passed, and committed records arrive") {
  const std::string topic = new_topic("transactions", 1);
  cluster("exec kafka-producer-perf-test.sh --topic " + topic +
          " --num-records 5000 --record-size 50 --throughput 5000 --transactional-id " + topic +
          " --transaction-duration-ms 200 --producer-props bootstrap.servers=" + bootstrap());
  ConsumerConfig committed = config();
  committed.isolation_level = IsolationLevel::read_committed;
  Consumer consumer(committed);
  consumer.assign({{topic, 0}});
  CHECK(take(consumer, 5000).size() == 5000);
  const std::int64_t end = consumer.end_offsets({{topic, 0}}).value().at({topic, 0});
  CHECK(end > 5000);
  CHECK(consumer.poll(300ms).value().empty());
  CHECK(consumer.position({topic, 0}).value() == end);
}

TEST_CASE("consume: on the user's executor, as a coroutine, without a thread of klamm's") {
  const std::string topic = new_topic("coroutine", 1);
  produce(topic, 0, 2000);
  const int threads = threads_of_this_process();
  asio::io_context context;
  Consumer consumer(config(), context.get_executor());
  consumer.assign({{topic, 0}});
  std::vector<OwnedRecord> taken;
  bool timed_out = false;
  asio::co_spawn(
      context,
      [&]() -> asio::awaitable<void> {
        while (taken.size() < 2000) {
          const Result<ConsumerRecords> records = co_await consumer.poll_async(asio::use_awaitable);
          for (const ConsumerRecord& record : records.value()) taken.emplace_back(record);
        }
        const Result<ConsumerRecords> none = co_await consumer.poll_async(50ms, asio::use_awaitable);
        timed_out = none.value().empty();
        asio::cancellation_signal signal;
        asio::post(context, [&signal] { signal.emit(asio::cancellation_type::terminal); });
        const Result<ConsumerRecords> cancelled =
            co_await consumer.poll_async(asio::bind_cancellation_slot(signal.slot(), asio::use_awaitable));
        CHECK(cancelled.error().code() == ErrorCode::cancelled);
        const std::vector<TopicPartition> partitions{{topic, 0}};
        const auto ends = co_await consumer.end_offsets_async(partitions, asio::use_awaitable);
        CHECK(ends.value().begin()->second == 2000);
        CHECK_THROWS_AS(static_cast<void>(consumer.poll(1s)), std::logic_error);
        (co_await consumer.close_async(asio::use_awaitable)).value();
        context.stop();
      },
      asio::detached);
  context.run_for(30s);
  check_sequence(taken, 0, 2000);
  CHECK(timed_out);
  CHECK(threads_of_this_process() == threads);
}

TEST_CASE("consume: wakeup and close end a poll that waits") {
  const std::string topic = new_topic("wakeup", 1);
  Consumer consumer(config());
  consumer.assign({{topic, 0}});
  std::thread waker([&consumer] {
    std::this_thread::sleep_for(100ms);
    consumer.wakeup();
  });
  const auto woken = consumer.poll(20s);
  waker.join();
  REQUIRE_FALSE(woken);
  CHECK(woken.error().code() == ErrorCode::cancelled);
  CHECK(consumer.poll(10ms).value().empty());
  auto pending = consumer.poll_async(asio::use_future);
  CHECK_THROWS_AS(static_cast<void>(consumer.poll(1s)), std::logic_error);
  consumer.seek({topic, 0}, 0); // another thread may, while a poll waits
  consumer.close().value();
  CHECK(pending.get().error().code() == ErrorCode::closed);
  CHECK(consumer.poll(1s).error().code() == ErrorCode::closed);
  consumer.close().value();
}
