// TypedProducer and TypedConsumer: values go straight into the batch, and what can't be serialized harms nobody else.
#include <doctest/doctest.h>

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <atomic>
#include <klamm/json.hpp>
#include <klamm/klamm.hpp>
#include <klamm/typed_consumer.hpp>
#include <klamm/typed_producer.hpp>

#include "client/support/fake_kafka.hpp"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete" // GCC 12, of Asio's coroutine frames, under AddressSanitizer
#endif

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

struct Order {
  std::int64_t id = 0;
  std::string item;
  bool operator==(const Order&) const = default;
};
void to_json(nlohmann::json& json, const Order& order) { json = {{"id", order.id}, {"item", order.item}}; }
void from_json(const nlohmann::json& json, Order& order) { json.at("id").get_to(order.id), json.at("item").get_to(order.item); }

/// Text that is written piece by piece, and fails where it says so.
struct Written {
  std::string text;
};
Producer* asked_from_within = nullptr;

} // namespace

template <>
struct klamm::Serializer<Order> : klamm::JsonSerializer<Order> {};
template <>
struct klamm::Deserializer<Order> : klamm::JsonDeserializer<Order> {};

template <>
struct klamm::Serializer<Written> {
  static Result<void> serialize(const Written& value, ByteSink& out) {
    for (const char c : value.text) out.write(c);
    if (value.text == "throw") throw std::runtime_error("it does not like this one");
    if (value.text == "int") throw 42;
    if (value.text == "error") return Error(ErrorCode::serialization_failed, "this one has no bytes", "send another");
    if (value.text == "null") out.set_null();
    if (value.text == "send" && asked_from_within) asked_from_within->send({.topic = "orders", .value = "inner", .partition = 0});
    return {};
  }
};

namespace {

ProducerConfig config(const FakeKafka& kafka) { return {.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error}; }

asio::awaitable<void> send_typed(TypedProducer<std::string, Order>& orders, int& sent) {
  for (int i = 0; i < 3; ++i) {
    const Order order{i, "an item whose name needs the heap, too"};
    if (co_await orders.send("orders", "a key that is too long for a small string", order, asio::use_awaitable)) ++sent;
  }
  const RecordOptions second{.partition = 2};
  const Order boots{9, "boots"};
  if (co_await orders.send("orders", std::string("k"), boots, second, asio::use_awaitable)) ++sent;
}

} // namespace

TEST_CASE("typed producer: every form of sending writes key and value as their serializers do") {
  FakeKafka kafka;
  {
    Producer producer{config(kafka)};
    TypedProducer<std::int32_t, Order> orders{producer};
    CHECK(orders.send_sync("orders", 1, Order{1, "hat"}));
    std::atomic<int> sent{0};
    orders.send("orders", 2, Order{2, "coat"}, [&sent](const Result<RecordMetadata>& result) { sent += result ? 1 : 0; });
    orders.send("orders", 3, Order{3, "scarf"}, RecordOptions{.headers = {{"h", "1"}}, .partition = 1, .timestamp = 77},
                [&sent](const Result<RecordMetadata>& result) { sent += result ? 1 : 0; });
    auto future = orders.send("orders", 4, Order{4, "glove"}, asio::use_future);
    orders.send("orders", 5, Order{5, "shoe"});
    CHECK(orders.try_send("orders", 6, Order{6, "sock"}, [&sent](const Result<RecordMetadata>& result) { sent += result ? 1 : 0; }));
    CHECK(future.get());
    CHECK(producer.close(20s));
    CHECK(sent == 3);
  }
  const auto records = kafka.records();
  REQUIRE(records.size() == 6);
  for (const KeptRecord& record : records) {
    const std::int32_t id = *Deserializer<std::int32_t>::deserialize(*record.key);
    const auto order = Deserializer<Order>::deserialize(*record.value);
    REQUIRE(order);
    CHECK(order->id == id);
    if (id != 3) continue;
    CHECK(record.partition == 1);
    CHECK(record.timestamp == 77);
    REQUIRE(record.headers.size() == 1);
    CHECK(record.headers[0].first == "h");
  }
}

TEST_CASE("typed producer: coroutines, whose arguments GCC 12 must not destroy twice") {
  FakeKafka kafka;
  asio::io_context context;
  Producer producer{config(kafka), context.get_executor()};
  TypedProducer<std::string, Order> orders{producer};
  int sent = 0;
  asio::co_spawn(context, send_typed(orders, sent), [&context](std::exception_ptr) { context.stop(); });
  context.run_for(20s);
  CHECK(sent == 4);
  CHECK(kafka.records().size() == 4);
}

TEST_CASE("typed producer: a value that fails is its record's error, naming topic and field, and the others go out") {
  FakeKafka kafka;
  {
    Producer producer{config(kafka)};
    TypedProducer<std::nullptr_t, Written> texts{producer};
    REQUIRE(texts.send_sync("orders", nullptr, Written{"first"}, {.partition = 0})); // the topic is known from here on
    std::vector<std::string> causes;
    std::atomic<int> sent{0};
    for (const char* text : {"a", "throw", "b", "error", "int", "c"})
      texts.send("orders", nullptr, Written{text}, RecordOptions{.partition = 0}, [&](const Result<RecordMetadata>& result) {
        if (result) return void(++sent);
        CHECK(result.error().code() == ErrorCode::serialization_failed);
        CHECK(result.error().fate() == Fate::not_sent);
        CHECK(result.error().context().topic == "orders");
        causes.push_back(result.error().cause());
      });
    CHECK_FALSE(texts.try_send("orders", nullptr, Written{"throw"}, [](const Result<RecordMetadata>&) { FAIL_CHECK("not accepted"); }));
    CHECK(producer.close(20s));
    CHECK(sent == 3);
    REQUIRE(causes.size() == 3);
    CHECK(causes[0] == "the value of a record for topic orders can't be serialized: it does not like this one");
    CHECK(causes[1] == "the value of a record for topic orders can't be serialized: this one has no bytes");
    CHECK(causes[2] ==
          "the value of a record for topic orders can't be serialized: the serializer threw something that is no std::exception");
  }
  std::string all;
  for (const KeptRecord& record : kafka.records()) all += *record.value + " ";
  CHECK(all == "first a b c ");
}

