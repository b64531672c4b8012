// How a producer tells what became of a record, in every form, against a broker that answers; and how calls end that wait.
#include <doctest/doctest.h>

#if __has_include(<asio/as_tuple.hpp>)
#include <asio/as_tuple.hpp>
#else
#include <asio/experimental/as_tuple.hpp>
namespace asio {
using experimental::as_tuple;
}
#endif
#include <algorithm>
#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <atomic>
#include <future>
#include <klamm/klamm.hpp>

#include "client/support/fake_kafka.hpp"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete" // GCC 12, of Asio's coroutine frames, under AddressSanitizer
#endif

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

ProducerConfig config(const FakeKafka& kafka) { return {.bootstrap_servers = {kafka.bootstrap()}, .log_level = LogLevel::error}; }

/// 64 KiB of room, of which each record takes a batch.
ProducerConfig small_buffer(const FakeKafka& kafka) {
  ProducerConfig small = config(kafka);
  small.linger = 0us;
  small.batch_size = 16 << 10;
  small.buffer_memory = 96 << 10;
  return small;
}
const std::string big(12 << 10, 'b');

/// Sends until there is no room left, into batches that the broker does not answer.
int fill(Producer& producer) {
  int accepted = 0;
  for (;; ++accepted) {
    const auto room = producer.try_send({.topic = "orders", .value = big, .partition = 0}, nullptr);
    if (!room) {
      CHECK(room.error().code() == ErrorCode::buffer_full);
      return accepted;
    }
  }
}

template <class T>
bool comes(std::future<T>& future) {
  return future.wait_for(20s) == std::future_status::ready;
}

} // namespace

TEST_CASE("delivery: callback, future, sync, many and try tell where each record went") {
  FakeKafka kafka;
  Producer producer{config(kafka)};
  const auto first = producer.send_sync({.topic = "orders", .key = "k", .value = "sync", .partition = 1, .timestamp = 5});
  REQUIRE(first);
  CHECK(first->topic() == "orders");
  CHECK(first->partition() == 1);
  CHECK(first->offset() == 0);
  CHECK(first->timestamp() == 5);
  CHECK(first->serialized_key_size() == 1);
  CHECK(first->serialized_value_size() == 4);

  std::promise<RecordMetadata> told;
  producer.send({.topic = "orders", .value = "callback", .partition = 1},
                [&told](Result<RecordMetadata> sent) { told.set_value(sent.value()); });
  auto callback = told.get_future();
  REQUIRE(comes(callback));
  const RecordMetadata of_callback = callback.get();
  CHECK(of_callback.offset() == 1);
  CHECK(of_callback.serialized_key_size() == -1);

  CHECK(producer.send({.topic = "orders", .value = "future", .partition = 1}, asio::use_future).get()->offset() == 2);

  const std::vector<ProducerRecord> many{{.topic = "orders", .value = "a", .partition = 1},
                                         {.topic = "orders", .partition = 9},
                                         {.topic = "orders", .value = "b", .partition = 1}};
  const auto sync = producer.send_many_sync(many);
  REQUIRE(sync.size() == 3);
  CHECK(sync[0]->offset() == 3);
  CHECK(sync[1].error().code() == ErrorCode::partition_unknown);
  CHECK(sync[2]->offset() == 4);
  const auto later = producer.send_many(many, asio::use_future).get();
  REQUIRE(later);
  CHECK(later->size() == 3);
  CHECK((*later)[2]->offset() == 6);
  CHECK(producer.send_many({}, asio::use_future).get()->empty());

  std::promise<RecordMetadata> tried;
  CHECK(producer.try_send({.topic = "orders", .value = "try", .partition = 1},
                          [&tried](Result<RecordMetadata> sent) { tried.set_value(sent.value()); }));
  CHECK(producer.flush(20s));
  auto try_told = tried.get_future();
  REQUIRE(comes(try_told));
  CHECK(try_told.get().offset() == 7);

  CHECK(producer.partitions_for("orders") == 3);
  CHECK(producer.partitions_for_async("orders", 20s, asio::use_future).get() == 3);
}

