// Every form in which the documentation calls klamm, compiled and run: GCC 12 destroys some arguments of co_await twice, which only a sanitizer shows.
// Nothing listens at the address, so each call ends with an error; how it ends is the point.
#include <doctest/doctest.h>

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <atomic>
#include <exception>
#include <klamm/klamm.hpp>

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete" // GCC 12, of Asio's coroutine frames, under AddressSanitizer
#endif

using namespace klamm;
using namespace std::chrono_literals;

namespace {

const std::string nowhere = "127.0.0.1:1";
const std::string long_topic = "a-topic-name-that-is-longer-than-the-small-string-of-any-library";

ProducerConfig config() { return {.bootstrap_servers = {nowhere}, .max_block = 200ms, .log_level = LogLevel::error}; }

asio::awaitable<void> send_all_forms(Producer& producer, int& failed) {
  const auto count = [&failed](const Result<RecordMetadata>& sent) { failed += sent ? 0 : 1; };
  count(co_await producer.send({.topic = long_topic, .key = "42", .value = "paid"}, asio::use_awaitable));
  count(co_await producer.send({.topic = "a literal topic name that is long enough for the heap", .value = std::string(100, 'x')},
                               asio::use_awaitable));
  const std::vector<Header> headers{{"trace", "1"}, {"trace", "2"}};
  count(co_await producer.send({.topic = long_topic, .value = "v", .headers = headers, .partition = 0}, asio::use_awaitable));
  const ProducerRecord named{.topic = long_topic, .value = nullptr};
  count(co_await producer.send(named, asio::use_awaitable));
  (void)co_await producer.flush_async(asio::use_awaitable);
  (void)co_await producer.close_async(1s, asio::use_awaitable);
}

} // namespace

TEST_CASE("calling forms: coroutines on the user's executor, which starts no thread") {
  asio::io_context context;
  Producer producer{config(), context.get_executor()};
  int failed = 0;
  asio::co_spawn(context, send_all_forms(producer, failed), [&context](std::exception_ptr) { context.stop(); });
  context.run_for(20s);
  CHECK(failed == 4);
}

TEST_CASE("calling forms: a producer made inside a coroutine") {
  asio::io_context context;
  bool done = false;
  const auto coroutine = [](bool& ended) -> asio::awaitable<void> {
    Producer producer{{.bootstrap_servers = {nowhere},
                       .client_id = "a client id that does not fit a small string",
                       .max_block = 100ms,
                       .log_level = LogLevel::error}};
    const auto home = std::this_thread::get_id();
    const auto sent = co_await producer.send({.topic = long_topic, .value = "v"}, asio::use_awaitable);
    ended = !sent && std::this_thread::get_id() == home; // not on the producer's thread
  };
  asio::co_spawn(context, coroutine(done), [&context](std::exception_ptr) { context.stop(); });
  context.run_for(20s);
  CHECK(done);
}

TEST_CASE("calling forms: callback, future, send_sync, send_many_sync and try_send") {
  Producer producer{config()};
  std::atomic<int> failed{0};
  producer.send({.topic = long_topic, .value = "v", .headers = {{"a", "1"}, {"b", nullptr}}},
                [&failed](const Result<RecordMetadata>& sent) { failed += sent ? 0 : 1; });
  auto future = producer.send({.topic = long_topic, .value = "v"}, asio::use_future);
  CHECK_FALSE(producer.send_sync({.topic = long_topic, .key = "k", .value = "v"}));
  const std::vector<ProducerRecord> many(3, {.topic = long_topic, .value = "v"});
  const auto results = producer.send_many_sync(many);
  CHECK(results.size() == 3);
  for (const auto& result : results) CHECK_FALSE(result);
  CHECK(producer.try_send({.topic = long_topic, .value = "v"}, [&failed](const Result<RecordMetadata>& sent) { failed += sent ? 0 : 1; }));
  CHECK_FALSE(future.get());
  CHECK(producer.close(10s));
  CHECK(failed == 2);
}

TEST_CASE("calling forms: value() throws what the error says") {
  Producer producer{config()};
  try {
    (void)producer.send_sync({.topic = long_topic, .value = "v"}).value();
    FAIL("nothing listens there");
  } catch (const Exception& thrown) {
    CHECK(std::string(thrown.what()) == thrown.error().message());
    CHECK(std::string(thrown.what()).find(nowhere) != std::string::npos);
  }
}

TEST_CASE("calling forms: a blocking call on the client's own thread throws instead of waiting for itself") {
  Producer producer{config()};
  std::atomic<bool> thrown{false};
  producer.send({.topic = long_topic, .value = "v"}, [&](const Result<RecordMetadata>&) {
    try {
      (void)producer.send_sync({.topic = long_topic, .value = "again"});
    } catch (const std::logic_error&) {
      thrown = true;
    }
  });
  CHECK(producer.close(10s));
  CHECK(thrown);
}

