#include "producer/partition_loads.hpp"

#include <doctest/doctest.h>

#include "producer/sender_fixture.hpp"

using namespace klamm;
using namespace klamm::producer;

namespace {

const TopicState::Weights& weights_in(SenderFixture& fixture, std::shared_ptr<const TopicState::Weights>& keep) {
  keep = fixture.accumulator.topics().find("orders")->weights();
  REQUIRE(keep);
  return *keep;
}

ProducerSettings small_batches() {
  ProducerSettings settings;
  settings.batch_size = 256;
  settings.max_in_flight = 1;
  return settings;
}

} // namespace

TEST_CASE("partition loads: partitions that are alike need no weights") {
  CHECK_FALSE(weights_of({}));
  CHECK_FALSE(weights_of(std::vector<PartitionLoad>{{0, 7, true}}));
  CHECK_FALSE(weights_of(std::vector<PartitionLoad>{{0, 2, true}, {1, 2, true}}));
}

TEST_CASE("partition loads: the longer a queue, the lighter its partition") {
  const auto weights = weights_of(std::vector<PartitionLoad>{{0, 0, true}, {1, 3, true}, {2, 1, true}});
  REQUIRE(weights);
  CHECK(weights->partitions == std::vector<std::int32_t>{0, 1, 2});
  CHECK(weights->cumulative == std::vector<std::int32_t>{4, 5, 8});
}

TEST_CASE("partition loads: what is not available is left out, unless nothing is available") {
  const auto weights = weights_of(std::vector<PartitionLoad>{{0, 1, true}, {1, 1, false}, {2, 1, true}});
  REQUIRE(weights);
  CHECK(weights->partitions == std::vector<std::int32_t>{0, 2});
  CHECK(weights->cumulative == std::vector<std::int32_t>{1, 2});
  CHECK_FALSE(weights_of(std::vector<PartitionLoad>{{0, 1, false}, {1, 4, false}}));
}

TEST_CASE("partition loads: a broker that takes nothing for longer than the timeout is left out until it takes something") {
  BrokerAvailability brokers(100ms);
  const TimePoint start{1h};
  CHECK(brokers.available(1));
  brokers.observe(1, false, start);
  brokers.observe(1, false, start + 100ms);
  CHECK(brokers.available(1));
  brokers.observe(1, false, start + 101ms);
  CHECK_FALSE(brokers.available(1));
  CHECK(brokers.available(2));
  brokers.observe(1, true, start + 102ms);
  CHECK(brokers.available(1));
}

TEST_CASE("partition loads: a broker for which nothing was ready is not slow") {
  BrokerAvailability brokers(100ms);
  brokers.observe(1, true, TimePoint{1h});
  brokers.observe(1, true, TimePoint{2h});
  CHECK(brokers.available(1));
}

TEST_CASE("partition loads: without a timeout every broker is available") {
  BrokerAvailability brokers(0ms);
  brokers.observe(1, false, TimePoint{1h});
  brokers.observe(1, false, TimePoint{2h});
  CHECK(brokers.available(1));
}

TEST_CASE("sender: partitions whose batches pile up get fewer records, until they are drained") {
  SenderFixture fixture(small_batches());
  for (int i = 0; i < 6; ++i) fixture.send(1, std::string(150, 'x')); // each a batch of its own
  const auto plans = fixture.step();
  REQUIRE(plans.size() == 1);
  std::shared_ptr<const TopicState::Weights> keep;
  const TopicState::Weights& weights = weights_in(fixture, keep);
  CHECK(weights.partitions == std::vector<std::int32_t>{0, 1, 2});
  CHECK(weights.cumulative[1] - weights.cumulative[0] < weights.cumulative[0]);
  for (auto next = plans; !next.empty(); next = fixture.step()) {
    fixture.now += 1ms;
    fixture.answer(next.front());
  }
  fixture.now += 10ms; // the last batch lingered
  fixture.step();
  CHECK_FALSE(fixture.accumulator.topics().find("orders")->weights());
}

TEST_CASE("sender: partitions without a leader, and those of a broker that hangs, get no records without a key") {
  ProducerSettings settings = small_batches();
  settings.availability_timeout = 100ms;
  SenderFixture fixture(settings);
  fixture.set_leaders({1, 2, -1});
  fixture.unreachable.insert(2);
  std::shared_ptr<const TopicState::Weights> keep;
  fixture.send(1);
  fixture.now += 5ms;
  fixture.step();
  CHECK(weights_in(fixture, keep).partitions == std::vector<std::int32_t>{0, 1});
  fixture.now += 101ms;
  fixture.step();
  CHECK(weights_in(fixture, keep).partitions == std::vector<std::int32_t>{0});
  fixture.unreachable.clear();
  fixture.now += 1ms;
  fixture.step();
  CHECK(weights_in(fixture, keep).partitions == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("sender: with partitioner.adaptive.partitioning.enable=false all partitions with a leader are alike") {
  ProducerSettings settings = small_batches();
  settings.adaptive = false;
  SenderFixture fixture(settings);
  for (int i = 0; i < 6; ++i) fixture.send(1, std::string(150, 'x'));
  fixture.step();
  CHECK_FALSE(fixture.accumulator.topics().find("orders")->weights());
  fixture.set_leaders({1, 1, -1});
  fixture.now += 1ms;
  fixture.step();
  std::shared_ptr<const TopicState::Weights> keep;
  CHECK(weights_in(fixture, keep).cumulative == std::vector<std::int32_t>{1, 2});
}
