#include "producer/sender.hpp"

#include <doctest/doctest.h>

#include "producer/sender_fixture.hpp"
#include "records/batch_reader.hpp"

using namespace klamm;
using namespace klamm::producer;

namespace {

ProducerSettings settings(Duration linger = 0ms, bool idempotent = true) {
  ProducerSettings settings;
  settings.linger = linger;
  settings.idempotent = idempotent;
  return settings;
}

std::int32_t sequence_of(const ProducePlan& plan) { return RecordBatchHeader::read(plan.batches.front()->bytes.data()).base_sequence; }
std::int16_t epoch_of(const ProducePlan& plan) { return RecordBatchHeader::read(plan.batches.front()->bytes.data()).producer_epoch; }

} // namespace

TEST_CASE("sender: a batch waits for linger, and a full one does not") {
  SenderFixture f(settings(5ms));
  f.send(0);
  CHECK(f.step().empty());
  CHECK(f.deadline == f.now + 5ms);
  f.now += 5ms;
  CHECK(f.step().size() == 1);
  f.send(1, std::string(16'000, 'x')); // another one like it would not fit
  CHECK(f.step().size() == 1);
}

TEST_CASE("sender: one request carries a batch of each partition of a broker") {
  SenderFixture f(settings());
  f.set_leaders({1, 1, 2});
  for (const int partition : {0, 1, 2}) f.send(partition);
  const auto plans = f.step();
  REQUIRE(plans.size() == 2);
  CHECK(plans[0].node == 1);
  CHECK(plans[0].batches.size() == 2);
  CHECK(plans[1].node == 2);
}

TEST_CASE("sender: no more requests are in flight than allowed, and an answer lets the next one go") {
  ProducerSettings few = settings();
  few.max_in_flight = 2;
  SenderFixture f(few);
  f.broker_knows_producer();
  std::vector<ProducePlan> plans;
  for (int i = 0; i < 4; ++i) {
    f.send(0);
    for (auto& plan : f.step()) plans.push_back(plan);
  }
  CHECK(plans.size() == 2);
  f.answer(plans[0]);
  CHECK(f.step().size() == 1);
}

TEST_CASE("sender: each record is told its own offset") {
  SenderFixture f(settings(1ms));
  for (int i = 0; i < 3; ++i) f.send(0);
  f.now += 1ms;
  const auto plans = f.step();
  f.answer(plans.at(0), {}, 40);
  for (std::size_t i = 0; i < 3; ++i) CHECK(f.told[i]->value().offset() == 40 + static_cast<std::int64_t>(i));
}

TEST_CASE("sender: a partition's first batch goes alone, as a broker takes any sequence of a producer that it doesn't know") {
  SenderFixture f(settings());
  f.send(0);
  auto first = f.step().at(0);
  f.send(0);
  CHECK(f.step().empty());
  f.answer(first, {{0, ErrorCode::not_leader_or_follower}});
  f.now += 1s;
  auto again = f.step().at(0);
  CHECK(sequence_of(again) == 0);
  CHECK(f.step().empty());
  f.answer(again);
  CHECK(sequence_of(f.step().at(0)) == 1);
  f.send(0);
  CHECK(sequence_of(f.step().at(0)) == 2); // beside the one before it
}

TEST_CASE("sender: sequences count the records of a partition") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  f.send(0);
  auto plans = f.step();
  CHECK(sequence_of(plans.at(0)) == 0);
  f.send(0);
  f.send(0);
  plans = f.step();
  CHECK(sequence_of(plans.at(0)) == 1);
  f.send(0);
  plans = f.step();
  CHECK(sequence_of(plans.at(0)) == 3);
}

TEST_CASE("sender: what is sent again after a lost answer is the same bytes") {
  SenderFixture f(settings());
  f.send(0);
  auto first = f.step().at(0);
  const Slice bytes = Slice::copy_of(first.batches[0]->bytes.bytes());
  f.lose(first);
  CHECK(f.step().empty()); // retry.backoff.ms
  f.now += 1s;
  auto again = f.step().at(0);
  CHECK(again.batches[0]->bytes == bytes);
  f.answer(again, {{0, ErrorCode::duplicate_sequence_number}});
  CHECK(f.told[0]->has_value()); // it had been written the first time
}

TEST_CASE("sender: batches that failed go again in order, each after its predecessor's answer") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  std::vector<ProducePlan> plans;
  for (int i = 0; i < 3; ++i) {
    f.send(0);
    plans.push_back(f.step().at(0));
  }
  for (const auto& plan : {plans[1], plans[0], plans[2]}) f.lose(plan); // told in any order
  f.send(0);
  f.now += 1s;
  for (int expected = 0; expected < 2; ++expected) {
    auto next = f.step();
    REQUIRE(next.size() == 1);
    CHECK(sequence_of(next[0]) == expected);
    CHECK(f.step().empty());
    f.answer(next[0], {}, expected);
  }
  auto last = f.step(); // the last of them, and what is new behind it
  REQUIRE(last.size() == 2);
  CHECK(sequence_of(last[0]) == 2);
  CHECK(sequence_of(last[1]) == 3);
  f.answer(last[0], {}, 2);
  CHECK(f.order == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("sender: a duplicate is a success only where an attempt may have been written") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  f.send(0);
  auto plan = f.step().at(0);
  SUBCASE("its answer was lost") {
    f.lose(plan);
    f.now += 1s;
    f.answer(f.step().at(0), {{0, ErrorCode::duplicate_sequence_number}});
    REQUIRE(f.told[0]);
    CHECK(f.told[0]->has_value());
  }
  SUBCASE("it was refused: the broker has forgotten this producer, and then taken a later batch") {
    f.answer(plan, {{0, ErrorCode::not_enough_replicas}});
    f.now += 1s;
    f.answer(f.step().at(0), {{0, ErrorCode::duplicate_sequence_number}});
    REQUIRE(f.told[0]);
    REQUIRE_FALSE(f.told[0]->has_value());
    CHECK(f.told[0]->error().fate() == Fate::refused);
  }
}

TEST_CASE("sender: a new leader gets the batch with the same sequence") {
  SenderFixture f(settings());
  f.send(0);
  auto plan = f.step().at(0);
  f.answer(plan, {{0, ErrorCode::not_leader_or_follower}});
  f.set_leaders({2, 1, 1});
  f.now += 1s;
  auto again = f.step().at(0);
  CHECK(f.stale > 0);
  CHECK(again.node == 2);
  CHECK(sequence_of(again) == 0);
}

TEST_CASE("sender: a new leader gets nothing that follows on what the old one has not answered") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  f.send(0);
  const auto first = f.step().at(0);
  f.send(0);
  f.set_leaders({2, 1, 1});
  CHECK(f.step().empty()); // were the first one refused, a leader that has lost what it knew would take the second
  f.answer(first, {{0, ErrorCode::not_leader_or_follower}});
  f.now += 1s;
  const auto again = f.step().at(0);
  CHECK(again.node == 2);
  CHECK(sequence_of(again) == 0);
}