TEST_CASE("delivery: the broker's time is told where the topic has that, else the record's own") {
  FakeKafka kafka;
  Producer producer{config(kafka)};
  CHECK(producer.send_sync({.topic = "orders", .timestamp = 5}).value().timestamp() == 5);
  kafka.append_at(1'790'000'000'123);
  CHECK(producer.send_sync({.topic = "orders", .timestamp = 5}).value().timestamp() == 1'790'000'000'123);
}

TEST_CASE("delivery: coroutines, by themselves and with adapters") {
  FakeKafka kafka;
  asio::io_context context;
  Producer producer{config(kafka), context.get_executor()};
  std::vector<std::int64_t> offsets;
  const auto coroutine = [](Producer& to, std::vector<std::int64_t>& got) -> asio::awaitable<void> {
    got.push_back((co_await to.send({.topic = "orders", .value = "a", .partition = 0}, asio::use_awaitable)).value().offset());
    const std::vector<ProducerRecord> many(3, {.topic = "orders", .value = "m", .partition = 0});
    const auto results = (co_await to.send_many(many, asio::use_awaitable)).value();
    for (const auto& sent : results) got.push_back(sent->offset());
    const auto [sent] = co_await to.send({.topic = "orders", .value = "b", .partition = 0}, asio::as_tuple(asio::use_awaitable));
    got.push_back(sent->offset());
    to.send({.topic = "orders", .value = "c", .partition = 0}, asio::detached);
    (co_await to.flush_async(asio::use_awaitable)).value();
    got.push_back((co_await to.partitions_for_async("orders", 20s, asio::use_awaitable)).value());
    (co_await to.close_async(20s, asio::use_awaitable)).value();
  };
  std::exception_ptr thrown;
  asio::co_spawn(context, coroutine(producer, offsets), [&](std::exception_ptr e) { thrown = e, context.stop(); });
  context.run_for(20s);
  CHECK_FALSE(thrown);
  CHECK(offsets == std::vector<std::int64_t>{0, 1, 2, 3, 4, 3});
  CHECK(kafka.records().size() == 6);
}

TEST_CASE("delivery: what nobody waits for is told to on_error, whatever that throws; else to the log") {
  FakeKafka kafka;
  std::mutex mutex;
  std::vector<std::string> errors, lines;
  ProducerConfig with = config(kafka);
  with.log_sink = [&](LogLevel, std::string_view, std::string_view text) {
    const std::lock_guard lock(mutex);
    lines.emplace_back(text);
  };
  ProducerConfig without = with;
  with.on_error = [&](const Error& error) {
    const std::lock_guard lock(mutex);
    errors.push_back(error.context().topic + "[" + std::to_string(error.context().partition) + "] " + std::string(error.name()));
    throw std::runtime_error("on purpose");
  };
  {
    Producer producer{with};
    REQUIRE(producer.send_sync({.topic = "orders", .partition = 1}));
    kafka.fail_with({{1, ErrorCode::invalid_record}});
    producer.send({.topic = "orders", .value = "v", .partition = 1});
    producer.send({.topic = "orders", .value = "v", .partition = 2});
    producer.send({.topic = "orders", .value = "v", .partition = 1}, asio::detached);
    producer.send({.topic = "orders", .value = "v", .partition = 7});
    CHECK(producer.close(20s));
  }
  CHECK(errors.size() == 3);
  CHECK(std::ranges::count(errors, "orders[1] INVALID_RECORD") == 2);
  CHECK(std::ranges::count(errors, "orders[-1] PARTITION_UNKNOWN") == 1);
  CHECK(lines.size() == 3); // what the handler threw
  lines.clear();
  {
    Producer producer{without};
    producer.send({.topic = "orders", .value = "v", .partition = 1});
    CHECK(producer.close(20s));
  }
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("INVALID_RECORD") != std::string::npos);
}