TEST_CASE("typed producer: a key that fails names the key") {
  FakeKafka kafka;
  Producer producer{config(kafka)};
  TypedProducer<Written, std::string> texts{producer};
  const auto result = texts.send_sync("orders", Written{"throw"}, "v");
  REQUIRE_FALSE(result);
  CHECK(result.error().cause() == "the key of a record for topic orders can't be serialized: it does not like this one");
}

TEST_CASE("typed producer: values of any size arrive whole, null stays null") {
  FakeKafka kafka;
  std::vector<std::string> sent;
  {
    Producer producer{{.bootstrap_servers = {kafka.bootstrap()}, .batch_size = 1000, .log_level = LogLevel::error}};
    TypedProducer<std::nullptr_t, Written> texts{producer};
    REQUIRE(texts.send_sync("orders", nullptr, Written{"null"}, {.partition = 0}));
    for (std::size_t size = 0; size < 200'000; size = size * 3 / 2 + 1) {
      for (int again = 0; again < 20; ++again) {
        sent.emplace_back(size, static_cast<char>('a' + again));
        texts.send("orders", nullptr, Written{sent.back()}, RecordOptions{.headers = {{"size", "x"}}, .partition = 0});
      }
    }
    CHECK(producer.close(20s));
  }
  const auto records = kafka.records();
  REQUIRE(records.size() == sent.size() + 1);
  CHECK_FALSE(records[0].value);
  for (std::size_t i = 0; i < sent.size(); ++i) REQUIRE(records[i + 1].value == sent[i]);
}

TEST_CASE("typed producer: a record that is too large is refused by itself") {
  FakeKafka kafka;
  Producer producer{{.bootstrap_servers = {kafka.bootstrap()}, .max_request_size = 10'000, .log_level = LogLevel::error}};
  TypedProducer<std::nullptr_t, Written> texts{producer};
  REQUIRE(texts.send_sync("orders", nullptr, Written{"first"}));
  const auto refused = texts.send_sync("orders", nullptr, Written{std::string(20'000, 'x')});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::record_too_large);
  CHECK(texts.send_sync("orders", nullptr, Written{"after"}));
}

TEST_CASE("typed producer: a serializer that sends itself gets an exception instead of a deadlock") {
  FakeKafka kafka;
  Producer producer{config(kafka)};
  TypedProducer<std::nullptr_t, Written> texts{producer};
  REQUIRE(texts.send_sync("orders", nullptr, Written{"first"}, {.partition = 0}));
  asked_from_within = &producer;
  const auto result = texts.send_sync("orders", nullptr, Written{"send"}, {.partition = 0});
  asked_from_within = nullptr;
  REQUIRE_FALSE(result);
  CHECK(result.error().cause().find("a serializer may not send records") != std::string::npos);
  CHECK(texts.send_sync("orders", nullptr, Written{"after"}, {.partition = 0}));
}

TEST_CASE("typed producer: many threads write into the same batches") {
  FakeKafka kafka;
  {
    Producer producer{config(kafka)};
    TypedProducer<std::int32_t, Written> texts{producer};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&texts, t] {
        for (int i = 0; i < 2'000; ++i)
          texts.send("orders", i, Written{std::to_string(t) + "/" + std::to_string(i)}, RecordOptions{.partition = 1});
      });
    for (std::thread& thread : threads) thread.join();
    CHECK(producer.close(20s));
  }
  const auto records = kafka.records();
  REQUIRE(records.size() == 8'000);
  std::map<std::string, int> next; // each thread's records in its order
  for (const KeptRecord& record : records) {
    const std::size_t slash = record.value->find('/');
    REQUIRE(std::stoi(record.value->substr(slash + 1)) == next[record.value->substr(0, slash)]++);
  }
}

TEST_CASE("json: what is no JSON, or of another shape, is an error that says where") {
  const auto broken = Deserializer<Order>::deserialize("{\"id\":");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code() == ErrorCode::serialization_failed);
  CHECK_FALSE(Deserializer<Order>::deserialize("{\"id\":1}"));
  CHECK_FALSE(Deserializer<Order>::deserialize({}));
  CHECK(*Deserializer<Order>::deserialize("{\"id\":1,\"item\":\"hat\"}") == Order{1, "hat"});
  CHECK(Deserializer<nlohmann::json>::deserialize("[1,2]")->size() == 2);
}

TEST_CASE("json: text that is no UTF-8 is its record's error") {
  FakeKafka kafka;
  Producer producer{config(kafka)};
  TypedProducer<std::nullptr_t, Order> orders{producer};
  const auto refused = orders.send_sync("orders", nullptr, Order{1, "\xff"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::serialization_failed);
}