TEST_CASE("sender: without idempotence too records are told in the order of sending, when a new leader answers before the old one") {
  auto without = settings();
  without.idempotent = false;
  SenderFixture f(without);
  f.send(0);
  const auto first = f.step().at(0);
  f.set_leaders({2, 1, 1});
  f.send(0);
  const auto second = f.step().at(0);
  REQUIRE(second.node == 2);
  f.answer(second, {}, 8); // it has the first one, and so takes the second
  CHECK(f.order.empty());
  CHECK(f.sender.oldest_batch() == 1);
  SUBCASE("the old leader answers late") { f.answer(first, {}, 7); }
  SUBCASE("its answer is lost, and the batch goes again") {
    f.sender.on_failure(first.id, Error(ErrorCode::disconnected), f.now);
    f.deliver();
    CHECK(f.order.empty());
    f.now += 1s;
    const auto again = f.step().at(0);
    CHECK(again.node == 2);
    f.answer(again, {}, 7);
  }
  CHECK(f.order == std::vector<std::size_t>{0, 1});
  CHECK(f.told[0]->value().offset() == 7);
  CHECK(f.told[1]->value().offset() == 8);
  CHECK(f.sender.oldest_batch() == UINT64_MAX);
}

TEST_CASE("sender: an error that cannot pass is told at once, and later records start anew in another epoch") {
  SenderFixture f(settings());
  f.send(0);
  auto plan = f.step().at(0);
  f.answer(plan, {{0, ErrorCode::invalid_record}});
  REQUIRE(f.told[0]);
  CHECK(f.told[0]->error().code() == ErrorCode::invalid_record);
  CHECK(f.told[0]->error().fate() == Fate::refused);
  f.send(0);
  auto next = f.step().at(0);
  CHECK(epoch_of(next) == 1);
  CHECK(sequence_of(next) == 0);
}