TEST_CASE("delivery: completions may call back into the producer, and may throw") {
  FakeKafka kafka;
  ProducerConfig quiet = config(kafka);
  std::atomic<int> logged{0};
  quiet.log_sink = [&logged](LogLevel, std::string_view, std::string_view text) {
    logged += text.find("a completion threw") != std::string_view::npos ? 1 : 0;
  };
  Producer producer{quiet};
  std::promise<void> done;
  std::atomic<int> depth{0};
  std::function<void(Result<RecordMetadata>)> again = [&](const Result<RecordMetadata>& sent) {
    CHECK(sent);
    if (++depth < 5) producer.send({.topic = "orders", .value = "again", .partition = 0}, again);
    else producer.flush_async([&](const Result<void>&) { done.set_value(); });
    throw std::runtime_error("on purpose");
  };
  producer.send({.topic = "orders", .value = "first", .partition = 0}, again);
  auto end = done.get_future();
  REQUIRE(comes(end));
  CHECK(depth == 5);
  // Early errors, flush and close have completions too; the client's thread outlives what those throw.
  producer.send({.topic = "orders", .partition = 9}, [](const Result<RecordMetadata>&) { throw 42; });
  producer.flush_async([](const Result<void>&) { throw std::runtime_error("on purpose"); });
  producer.partitions_for_async("orders", 20s, [](const Result<std::int32_t>&) { throw std::runtime_error("on purpose"); });
  CHECK(producer.send_sync({.topic = "orders", .value = "last"}));
  producer.close_async(20s, [](const Result<void>&) { throw std::runtime_error("on purpose"); });
  CHECK(producer.close(20s));
  CHECK(logged == 9);
}

TEST_CASE("delivery: a full buffer blocks a thread for max.block.ms, refuses try_send at once, and goes on when there is room") {
  FakeKafka kafka;
  ProducerConfig small = small_buffer(kafka);
  small.max_block = 150ms;
  Producer producer{small};
  REQUIRE(producer.send_sync({.topic = "orders", .partition = 0}));
  kafka.hold();
  CHECK(fill(producer) > 0);
  const auto late = producer.send({.topic = "orders", .value = big, .partition = 0}, asio::use_future).get();
  REQUIRE_FALSE(late);
  CHECK(late.error().code() == ErrorCode::buffer_full);
  CHECK(late.error().fate() == Fate::not_sent);
  CHECK(late.error().cause().find("max.block.ms=150") != std::string::npos);
  kafka.let_go();
  CHECK(producer.flush(20s));
  CHECK(producer.send_sync({.topic = "orders", .value = big, .partition = 0}));
}

TEST_CASE("delivery: coroutines are suspended while there is no room, in order, and no thread waits") {
  FakeKafka kafka;
  asio::io_context context; // one thread: it would be the one that waits
  Producer producer{small_buffer(kafka), context.get_executor()};
  std::vector<std::string> order;
  bool full = false;
  const auto coroutine = [&]() -> asio::awaitable<void> {
    (co_await producer.send({.topic = "orders", .partition = 0}, asio::use_awaitable)).value();
    kafka.hold();
    fill(producer);
    full = true;
    std::vector<std::string> values;
    for (int i = 0; i < 20; ++i) values.push_back(std::to_string(i) + "/" + big);
    std::vector<ProducerRecord> records;
    for (const std::string& value : values) records.push_back({.topic = "orders", .value = value, .partition = 0});
    asio::steady_timer timer(context, 50ms);
    timer.async_wait([&](const auto&) { kafka.let_go(); });
    const auto results = (co_await producer.send_many(records, asio::use_awaitable)).value();
    for (const auto& sent : results) CHECK(sent);
    const auto [one] = co_await producer.send({.topic = "orders", .value = big, .partition = 0}, asio::as_tuple(asio::use_awaitable));
    CHECK(one);
  };
  asio::co_spawn(context, coroutine(), [&](std::exception_ptr e) {
    CHECK_FALSE(e);
    context.stop();
  });
  context.run_for(20s);
  CHECK(full);
  for (const KeptRecord& record : kafka.records())
    if (record.value && record.value->find('/') != std::string::npos) order.push_back(record.value->substr(0, record.value->find('/')));
  REQUIRE(order.size() == 20);
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == std::to_string(i));
}

