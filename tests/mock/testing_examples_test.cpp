// The examples of docs/testing.md, which are these very lines.
#include <doctest/doctest.h>

#include <fstream>
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>
#include <optional>
#include <sstream>

#include "test_paths.hpp"

using namespace std::chrono_literals;

// example: service
/// What is to be tested: reads orders, writes an invoice for each, and commits only what is written.
class Billing {
public:
  explicit Billing(const std::vector<std::string>& servers)
      : producer_({.bootstrap_servers = servers}),
        consumer_({.bootstrap_servers = servers,
                   .group_id = "billing",
                   .auto_offset_reset = klamm::AutoOffsetReset::earliest(),
                   .enable_auto_commit = false}) {
    consumer_.subscribe({"orders"});
  }
  void run_once() {
    const klamm::ConsumerRecords orders = consumer_.poll(100ms).value();
    for (const klamm::ConsumerRecord& order : orders)
      producer_.send({.topic = "invoices", .key = order.key(), .value = "invoice for " + std::string(order.value().text())});
    producer_.flush(30s).value();
    if (!orders.empty()) consumer_.commit_sync().value();
  }

private:
  klamm::Producer producer_;
  klamm::Consumer consumer_;
};

TEST_CASE("testing: each order gets one invoice") {
  klamm::MockCluster kafka;
  kafka.create_topic("orders").value();
  kafka.create_topic("invoices").value();
  klamm::Producer shop{{.bootstrap_servers = kafka.bootstrap_servers()}};
  for (int i = 0; i < 3; ++i) shop.send_sync({.topic = "orders", .value = std::to_string(i)}).value();

  kafka.on(klamm::ApiKey::produce).close_after(0); // an invoice is written, but the service does not hear of it
  kafka.on(klamm::ApiKey::produce).reply(klamm::ErrorCode::not_enough_replicas);
  Billing billing(kafka.bootstrap_servers());
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (kafka.committed_offset("billing", "orders", 0).value_or(0) < 3 && std::chrono::steady_clock::now() < deadline) {
    kafka.hang_up(1).value(); // connections break all the time
    billing.run_once();
  }
  CHECK(kafka.end_offset("invoices", 0).value() == 3);
}
// end

// example: failover
TEST_CASE("testing: a leader fails while records are sent") {
  klamm::MockCluster kafka({.brokers = 3});
  kafka.create_topic("orders", 3).value();
  klamm::Producer producer{{.bootstrap_servers = kafka.bootstrap_servers()}};
  int failed = 0;
  for (int i = 0; i < 300; ++i) {
    if (i == 100) kafka.stop_broker(1).value();  // its partitions get other leaders
    if (i == 200) kafka.start_broker(1).value(); // it is back, and follows
    if (!producer.send_sync({.topic = "orders", .value = std::to_string(i), .partition = i % 3})) ++failed;
  }
  CHECK(failed == 0);
  for (int partition = 0; partition < 3; ++partition) CHECK(kafka.end_offset("orders", partition).value() == 100);
}
// end

// example: rebalance
TEST_CASE("testing: a second member takes over half of the partitions") {
  klamm::MockCluster kafka;
  kafka.create_topic("orders", 4).value();
  const klamm::ConsumerConfig config{
      .bootstrap_servers = kafka.bootstrap_servers(), .group_id = "billing", .group_protocol = klamm::GroupProtocol::consumer};
  klamm::Consumer first(config);
  std::optional<klamm::Consumer> second(config);
  const auto poll_until = [&](auto condition) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      first.poll(10ms).value();
      if (second) second->poll(10ms).value();
    }
    return condition();
  };
  first.subscribe({"orders"});
  CHECK(poll_until([&] { return first.assignment().size() == 4; }));
  second->subscribe({"orders"});
  CHECK(poll_until([&] { return first.assignment().size() == 2 && second->assignment().size() == 2; }));

  kafka.move_coordinator("billing", 1).value();
  second.reset(); // leaves
  CHECK(poll_until([&] { return first.assignment().size() == 4; }));
}
// end

TEST_CASE("testing: docs/testing.md shows these lines") {
  const auto read = [](const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(KLAMM_SOURCE_DIR + path).rdbuf();
    return text.str();
  };
  const std::string source = read("/tests/mock/testing_examples_test.cpp"), page = read("/docs/testing.md");
  std::size_t found = 0;
  for (std::size_t at = 0; (at = source.find("\n// example: ", at)) != std::string::npos; ++found) {
    const std::size_t begin = source.find('\n', at + 1) + 1;
    at = source.find("\n// end", begin);
    CHECK_MESSAGE(page.find("```cpp\n" + source.substr(begin, at - begin) + "\n```") != std::string::npos,
                  "docs/testing.md lacks, or shows otherwise:\n"
                      << source.substr(begin, at - begin));
  }
  CHECK(found == 3);
}