TEST_CASE("sender: what followed a batch that failed for good gets new sequences, unless it may have been written") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  std::vector<ProducePlan> plans;
  for (int i = 0; i < 3; ++i) {
    f.send(0);
    plans.push_back(f.step().at(0));
  }
  f.answer(plans[0], {{0, ErrorCode::invalid_record}});
  f.answer(plans[1], {{0, ErrorCode::out_of_order_sequence_number}}); // so it was not written
  f.lose(plans[2]);                                                   // nobody knows
  f.now += 1s;
  auto next = f.step().at(0);
  CHECK(epoch_of(next) == 1);
  CHECK(sequence_of(next) == 0);
  CHECK_FALSE(f.told[2]); // behind its predecessor
  f.answer(next, {}, 7);
  CHECK(f.told[1]->value().offset() == 7);
  REQUIRE(f.told[2]);
  CHECK(f.told[2]->error().fate() == Fate::possibly_sent);
}

TEST_CASE("sender: a partition's epoch is not raised while something of it is in flight") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  f.send(0);
  auto first = f.step().at(0);
  f.send(0);
  auto second = f.step().at(0);
  f.answer(first, {{0, ErrorCode::invalid_record}});
  f.send(0);
  CHECK(f.step().empty());
  f.answer(second, {{0, ErrorCode::out_of_order_sequence_number}});
  f.now += 1s;
  CHECK(epoch_of(f.step().at(0)) == 1);
}

TEST_CASE("sender: another partition goes on in its epoch") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  f.send(1);
  auto other = f.step().at(0);
  f.send(0);
  auto failed = f.step().at(0);
  f.answer(failed, {{0, ErrorCode::invalid_record}});
  f.send(0);
  auto anew = f.step().at(0);
  CHECK(epoch_of(anew) == 1);
  f.send(1);
  auto beside = f.step().at(0);
  CHECK(epoch_of(beside) == 0); // its first batch is still in flight in that epoch
  CHECK(sequence_of(beside) == 1);
  f.answer(other, {}, 0);
  f.answer(beside, {}, 1);
  f.send(1);
  CHECK(epoch_of(f.step().at(0)) == 1);
}

TEST_CASE("sender: at delivery.timeout.ms a record that was never sent is certainly not in the log") {
  SenderFixture f(settings());
  f.unreachable = {1};
  f.send(0);
  f.step();
  f.now += 121s;
  f.step();
  REQUIRE(f.told[0]);
  CHECK(f.told[0]->error().code() == ErrorCode::timed_out);
  CHECK(f.told[0]->error().fate() == Fate::not_sent);
  CHECK(f.told[0]->error().message().find("connection refused") != std::string::npos);
  CHECK(f.told[0]->error().hint() == "is the broker running?");
  CHECK(f.told[0]->error().context().topic == "orders");
}

TEST_CASE("sender: a record that expires in flight may be in the log, and its bytes are kept until the request ends") {
  SenderFixture f(settings());
  f.send(0, std::string(1000, 'x'));
  auto plan = f.step().at(0);
  f.now += 121s;
  f.step();
  REQUIRE(f.told[0]);
  CHECK(f.told[0]->error().fate() == Fate::possibly_sent);
  CHECK(f.accumulator.pool().in_use() > 0);
  CHECK(plan.batches[0]->bytes.text().find("xxxx") != std::string::npos);
  f.lose(plan);
  f.step();
  CHECK(f.accumulator.pool().in_use() == 0);
  CHECK(f.order.size() == 1);
}

TEST_CASE("sender: after an expired batch the next records begin a new epoch, so that none is taken for a repeated one") {
  SenderFixture f(settings());
  f.send(0);
  auto plan = f.step().at(0);
  f.now += 121s;
  f.step();
  f.send(0);
  CHECK(f.step().empty()); // the old request is still out
  f.lose(plan);
  auto next = f.step().at(0);
  CHECK(epoch_of(next) == 1);
  CHECK(sequence_of(next) == 0);
}

TEST_CASE("sender: retries end after their number") {
  ProducerSettings once = settings(0ms, false);
  once.retries = 1;
  SenderFixture f(once);
  f.send(0);
  f.lose(f.step().at(0));
  f.now += 1s;
  f.lose(f.step().at(0));
  REQUIRE(f.told[0]);
  CHECK(f.told[0]->error().code() == ErrorCode::disconnected);
}