TEST_CASE("delivery: cancelling ends a wait for room with nothing sent, and a wait for the answer with the record on its way") {
  FakeKafka kafka;
  Producer producer{small_buffer(kafka)};
  REQUIRE(producer.send_sync({.topic = "orders", .partition = 0}));
  kafka.hold();
  asio::io_context context;
  asio::cancellation_signal sent_signal, waiting_signal;
  std::optional<Result<RecordMetadata>> sent, waiting;
  const auto spawn = [&](asio::cancellation_signal& signal, std::optional<Result<RecordMetadata>>& into, std::string value) {
    asio::co_spawn(
        context,
        [](Producer& to, std::optional<Result<RecordMetadata>>& result, std::string text) -> asio::awaitable<void> {
          result = co_await to.send({.topic = "orders", .value = text, .partition = 0}, asio::use_awaitable);
        }(producer, into, std::move(value)),
        asio::bind_cancellation_slot(signal.slot(), asio::detached));
  };
  spawn(sent_signal, sent, "sent");
  context.poll();
  CHECK(kafka.wait_for_requests(2));
  fill(producer);
  spawn(waiting_signal, waiting, big + "waiting");
  context.restart(), context.poll();
  CHECK_FALSE(waiting);
  sent_signal.emit(asio::cancellation_type::terminal);
  waiting_signal.emit(asio::cancellation_type::terminal);
  context.restart(), context.run_for(20s);
  REQUIRE(sent);
  REQUIRE(waiting);
  CHECK(sent->error().code() == ErrorCode::cancelled);
  CHECK(sent->error().fate() == Fate::possibly_sent);
  CHECK(waiting->error().code() == ErrorCode::cancelled);
  CHECK(waiting->error().fate() == Fate::not_sent);
  kafka.let_go();
  CHECK(producer.close(20s));
  for (const KeptRecord& record : kafka.records()) CHECK_FALSE(record.value.value_or("").ends_with("waiting"));
  CHECK(std::ranges::count(kafka.records(), std::optional<std::string>("sent"), &KeptRecord::value) == 1);
}

TEST_CASE("delivery: a race against a timer ends by either, and lambdas have slots too") {
  FakeKafka kafka;
  asio::io_context context;
  Producer producer{config(kafka), context.get_executor()};
  int timed_out = 0, flushed = 0;
  const auto coroutine = [&]() -> asio::awaitable<void> {
    using namespace asio::experimental::awaitable_operators;
    (co_await producer.send({.topic = "orders", .partition = 0}, asio::use_awaitable)).value();
    asio::steady_timer timer(context, 20s);
    const auto quick =
        co_await (producer.send({.topic = "orders", .partition = 0}, asio::use_awaitable) || timer.async_wait(asio::use_awaitable));
    CHECK(quick.index() == 0);
    kafka.hold();
    timer.expires_after(20ms);
    const auto slow =
        co_await (producer.send({.topic = "orders", .partition = 0}, asio::use_awaitable) || timer.async_wait(asio::use_awaitable));
    timed_out += slow.index() == 1 ? 1 : 0;
    timer.expires_after(20ms);
    const auto flush = co_await (producer.flush_async(asio::use_awaitable) || timer.async_wait(asio::use_awaitable));
    timed_out += flush.index() == 1 ? 1 : 0;
    kafka.let_go();
    (co_await producer.flush_async(asio::use_awaitable)).value();
  };
  asio::co_spawn(context, coroutine(), [&](std::exception_ptr e) {
    CHECK_FALSE(e);
    context.stop();
  });
  context.run_for(20s);
  CHECK(timed_out == 2);
  context.restart();
  asio::cancellation_signal signal;
  kafka.hold();
  producer.send({.topic = "orders", .partition = 0}, [](const Result<RecordMetadata>&) {});
  producer.flush_async(asio::bind_cancellation_slot(
      signal.slot(), [&](const Result<void>& ended) { flushed += !ended && ended.error().code() == ErrorCode::cancelled ? 1 : 0; }));
  signal.emit(asio::cancellation_type::all);
  context.run_for(200ms);
  CHECK(flushed == 1);
  kafka.let_go();
  // Orderly: a context that is given up with a request under way never runs what would let go of it.
  bool closed = false;
  producer.close_async(20s, [&](const Result<void>& result) { closed = result.has_value(), context.stop(); });
  context.restart();
  context.run_for(20s);
  CHECK(closed);
}

