// The consumer as users meet it, on embedded brokers: loops over it, what it counts, what an asynchronous poll costs.
#include <doctest/doctest.h>

#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>
#include <new>
#include <thread>

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete" // GCC 12, of Asio's coroutine frames, under AddressSanitizer
#endif

namespace {

thread_local std::size_t allocations = 0; // by this thread

} // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size > 0 ? size : 1);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace klamm;
using namespace std::chrono_literals;

namespace {

void fill(const MockCluster& cluster, const std::string& topic, int partitions, int count) {
  ProducerConfig config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.log_level = LogLevel::error;
  Producer producer(config);
  for (int i = 0; i < count; ++i) producer.send({.topic = topic, .value = "value " + std::to_string(i), .partition = i % partitions});
  producer.close(20s).value();
}

ConsumerConfig consuming(const MockCluster& cluster) {
  ConsumerConfig config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.retry_backoff = 5ms;
  config.auto_offset_reset = AutoOffsetReset::earliest();
  config.log_level = LogLevel::error;
  return config;
}

void run(asio::io_context& context, asio::awaitable<void> work) {
  asio::co_spawn(context, std::move(work), [&context](const std::exception_ptr& thrown) {
    if (thrown) CHECK_NOTHROW(std::rethrow_exception(thrown));
    context.stop();
  });
  context.run_for(60s);
}

} // namespace

TEST_CASE("consumer: a loop over it gives what polls give, until wakeup") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders", 2));
  fill(cluster, "orders", 2, 1200);
  Consumer consumer(consuming(cluster));
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}, {"orders", 1}});
  std::size_t seen = 0;
  for (const Result<ConsumerRecords>& records : consumer) {
    REQUIRE(records);
    CHECK_FALSE(records->empty());
    for (const ConsumerRecord& record : *records) seen += record.value().text().starts_with("value ") ? 1 : 0;
    if (seen == 1200) consumer.wakeup();
  }
  CHECK(seen == 1200);
  int polls = 0; // it can be begun again
  consumer.seek({"orders", 0}, 599);
  for (const auto& records : consumer) {
    CHECK(records.value().size() == 1);
    if (++polls == 1) consumer.wakeup();
  }
  CHECK(polls == 1);
}

TEST_CASE("consumer: a loop over it goes on behind a partition's error, and ends when another thread closes the consumer") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders", 2));
  fill(cluster, "orders", 2, 10);
  ConsumerConfig config = consuming(cluster);
  config.auto_offset_reset = AutoOffsetReset::none();
  Consumer consumer(config);
  consumer.assign(std::vector<TopicPartitionOffset>{{"orders", 0, 77}, {"orders", 1, 0}});
  std::size_t seen = 0, errors = 0;
  std::thread closer;
  for (const Result<ConsumerRecords>& records : consumer) {
    if (records) seen += records->size();
    else {
      ++errors;
      CHECK(records.error().code() == ErrorCode::offset_out_of_range);
      CHECK(records.error().context().partition == 0);
    }
    if (seen == 5 && errors == 1 && !closer.joinable()) closer = std::thread([&consumer] { CHECK(consumer.close()); });
  }
  closer.join();
  CHECK(seen == 5);
  CHECK(errors == 1);
  for (const auto& records : consumer) FAIL(records.has_value()); // closed already
}

