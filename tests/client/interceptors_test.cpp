// Interceptors: they see and alter records, in order, and what they throw harms nobody.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>
#include <mutex>

#include "client/support/fake_kafka.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

struct Recorder : ProducerInterceptor {
  explicit Recorder(std::string of) : name(std::move(of)) {}
  void on_send(InterceptedRecord& record) override {
    const std::lock_guard lock(mutex);
    seen.push_back(std::string(record.record().value.text()));
    record.add_header(name, std::to_string(seen.size()));
  }
  void on_acknowledgement(const Result<RecordMetadata>& result) override {
    const std::lock_guard lock(mutex);
    result ? ++sent : ++failed;
  }
  std::string name;
  std::mutex mutex;
  std::vector<std::string> seen;
  int sent = 0, failed = 0;
};

struct Rewriter : ProducerInterceptor {
  void on_send(InterceptedRecord& record) override {
    record.remove_headers("secret");
    record.set_key("new key");
    record.set_value("new " + std::string(record.record().value.text()));
    record.set_partition(1);
    record.set_timestamp(99);
    if (record.record().topic == "alias") record.set_topic("orders");
  }
};

struct Thrower : ProducerInterceptor {
  void on_send(InterceptedRecord& record) override {
    record.set_value("half done");
    record.set_topic("nowhere");
    record.add_header("half", "done");
    throw std::runtime_error("on purpose");
  }
  void on_acknowledgement(const Result<RecordMetadata>&) override { throw 42; }
};

} // namespace

TEST_CASE("interceptors: each sees what the one before made of the record, and what became of it") {
  FakeKafka kafka;
  const auto first = std::make_shared<Recorder>("first"), last = std::make_shared<Recorder>("last");
  ProducerConfig config{.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error};
  config.interceptors = {first, std::make_shared<Rewriter>(), last};
  {
    Producer producer{config};
    CHECK(producer.send_sync({.topic = "alias", .key = "k", .value = "a", .headers = {{"secret", "1"}, {"kept", "2"}}}));
    const std::vector<ProducerRecord> two{{.topic = "orders", .value = "b"}, {.topic = "orders", .value = "c"}};
    for (const auto& sent : producer.send_many_sync(two)) CHECK(sent);
    TypedProducer<std::nullptr_t, std::int64_t> typed{producer};
    CHECK(typed.send_sync("orders", nullptr, 5));
    CHECK(producer.try_send({.topic = "orders", .value = "d"}, nullptr));
    CHECK(producer.close(20s));
    CHECK_FALSE(producer.send_sync({.topic = "orders", .value = "late"}));
  }
  CHECK(first->seen == std::vector<std::string>{"a", "b", "c", std::string("\0\0\0\0\0\0\0\5", 8), "d", "late"});
  CHECK(last->seen.front() == "new a");
  CHECK(last->sent == 5);
  CHECK(last->failed == 1);
  const auto records = kafka.records();
  REQUIRE(records.size() == 5);
  for (const KeptRecord& record : records) {
    CHECK(record.topic == "orders");
    CHECK(record.partition == 1);
    CHECK(record.timestamp == 99);
    CHECK(record.key == "new key");
    CHECK(record.value->starts_with("new "));
  }
  const auto& headers = records.front().headers;
  REQUIRE(headers.size() == 3);
  CHECK(headers[0].first == "kept");
  CHECK(headers[1].first == "first");
  CHECK(headers[2].first == "last");
}

TEST_CASE("interceptors: one that throws is logged, and the record goes on as it was") {
  FakeKafka kafka;
  const auto recorder = std::make_shared<Recorder>("r");
  std::mutex mutex;
  std::vector<std::string> lines;
  ProducerConfig config{.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error};
  config.log_sink = [&](LogLevel, std::string_view, std::string_view text) {
    const std::lock_guard lock(mutex);
    lines.emplace_back(text);
  };
  config.interceptors = {std::make_shared<Thrower>(), recorder};
  {
    Producer producer{config};
    CHECK(producer.send_sync({.topic = "orders", .value = "whole"}));
  }
  const auto records = kafka.records();
  REQUIRE(records.size() == 1);
  CHECK(records[0].value == "whole");
  CHECK(records[0].headers.size() == 1);
  CHECK(recorder->sent == 1);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "an interceptor's on_send threw: on purpose");
  CHECK(lines[1] == "an interceptor's on_acknowledgement threw something that is no std::exception");
}