TEST_CASE("delivery: flush and close keep their deadlines; purge and close tell every record") {
  FakeKafka kafka;
  ProducerConfig small = small_buffer(kafka);
  Producer producer{small};
  REQUIRE(producer.send_sync({.topic = "orders", .partition = 0}));
  kafka.hold();
  std::atomic<int> cancelled{0}, closed{0}, others{0};
  const auto count = [&](const Result<RecordMetadata>& result) {
    if (result) ++others;
    else if (result.error().code() == ErrorCode::cancelled) ++cancelled;
    else if (result.error().code() == ErrorCode::closed) ++closed;
    else ++others;
  };
  int accepted = 0;
  while (producer.try_send({.topic = "orders", .value = big, .partition = 0}, count)) ++accepted;
  const auto flush = producer.flush(50ms);
  REQUIRE_FALSE(flush);
  CHECK(flush.error().code() == ErrorCode::timed_out);
  asio::io_context context;
  std::optional<Result<RecordMetadata>> suspended;
  asio::co_spawn(
      context,
      [&]() -> asio::awaitable<void> {
        suspended = co_await producer.send({.topic = "orders", .value = big, .partition = 0}, asio::use_awaitable);
      },
      asio::detached);
  context.poll();
  CHECK_FALSE(suspended);
  producer.purge();
  context.restart(), context.run_for(20s);
  REQUIRE(suspended);
  CHECK(suspended->error().code() == ErrorCode::cancelled);
  CHECK(producer.flush(20s)); // nothing is left to wait for
  CHECK(cancelled == accepted);
  kafka.let_go(); // what was on its way keeps its memory until then
  REQUIRE(producer.send_sync({.topic = "orders", .partition = 0}));
  kafka.hold();
  producer.send({.topic = "orders", .value = "v", .partition = 1}, count);
  const auto close = producer.close(50ms);
  REQUIRE_FALSE(close);
  CHECK(close.error().code() == ErrorCode::timed_out);
  CHECK(closed == 1);
  producer.send({.topic = "orders", .value = "v"}, count);
  CHECK(producer.close(20s)); // again: no error
  CHECK(closed == 2);
  CHECK(others == 0);
  CHECK_FALSE(producer.try_send({.topic = "orders", .value = "v"}, nullptr));
}

TEST_CASE("delivery: threads that send while the producer closes get one completion for each record") {
  FakeKafka kafka;
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> sent{0}, told{0};
    {
      Producer producer{config(kafka)};
      if (round % 2 == 0) REQUIRE(producer.send_sync({.topic = "orders"}));
      std::atomic<bool> stop{false};
      std::vector<std::thread> threads;
      for (int t = 0; t < 2; ++t)
        threads.emplace_back([&] {
          while (!stop) {
            ++sent;
            producer.send({.topic = "orders", .value = "v"}, [&told](const Result<RecordMetadata>&) { ++told; });
          }
        });
      while (sent < 200) std::this_thread::yield();
      (void)producer.close(round % 3 == 0 ? 0s : 20s);
      stop = true;
      for (std::thread& thread : threads) thread.join();
    }
    CAPTURE(round);
    CHECK(told.load() == sent.load());
  }
}

TEST_CASE("delivery: refused records wait to be told, and are never more than a bound") {
  FakeKafka kafka;
  Producer producer{config(kafka)};
  REQUIRE(producer.close(20s));
  std::atomic<int> told{0};
  int most = 0;
  for (int sent = 1; sent <= 100'000; ++sent) {
    producer.send({.topic = "orders", .value = "v"}, [&told](const Result<RecordMetadata>&) { ++told; });
    most = std::max(most, sent - told);
  }
  CHECK(most <= 10'001); // one may have been counted and not called yet
  producer = Producer{config(kafka)};
  CHECK(told == 100'000);
}

TEST_CASE("delivery: a topic that does not exist fails by max.block.ms, saying so") {
  FakeKafka kafka;
  ProducerConfig quick = config(kafka);
  quick.max_block = 200ms;
  Producer producer{quick};
  const auto sent = producer.send_sync({.topic = "no such topic", .value = "v"});
  REQUIRE_FALSE(sent);
  CHECK(sent.error().fate() == Fate::not_sent);
  CHECK(sent.error().context().topic == "no such topic");
  CHECK_FALSE(producer.partitions_for("no such topic", 100ms));
  CHECK_THROWS_AS(producer.send({.topic = "", .value = "v"}), std::invalid_argument);
}