TEST_CASE("calling forms: a producer on a shared client, moved, and destroyed with records waiting") {
  Client client{ClientConfig{.bootstrap_servers = {nowhere}, .log_level = LogLevel::error}};
  std::atomic<int> completed{0};
  {
    Producer first{client, config()};
    first.send({.topic = long_topic, .value = "v"}, [&completed](const Result<RecordMetadata>&) { ++completed; });
    Producer second{std::move(first)};
    second.send({.topic = long_topic, .value = "v"}, [&completed](const Result<RecordMetadata>&) { ++completed; });
  }
  CHECK(completed == 2);
}

TEST_CASE("calling forms: a consumer's questions end in time where nobody answers") {
  Consumer consumer{{.bootstrap_servers = {nowhere}, .log_level = LogLevel::error}};
  consumer.assign(std::vector<TopicPartition>{{long_topic, 0}});
  CHECK_FALSE(consumer.end_offsets({{long_topic, 0}}, 200ms));
  (void)consumer.poll(10ms);
}

TEST_CASE("calling forms: a consumer in a group, on the user's executor, where nobody answers") {
  asio::io_context context;
  bool done = false;
  struct Listener : RebalanceListener {};
  const auto coroutine = [](asio::io_context& on, bool& ended) -> asio::awaitable<void> {
    Consumer consumer{{.bootstrap_servers = {nowhere},
                       .group_id = "a group whose name is longer than a small string",
                       .default_api_timeout = 200ms,
                       .log_level = LogLevel::error},
                      on.get_executor()};
    consumer.subscribe({long_topic, "another"}, std::make_shared<Listener>());
    CHECK(consumer.subscription().size() == 2);
    consumer.subscribe(TopicPattern("orders-.*"));
    CHECK((co_await consumer.poll_async(10ms, asio::use_awaitable)).value().empty());
    CHECK(co_await consumer.commit_async(asio::use_awaitable)); // nothing is assigned
    const std::map<TopicPartition, OffsetAndMetadata> offsets{{{long_topic, 0}, {42, 3, "a note that is long enough for the heap"}}};
    const auto stale = co_await consumer.commit_async(offsets, asio::use_awaitable);
    CHECK(stale.error().code() == ErrorCode::commit_stale);
    const std::vector<TopicPartition> partitions{{long_topic, 0}};
    CHECK_FALSE(co_await consumer.committed_async(partitions, asio::use_awaitable));
    const ConsumerRecords none;
    CHECK(co_await consumer.commit_async(none, asio::use_awaitable));
    consumer.commit_async(none);
    consumer.commit_async();
    CHECK_FALSE(co_await consumer.beginning_offsets_async(partitions, asio::use_awaitable));
    CHECK_FALSE(co_await consumer.end_offsets_async(partitions, asio::use_awaitable));
    const std::map<TopicPartition, Timestamp> times{{{long_topic, 0}, 1'000}};
    CHECK_FALSE(co_await consumer.offsets_for_times_async(times, asio::use_awaitable));
    CHECK_FALSE(co_await consumer.partitions_for_async(long_topic, asio::use_awaitable));
    CHECK_FALSE(co_await consumer.partitions_for_async("a literal topic name that is long enough for the heap", asio::use_awaitable));
    CHECK_FALSE(co_await consumer.list_topics_async(asio::use_awaitable));
    CHECK(consumer.statistics().partitions.empty());
    consumer.unsubscribe();
    consumer.assign(partitions);
    CHECK_FALSE(co_await consumer.commit_async(offsets, asio::use_awaitable));
    (void)co_await consumer.close_async(asio::use_awaitable);
    CHECK((co_await consumer.poll_async(10ms, asio::use_awaitable)).error().code() == ErrorCode::closed);
    ended = true;
  };
  asio::co_spawn(context, coroutine(context, done), [&context](const std::exception_ptr& thrown) {
    if (thrown) CHECK_NOTHROW(std::rethrow_exception(thrown));
    context.stop();
  });
  context.run_for(20s);
  CHECK(done);
}

TEST_CASE("calling forms: a consumer without a group refuses to commit and to subscribe") {
  Consumer consumer{{.bootstrap_servers = {nowhere}, .log_level = LogLevel::error}};
  CHECK_THROWS_AS(consumer.subscribe({long_topic}), std::logic_error);
  CHECK_THROWS_AS((void)consumer.commit_sync(), std::logic_error);
  CHECK_THROWS_AS((void)consumer.committed({{long_topic, 0}}), std::logic_error);
  CHECK_THROWS_AS((void)consumer.group_metadata(), std::logic_error);
  CHECK(consumer.subscription().empty());
  consumer.unsubscribe();
}

TEST_CASE("calling forms: a consumer in a group closes in time where nobody answers, and by its destructor too") {
  for (const bool by_destructor : {false, true}) {
    Consumer consumer{{.bootstrap_servers = {nowhere}, .group_id = "g", .log_level = LogLevel::error}};
    consumer.subscribe({long_topic});
    CHECK(consumer.poll(10ms).value().empty());
    CHECK_THROWS_AS(consumer.assign(std::vector<TopicPartition>{{long_topic, 0}}), std::logic_error);
    CHECK(consumer.commit_sync().has_value()); // of nothing
    CHECK(consumer.commit_sync({{{long_topic, 0}, 7}}).error().code() == ErrorCode::commit_stale);
    consumer.commit_async();
    if (!by_destructor) CHECK(consumer.close(2s).has_value());
  }
}
