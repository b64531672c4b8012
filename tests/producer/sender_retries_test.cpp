// What waits to be sent again: for how long, in which order, and how it is counted.
#include <doctest/doctest.h>

#include "producer/send_statistics.hpp"
#include "producer/sender_fixture.hpp"
#include "records/batch_reader.hpp"

using namespace klamm;
using namespace klamm::producer;

namespace {

ProducerSettings settings(bool idempotent = true) {
  ProducerSettings made;
  made.linger = 0ms;
  made.idempotent = idempotent;
  return made;
}

SendStatistics counted(SenderFixture& f) { return send_statistics(f.accumulator).total; }

/// Fails the batch under way and returns how long the sender then waits before it sends it again.
Duration wait_after_failure(SenderFixture& f, ProducePlan& plan) {
  f.lose(plan);
  const TimePoint failed = f.now;
  for (auto next = f.step();; next = f.step()) {
    if (!next.empty()) {
      plan = next.at(0);
      return f.now - failed;
    }
    REQUIRE(f.deadline > f.now);
    f.now = f.deadline;
  }
}

} // namespace

TEST_CASE("sender: the wait before a retry begins at retry.backoff.ms and doubles up to retry.backoff.max.ms, with jitter") {
  ProducerSettings slow = settings();
  slow.retry_backoff = 200ms;
  slow.retry_backoff_max = 500ms;
  SenderFixture f(slow);
  f.send(0);
  ProducePlan plan = f.step().at(0);
  const auto between = [](Duration wait, Duration least, Duration most) { return wait >= least && wait <= most; };
  CHECK(between(wait_after_failure(f, plan), 160ms, 240ms));
  CHECK(between(wait_after_failure(f, plan), 320ms, 480ms));
  for (int i = 0; i < 5; ++i) CHECK(between(wait_after_failure(f, plan), 400ms, 500ms));
  f.answer(plan);
  CHECK(f.told[0]->has_value());
}

TEST_CASE("sender: a topic's own delivery.timeout.ms and retries that it does not outlast") {
  ProducerSettings impatient = settings();
  impatient.topic_settings = [](const std::string&) {
    TopicSettings topic;
    topic.delivery_timeout = 3s;
    return topic;
  };
  SenderFixture f(impatient);
  f.unreachable = {1};
  f.send(0);
  (void)f.step();
  f.now += 2900ms;
  (void)f.step();
  CHECK_FALSE(f.told[0]);
  CHECK(f.deadline <= f.now + 100ms);
  f.now += 100ms;
  (void)f.step();
  REQUIRE(f.told[0]);
  CHECK(f.told[0]->error().code() == ErrorCode::timed_out);
  CHECK(f.told[0]->error().cause().find("delivery.timeout.ms=3000") != std::string::npos);
}

TEST_CASE("sender: a batch that waits to be sent again is counted as that, and as nothing else") {
  SenderFixture f(settings());
  f.send(0, std::string(500, 'v'));
  const auto plan = f.step().at(0);
  CHECK(counted(f).in_flight_batches == 1);
  CHECK(counted(f).retrying_batches == 0);
  f.lose(plan);
  CHECK(counted(f).in_flight_batches == 0);
  CHECK(counted(f).waiting_batches == 0);
  CHECK(counted(f).retrying_batches == 1);
  CHECK(counted(f).retrying_bytes > 500);
  CHECK(counted(f).retries == 1);
  f.now += 1s;
  f.answer(f.step().at(0));
  CHECK(counted(f).retrying_batches == 0);
  CHECK(counted(f).retrying_bytes == 0);
  CHECK(counted(f).in_flight_bytes == 0);
  CHECK(counted(f).records_sent == 1);

  f.send(0);
  f.lose(f.step().at(0));
  f.sender.abort_all(Error(ErrorCode::closed));
  f.deliver();
  CHECK(counted(f).retrying_batches == 0);
  CHECK(counted(f).retrying_bytes == 0);
}

TEST_CASE("sender: the halves of a split batch are counted as the batches that they are") {
  ProducerSettings lingering = settings();
  lingering.linger = 1ms;
  SenderFixture f(lingering);
  for (int i = 0; i < 4; ++i) f.send(0, std::string(100, 'v'));
  f.now += 1ms;
  f.answer(f.step().at(0), {{0, ErrorCode::message_too_large}});
  CHECK(counted(f).splits == 1);
  CHECK(counted(f).batches == 3);
  CHECK(counted(f).batched_records == 8);
  CHECK(counted(f).bytes == counted(f).uncompressed_bytes);
  CHECK(counted(f).retrying_batches == 2);
  CHECK(send_statistics(f.accumulator).batch_bytes.count == 3);
  f.answer(f.step().at(0));
  f.answer(f.step().at(0));
  CHECK(counted(f).records_sent == 4);
  CHECK(counted(f).retrying_batches == 0);
}

TEST_CASE("sender: the halves of a split batch stand behind an earlier batch that failed") {
  for (const bool idempotent : {true, false}) {
    CAPTURE(idempotent);
    SenderFixture f(settings(idempotent));
    f.broker_knows_producer();
    f.send(0, "first");
    const auto first = f.step().at(0);
    f.now += 1ms;
    f.send(0, "a");
    f.send(0, "b");
    const auto second = f.step().at(0);
    REQUIRE(second.batches[0]->count == 2);
    f.lose(first, Fate::not_sent);
    f.answer(second, {{0, ErrorCode::message_too_large}});
    std::vector<std::string> values;
    f.now += 1s;
    for (std::int64_t round = 0; round < 3 && values.size() < 3; ++round) {
      for (const ProducePlan& plan : f.step()) {
        BatchReader reader(plan.batches[0]->bytes);
        REQUIRE(reader.next().value());
        Decompressor decompressor;
        auto records = read_records(reader.batch(), decompressor).value();
        RecordView record;
        while (records.next(record)) values.emplace_back(record.value.text());
        f.answer(plan, {}, 10 + round);
      }
    }
    CHECK(values == std::vector<std::string>{"first", "a", "b"});
  }
}