TEST_CASE("sender: a batch that is too large is split, and its records keep order, sequence and completion") {
  SenderFixture f(settings(1ms));
  for (int i = 0; i < 5; ++i) f.send(0, "value " + std::to_string(i));
  f.now += 1ms;
  auto whole = f.step().at(0);
  f.answer(whole, {{0, ErrorCode::message_too_large}});
  auto front = f.step().at(0);
  CHECK(front.batches[0]->count == 2);
  CHECK(sequence_of(front) == 0);
  f.answer(front, {}, 10);
  auto back = f.step().at(0);
  CHECK(back.batches[0]->count == 3);
  CHECK(sequence_of(back) == 2);
  BatchReader reader(back.batches[0]->bytes);
  REQUIRE(reader.next().value());
  Decompressor decompressor;
  auto records = read_records(reader.batch(), decompressor).value();
  RecordView record;
  REQUIRE(records.next(record));
  CHECK(record.value == BytesView("value 2"));
  f.answer(back, {}, 12);
  CHECK(f.order == std::vector<std::size_t>{0, 1, 2, 3, 4});
  CHECK(f.told[4]->value().offset() == 14);
}

TEST_CASE("sender: a single record that is too large fails alone") {
  SenderFixture f(settings());
  f.send(0);
  f.answer(f.step().at(0), {{0, ErrorCode::message_too_large}});
  REQUIRE(f.told[0]);
  CHECK(f.told[0]->error().code() == ErrorCode::message_too_large);
}

TEST_CASE("sender: a sequence wraps from 2^31-1 to 0") {
  SenderFixture f(settings(1ms));
  f.send(0);
  f.now += 1ms;
  f.answer(f.step().at(0));
  f.accumulator.topics().get("orders").partitions()->queues[0]->next_sequence = INT32_MAX;
  for (int i = 0; i < 2; ++i) f.send(0);
  f.now += 1ms;
  auto plan = f.step().at(0);
  CHECK(sequence_of(plan) == INT32_MAX);
  f.lose(plan);
  f.send(0);
  f.now += 1s;
  auto after_wrap = f.step();
  REQUIRE(after_wrap.size() == 2);
  CHECK(sequence_of(after_wrap[0]) == INT32_MAX);
  CHECK(sequence_of(after_wrap[1]) == 1);
}

TEST_CASE("sender: acknowledged records that the broker has forgotten are reported, and the batch goes on in a new epoch") {
  SenderFixture f(settings());
  f.send(0);
  f.answer(f.step().at(0));
  f.send(0);
  f.answer(f.step().at(0), {{0, ErrorCode::out_of_order_sequence_number}}); // though it is the next one
  f.now += 1s;
  auto again = f.step().at(0);
  CHECK(epoch_of(again) == 1);
  CHECK(sequence_of(again) == 0);
}

TEST_CASE("sender: records that the broker forgets a second time don't hold up what already waits in the next epoch") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  std::vector<ProducePlan> plans;
  for (int i = 0; i < 2; ++i) {
    f.send(0);
    plans.push_back(f.step().at(0));
  }
  for (const auto& plan : plans) f.answer(plan, {{0, ErrorCode::out_of_order_sequence_number}});
  f.now += 1s;
  f.answer(f.step().at(0)); // sequence 0 of epoch 1
  f.now += 1s;
  f.answer(f.step().at(0), {{0, ErrorCode::out_of_order_sequence_number}}); // and now it is lost, too
  f.now += 2s;
  const auto again = f.step().at(0);
  CHECK(epoch_of(again) == 2);
  CHECK(sequence_of(again) == 0);
}

TEST_CASE("sender: records that a broker refused are not written behind later ones that it took after it forgot this producer") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  std::vector<ProducePlan> plans;
  for (int i = 0; i < 3; ++i) {
    f.send(0);
    plans.push_back(f.step().at(0));
  }
  f.answer(plans[0], {{0, ErrorCode::out_of_order_sequence_number}});
  f.answer(plans[1], {}, 40);
  REQUIRE(f.told[0]);
  REQUIRE_FALSE(f.told[0]->has_value());
  CHECK(f.told[0]->error().fate() == Fate::refused);
  CHECK(f.told[1]->value().offset() == 40);
  f.answer(plans[2], {{0, ErrorCode::not_enough_replicas}}); // nothing has overtaken this one
  f.now += 1s;
  const auto again = f.step().at(0);
  CHECK(epoch_of(again) == 1);
  f.answer(again, {}, 41);
  CHECK(f.told[2]->value().offset() == 41);
  CHECK(f.order == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("sender: what a deposed leader refused may be in the new one's log, and is not overtaken by what was written behind it") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  f.send(0);
  const auto first = f.step().at(0);
  f.send(0);
  const auto second = f.step().at(0);
  f.answer(first, {{0, ErrorCode::not_leader_or_follower}}); // it appended it, and lost the lead while it waited for its followers
  f.answer(second, {}, 41);                                  // the broker was elected in between, and has the first
  CHECK_FALSE(f.told[0]);
  f.now += 1s;
  f.answer(f.step().at(0), {}, 40); // it knows it
  REQUIRE(f.told[0]);
  REQUIRE(f.told[0]->has_value());
  CHECK(f.told[0]->value().offset() == 40);
  CHECK(f.told[1]->value().offset() == 41);
  CHECK(f.order == std::vector<std::size_t>{0, 1});
}