TEST_CASE("consumer: statistics tell what was read, from whom, and how long polls waited") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders", 2));
  REQUIRE(cluster.create_topic("empty", 1));
  fill(cluster, "orders", 2, 1000);
  ConsumerConfig config = consuming(cluster);
  config.max_poll_records = 100;
  config.fetch_max_wait = 50ms;
  Consumer consumer(config);
  ConsumerStatistics at_first = consumer.statistics();
  CHECK(at_first.partitions.empty());
  CHECK(at_first.records == 0);
  CHECK(at_first.fetch_buffer_bytes == 64 * 1024 * 1024);
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}, {"orders", 1}, {"empty", 0}});
  CHECK(consumer.statistics().partitions[0].position == -1);
  std::size_t seen = 0;
  while (seen < 300) seen += consumer.poll(20s).value().size();
  const ConsumerStatistics halfway = consumer.statistics();
  REQUIRE(halfway.partitions.size() == 3);
  CHECK(halfway.partitions[0].partition == TopicPartition{"empty", 0});
  CHECK(halfway.records == seen);
  CHECK(halfway.partitions[1].records + halfway.partitions[2].records == seen);
  CHECK(halfway.partitions[1].position == static_cast<std::int64_t>(halfway.partitions[1].records));
  CHECK(halfway.polls >= 3);
  CHECK(halfway.fetch_buffer_used > 0);
  while (seen < 1000) seen += consumer.poll(20s).value().size();
  consumer.pause({{"orders", 1}});
  CHECK(consumer.poll(1ms).value().empty());
  const ConsumerStatistics all = consumer.statistics();
  CHECK(all.records == 1000);
  CHECK(all.lag() == 0);
  for (const auto& one : all.partitions) {
    const bool of_orders = one.partition.topic == "orders";
    CHECK(one.records == (of_orders ? 500 : 0));
    CHECK((one.bytes > 500 * 10) == of_orders);
    CHECK(one.paused == (one.partition == TopicPartition{"orders", 1}));
    if (of_orders) CHECK(one.lag == 0);
  }
  CHECK(all.fetch_latency_us.count > 0);
  CHECK(all.fetch_bytes.count == all.fetch_latency_us.count);
  CHECK(all.fetch_bytes.max > 5'000);
  CHECK(all.poll_wait > 0ns);
  CHECK(all.poll_wait <= all.uptime);
  CHECK(all.poll_idle_ratio() > 0);
  CHECK(all.poll_idle_ratio() <= 1);
  CHECK(all.rebalances == 0);
  CHECK(all.commits == 0);
  REQUIRE_FALSE(all.brokers.empty());
  CHECK(all.brokers.back().bytes_received > 10'000);

  // a waiting poll counts while it waits; partitions that are gone are not told any more, what they gave is
  consumer.assign(std::vector<TopicPartition>{{"empty", 0}});
  std::thread waiting([&consumer] { CHECK_FALSE(consumer.poll(60s)); });
  while (consumer.statistics().polls == all.polls) std::this_thread::yield();
  const auto before = consumer.statistics().poll_wait;
  while (consumer.statistics().poll_wait < before + 5ms) std::this_thread::yield();
  CHECK(consumer.statistics().partitions.size() == 1);
  CHECK(consumer.statistics().records == 1000);
  consumer.wakeup();
  waiting.join();
}

TEST_CASE("consumer: polls of records that are there allocate next to nothing, also as a coroutine") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  fill(cluster, "orders", 1, 20'000);
  asio::io_context context{1};
  ConsumerConfig config = consuming(cluster);
  config.fetch_max_wait = 10s; // the next answer comes later than all of this
  Consumer consumer(config, context.get_executor());
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  std::size_t seen = 0, polls = 0, made = 0;
  run(context, [&]() -> asio::awaitable<void> {
    while (seen < 20'000) {
      const std::size_t before = allocations;
      const Result<ConsumerRecords> records = co_await consumer.poll_async(10s, asio::use_awaitable);
      if (seen > 2'000) made += allocations - before, ++polls;
      seen += records.value().size();
    }
  }());
  CHECK(seen == 20'000);
  REQUIRE(polls > 30);
  CHECK(made <= polls);
}

TEST_CASE("consumer: a cancelled poll loses no records") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  fill(cluster, "orders", 1, 5'000);
  asio::io_context context{1};
  Consumer consumer(consuming(cluster), context.get_executor());
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  std::int64_t next = 0;
  std::size_t cancelled = 0;
  run(context, [&]() -> asio::awaitable<void> {
    while (next < 5'000) {
      asio::cancellation_signal signal;
      asio::post(context, [&signal] { signal.emit(asio::cancellation_type::terminal); });
      const Result<ConsumerRecords> records =
          co_await consumer.poll_async(asio::bind_cancellation_slot(signal.slot(), asio::use_awaitable));
      if (!records) {
        CHECK(records.error().code() == ErrorCode::cancelled);
        ++cancelled;
        continue;
      }
      for (const ConsumerRecord& record : *records) {
        if (record.offset() != next) FAIL("a gap");
        ++next;
      }
    }
  }());
  CHECK(next == 5'000);
  CHECK(cancelled > 0);
}

TEST_CASE("consumer: in a group it commits behind one poll's records while later ones are worked on, and counts what the group does") {
  for (const GroupProtocol protocol : {GroupProtocol::classic, GroupProtocol::consumer}) {
    MockCluster cluster;
    REQUIRE(cluster.create_topic("orders"));
    fill(cluster, "orders", 1, 100);
    ConsumerConfig config = consuming(cluster);
    config.group_id = "billing";
    config.group_protocol = protocol;
    config.enable_auto_commit = false;
    config.max_poll_records = 30;
    Consumer consumer(config);
    consumer.subscribe({"orders"});
    const ConsumerRecords first = consumer.poll(60s).value(), second = consumer.poll(60s).value();
    REQUIRE(first.size() == 30);
    REQUIRE(second.size() == 30);
    REQUIRE(consumer.commit_sync(first, 60s));
    CHECK(consumer.committed({{"orders", 0}}).value().at({"orders", 0})->offset == 30);
    CHECK(consumer.commit_async(second, asio::use_future).get());
    CHECK(consumer.committed({{"orders", 0}}).value().at({"orders", 0})->offset == 60);
    CHECK(consumer.commit_sync(ConsumerRecords())); // of nothing
    const ConsumerStatistics all = consumer.statistics();
    CHECK(all.rebalances == 1);
    CHECK(all.lost_assignments == 0);
    CHECK(all.commits == 2);
    CHECK(all.failed_commits == 0);
    CHECK(all.commit_latency_us.count == 2);
    CHECK(all.partitions.at(0).position == 60);
    CHECK(all.lag() == 40);
    CHECK(consumer.close());
  }
}
