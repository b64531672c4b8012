// A user's io_context that is destroyed with calls unfinished takes what they held with it. Each test's token is held by a completion or a coroutine.
#include "client/context_end.hpp"

#include <doctest/doctest.h>

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <klamm/klamm.hpp>

#include "client/support/fake_kafka.hpp"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete" // GCC 12, of Asio's coroutine frames, under AddressSanitizer
#endif

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

using Token = std::shared_ptr<int>;

ProducerConfig config(const FakeKafka& kafka) { return {.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error}; }

/// Runs the context until the broker holds that many Produce requests.
void run_until_requests(asio::io_context& context, const FakeKafka& kafka, std::size_t count) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (kafka.produce_requests() < count && std::chrono::steady_clock::now() < deadline) context.run_for(5ms);
  REQUIRE(kafka.produce_requests() >= count);
}

/// A member of a group whose coordinator nobody finds. Its log holds the token for as long as anything of the client lives.
ConsumerConfig lonely_member(const Token& token) {
  return {
      .bootstrap_servers = {"127.0.0.1:1"}, .group_id = "billing", .log_sink = [token](LogLevel, std::string_view, std::string_view) {}};
}

} // namespace

TEST_CASE("context end: a record in flight, a flush and a close go with it") {
  FakeKafka kafka;
  kafka.hold();
  const Token token = std::make_shared<int>();
  bool called = false;
  {
    asio::io_context context;
    Producer producer{config(kafka), context.get_executor()};
    producer.send({.topic = "orders", .value = "v"}, [token, &called](const Result<RecordMetadata>&) { called = true; });
    producer.flush_async([token, &called](const Result<void>&) { called = true; });
    run_until_requests(context, kafka, 1);
    producer.close_async(60s, [token, &called](const Result<void>&) { called = true; });
    context.poll();
  }
  CHECK(token.use_count() == 1);
  CHECK_FALSE(called);
}

TEST_CASE("context end: a producer that was destroyed before, with a record in flight, goes with it") {
  FakeKafka kafka;
  kafka.hold();
  const Token token = std::make_shared<int>();
  {
    asio::io_context context;
    {
      Producer producer{config(kafka), context.get_executor()};
      producer.send({.topic = "orders", .value = "v"}, [token](const Result<RecordMetadata>&) {});
      run_until_requests(context, kafka, 1);
    }
    context.poll();
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("context end: a coroutine that owns the producer it waits for goes with it") {
  FakeKafka kafka;
  kafka.hold();
  const Token token = std::make_shared<int>();
  const auto wait_for_answer = [](asio::io_context& context, const FakeKafka& broker, Token) -> asio::awaitable<void> {
    Producer producer{config(broker), context.get_executor()};
    (void)co_await producer.send({.topic = "orders", .value = "v"}, asio::use_awaitable);
  };
  {
    asio::io_context context;
    asio::co_spawn(context, wait_for_answer(context, kafka, token), asio::detached);
    run_until_requests(context, kafka, 1);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("context end: coroutines that wait for a topic's metadata or for room go with it") {
  FakeKafka kafka;
  const Token token = std::make_shared<int>();
  const auto wait_for_topic = [](asio::io_context& context, const FakeKafka& broker, Token) -> asio::awaitable<void> {
    Producer producer{config(broker), context.get_executor()};
    (void)co_await producer.send({.topic = "nobody-has-it", .value = "v"}, asio::use_awaitable);
  };
  const auto wait_for_room = [](asio::io_context& context, const FakeKafka& broker, Token) -> asio::awaitable<void> {
    ProducerConfig small = config(broker);
    small.batch_size = 16 << 10;
    small.buffer_memory = 64 << 10;
    Producer producer{small, context.get_executor()};
    const std::string big(12 << 10, 'b');
    const std::vector<ProducerRecord> many(20, {.topic = "orders", .value = big, .partition = 0});
    (void)co_await producer.send_many(many, asio::use_awaitable);
  };
  {
    asio::io_context context;
    kafka.hold();
    asio::co_spawn(context, wait_for_topic(context, kafka, token), asio::detached);
    asio::co_spawn(context, wait_for_room(context, kafka, token), asio::detached);
    run_until_requests(context, kafka, 1);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("context end: a coroutine that owns the consumer it polls goes with it") {
  const Token token = std::make_shared<int>();
  const auto wait_for_records = [](asio::io_context& context, Token) -> asio::awaitable<void> {
    Consumer consumer{{.bootstrap_servers = {"127.0.0.1:1"}, .log_level = LogLevel::error}, context.get_executor()};
    consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
    (void)co_await consumer.poll_async(60s, asio::use_awaitable);
  };
  {
    asio::io_context context;
    asio::co_spawn(context, wait_for_records(context, token), asio::detached);
    context.run_for(50ms);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("context end: a consumer's commit, its questions and its close go with it") {
  const Token token = std::make_shared<int>();
  const auto owns_and_asks = [](asio::io_context& context, int question, Token) -> asio::awaitable<void> {
    Consumer consumer{lonely_member(nullptr), context.get_executor()};
    const std::vector<TopicPartition> partitions{{"orders", 0}};
    consumer.assign(partitions);
    const std::map<TopicPartition, OffsetAndMetadata> offsets{{partitions[0], {42}}};
    if (question == 0) (void)co_await consumer.commit_async(offsets, asio::use_awaitable);
    if (question == 1) (void)co_await consumer.committed_async(partitions, asio::use_awaitable);
    if (question == 2) (void)co_await consumer.position_async(partitions[0], asio::use_awaitable);
    if (question == 3) (void)co_await consumer.end_offsets_async(partitions, asio::use_awaitable);
    if (question == 4) (void)co_await consumer.partitions_for_async("orders", asio::use_awaitable);
    consumer.commit_async(offsets, [](const Result<void>&) {});
    (void)co_await consumer.close_async(asio::use_awaitable);
  };
  {
    asio::io_context context;
    for (int question = 0; question <= 5; ++question) asio::co_spawn(context, owns_and_asks(context, question, token), asio::detached);
    context.run_for(50ms);
    CHECK(token.use_count() == 7);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("context end: a member of a group that was destroyed before goes with it") {
  const Token token = std::make_shared<int>();
  {
    asio::io_context context;
    {
      Consumer consumer{lonely_member(token), context.get_executor()};
      consumer.subscribe({"orders"});
      consumer.poll_async(60s, [](const Result<ConsumerRecords>&) {});
      context.run_for(20ms);
    }
    {
      Consumer consumer{lonely_member(token), context.get_executor()};
      consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
      consumer.commit_async({{{"orders", 0}, {42}}}, [](const Result<void>&) {});
      context.run_for(20ms);
    }
    CHECK(token.use_count() > 1); // nobody has run the context since
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("context end: a coroutine that owns the admin client it asks goes with it") {
  const Token token = std::make_shared<int>();
  const auto ask = [](asio::io_context& context, Token) -> asio::awaitable<void> {
    Admin admin{{.bootstrap_servers = {"127.0.0.1:1"}, .log_level = LogLevel::error}, context.get_executor()};
    (void)co_await admin.list_topics_async({}, asio::use_awaitable);
  };
  {
    asio::io_context context;
    asio::co_spawn(context, ask(context, token), asio::detached);
    context.run_for(20ms);
  }
  CHECK(token.use_count() == 1);
}
