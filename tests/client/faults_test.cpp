// Faults of docs/reliability.md that need a whole client and a broker: answers that are wrong about what was done, topics that vanish, signals, forks, and a
// process without descriptors. Each record is written once, whatever happens.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <asio/use_future.hpp>
#include <atomic>
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>
#include <thread>

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

std::vector<std::string> read(const MockCluster& cluster, std::string_view topic, std::size_t count) {
  ConsumerConfig config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.auto_offset_reset = AutoOffsetReset::earliest();
  config.log_level = LogLevel::error;
  Consumer consumer(config);
  consumer.assign(std::vector<TopicPartition>{{std::string(topic), 0}});
  std::vector<std::string> values;
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (values.size() < count && std::chrono::steady_clock::now() < deadline) {
    const auto records = consumer.poll(100ms);
    if (!records) continue;
    for (const ConsumerRecord& record : *records) values.emplace_back(record.value().text());
  }
  return values;
}

/// Sends numbers from `first` on, and waits for them: how many are told as written.
int send(Producer& producer, int first, int last, std::atomic<int>& completions) {
  std::atomic<int> written{0};
  for (int i = first; i < last; ++i) {
    producer.send({.topic = "orders", .value = std::to_string(i), .partition = 0}, [&](const Result<RecordMetadata>& told) {
      ++completions;
      written += told ? 1 : 0;
    });
  }
  CHECK(producer.flush(60s));
  return written;
}

std::vector<std::string> numbers(int last) {
  std::vector<std::string> all;
  for (int i = 0; i < last; ++i) all.push_back(std::to_string(i));
  return all;
}

} // namespace

TEST_CASE("faults: records that were appended although the answer is an error are written once (NOT_ENOUGH_REPLICAS_AFTER_APPEND)") {
  for (const ErrorCode error : {ErrorCode::not_enough_replicas_after_append, ErrorCode::request_timed_out}) {
    MockCluster cluster;
    REQUIRE(cluster.create_topic("orders"));
    Producer producer(producing(cluster));
    std::atomic<int> completions{0};
    CHECK(send(producer, 0, 10, completions) == 10);
    cluster.on(ApiKey::produce).times(3).reply_afterwards(error);
    CHECK(send(producer, 10, 200, completions) == 190);
    CHECK(read(cluster, "orders", 200) == numbers(200));
    CHECK(cluster.end_offset("orders", 0).value() == 200);
  }
}

TEST_CASE("faults: a producer that the broker has forgotten goes on, and nothing is lost or doubled (UNKNOWN_PRODUCER_ID, KIP-360)") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  Producer producer(producing(cluster));
  std::atomic<int> completions{0};
  CHECK(send(producer, 0, 10, completions) == 10);
  cluster.fail_next(ApiKey::produce, ErrorCode::unknown_producer_id, 2);
  CHECK(send(producer, 10, 100, completions) == 90);
  CHECK(read(cluster, "orders", 100) == numbers(100));
}

TEST_CASE("faults: a topic that is deleted and made again while records are sent: each has one completion, and later ones arrive") {
  MockCluster cluster({.auto_create_topics = false});
  REQUIRE(cluster.create_topic("orders"));
  ProducerConfig config = producing(cluster);
  config.delivery_timeout = 2s;
  config.request_timeout = 1s;
  config.linger = 0ms;
  config.max_block = 500ms;
  Producer producer(config);
  std::atomic<int> completions{0};
  CHECK(send(producer, 0, 10, completions) == 10);
  REQUIRE(cluster.delete_topic("orders"));
  const int lost = send(producer, 10, 20, completions);
  CHECK(lost == 0);
  CHECK(completions == 20);
  REQUIRE(cluster.create_topic("orders"));
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!producer.send_sync({.topic = "orders", .value = "first", .partition = 0}) && std::chrono::steady_clock::now() < deadline) {
  }
  const std::int64_t before = cluster.end_offset("orders", 0).value();
  CHECK(before >= 1);
  CHECK(send(producer, 0, 50, completions) == 50);
  CHECK(completions == 70);
  CHECK(cluster.end_offset("orders", 0).value() == before + 50);
}

TEST_CASE("faults: signals interrupt system calls, and broken connections raise none") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  struct sigaction counts {};
  struct sigaction old {};
  static std::atomic<int> caught;
  caught = 0;
  counts.sa_handler = [](int) { ++caught; }; // without SA_RESTART: calls give EINTR
  REQUIRE(::sigaction(SIGUSR1, &counts, &old) == 0);
  Producer producer(producing(cluster));
  std::atomic<bool> over{false};
  std::thread interrupter([&over] {
    while (!over) {
      ::kill(::getpid(), SIGUSR1);
      std::this_thread::yield();
    }
  });
  std::atomic<int> completions{0};
  for (int round = 0; round < 10; ++round) {
    CHECK(send(producer, round * 50, round * 50 + 50, completions) == 50);
    REQUIRE(cluster.hang_up(1)); // what is written to it then would be SIGPIPE, and the end of this process
  }
  over = true;
  interrupter.join();
  ::sigaction(SIGUSR1, &old, nullptr);
  CHECK(caught > 0);
  CHECK(read(cluster, "orders", 500) == numbers(500));
}

TEST_CASE("faults: a child that is forked and ends does its parent's clients no harm") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  Producer producer(producing(cluster));
  std::atomic<int> completions{0};
  for (int round = 0; round < 5; ++round) {
    CHECK(send(producer, round * 20, round * 20 + 10, completions) == 10);
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0); // its copies of the sockets are closed
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(send(producer, round * 20 + 10, round * 20 + 20, completions) == 10);
  }
  CHECK(read(cluster, "orders", 100) == numbers(100));
}

TEST_CASE("faults: without a free descriptor a producer waits and says so, and goes on when there is one") {
  MockCluster cluster;
  REQUIRE(cluster.create_topic("orders"));
  static std::atomic<int> said; // (lasts longer than the client's thread)
  said = 0;
  ProducerConfig config = producing(cluster);
  config.log_level = LogLevel::debug;
  config.log_sink = [](LogLevel, std::string_view, std::string_view text) {
    if (text.find("too many files open") != std::string_view::npos) ++said;
  };
  Producer producer(config);
  std::atomic<int> completions{0};
  CHECK(send(producer, 0, 10, completions) == 10);
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  rlimit low = limit;
  low.rlim_cur = 200;
  REQUIRE(cluster.stop_broker(1));
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  std::vector<int> taken;
  const auto take_all = [&taken] {
    for (int fd; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) taken.push_back(fd);
  };
  auto waits = producer.send({.topic = "orders", .value = "10", .partition = 0}, asio::use_future);
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (said == 0 && std::chrono::steady_clock::now() < deadline) {
    take_all(); // (what attempts before this had is free again)
    std::this_thread::yield();
  }
  for (const int fd : taken) ::close(fd);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK(said > 0);
  CHECK(waits.wait_for(0s) == std::future_status::timeout);
  REQUIRE(cluster.start_broker(1));
  REQUIRE(waits.wait_for(60s) == std::future_status::ready);
  CHECK(waits.get());
  CHECK(read(cluster, "orders", 11) == numbers(11));
}