TEST_CASE("sender: records whose answer was lost fail when the broker has taken later ones without them") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  f.send(0);
  const auto first = f.step().at(0);
  f.send(0);
  const auto second = f.step().at(0);
  f.answer(first, {{0, ErrorCode::request_timed_out}}); // written or not
  f.answer(second, {}, 40);
  f.now += 1s;
  f.answer(f.step().at(0), {{0, ErrorCode::out_of_order_sequence_number}}); // not: it would be a duplicate
  REQUIRE(f.told[0]);
  REQUIRE_FALSE(f.told[0]->has_value());
  CHECK(f.told[0]->error().fate() == Fate::possibly_sent); // it may have been written and lost
  CHECK(f.told[1]->value().offset() == 40);
}

TEST_CASE("sender: what was sent before records that may be in the log is not written behind them in a new epoch") {
  SenderFixture f(settings());
  f.broker_knows_producer();
  std::vector<ProducePlan> plans;
  for (int i = 0; i < 3; ++i) {
    f.send(0);
    plans.push_back(f.step().at(0));
  }
  for (const auto& plan : plans) f.lose(plan, &plan == &plans.back() ? Fate::not_sent : Fate::possibly_sent);
  f.now += 1s;
  f.answer(f.step().at(0),
           {{0, ErrorCode::out_of_order_sequence_number}}); // the broker knows nothing of the first; of the second, who knows
  f.now += 1s;
  const auto again = f.step().at(0);
  for (const std::size_t lost : {0U, 1U}) {
    REQUIRE(f.told[lost]);
    REQUIRE_FALSE(f.told[lost]->has_value());
    CHECK(f.told[lost]->error().fate() == Fate::possibly_sent);
  }
  CHECK(epoch_of(again) == 1);
  CHECK(sequence_of(again) == 0);
  f.answer(again, {}, 40);
  CHECK(f.told[2]->value().offset() == 40);
}

TEST_CASE("sender: without a leader records wait, and metadata is asked for") {
  SenderFixture f(settings());
  f.set_leaders({-1, 1, 1});
  f.send(0);
  CHECK(f.step().empty());
  CHECK(f.stale > 0);
  f.set_leaders({1, 1, 1});
  CHECK(f.step().size() == 1);
}

TEST_CASE("sender: acks=0 completes when written, without an offset") {
  ProducerSettings fire = settings(0ms, false);
  fire.topic_settings = [](const std::string&) { return TopicSettings{.acks = Acks::none}; };
  SenderFixture f(fire);
  f.send(0);
  auto plan = f.step().at(0);
  CHECK(plan.acks == Acks::none);
  f.sender.on_response(plan.id, nullptr, f.now);
  f.deliver();
  REQUIRE(f.told[0]);
  CHECK_FALSE(f.told[0]->value().has_offset());
}

TEST_CASE("sender: a topic with other acks does without sequences") {
  ProducerSettings mixed = settings();
  mixed.topic_settings = [](const std::string&) { return TopicSettings{.acks = Acks::leader}; };
  SenderFixture f(mixed);
  f.send(0);
  CHECK(sequence_of(f.step().at(0)) == no_sequence);
}

TEST_CASE("sender: aborting completes all, also what is in flight") {
  SenderFixture f(settings(5ms));
  f.send(0);
  f.now += 5ms;
  auto plan = f.step().at(0);
  f.send(1);
  f.step();
  f.sender.abort_all(Error(ErrorCode::closed));
  f.deliver();
  CHECK(f.told[0]->error().fate() == Fate::possibly_sent);
  CHECK(f.told[1]->error().fate() == Fate::not_sent);
  f.answer(plan);
  f.step();
  CHECK(f.accumulator.pool().in_use() == 0);
}

TEST_CASE("sender: records expire also when the loop ran before there was any topic") {
  SenderFixture f(settings(), 0);
  f.step();
  f.add_topic(3);
  f.unreachable = {1};
  f.send(0);
  f.step();
  f.now += 121s;
  f.step();
  REQUIRE(f.told[0]);
  CHECK(f.told[0]->error().code() == ErrorCode::timed_out);
}
