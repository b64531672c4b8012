#include "producer/record_accumulator.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <thread>

#include "base/murmur2.hpp"
#include "producer/record_append.hpp"

using namespace klamm;
using namespace klamm::producer;

namespace {

struct Fixture {
  explicit Fixture(ProducerSettings settings = {}, std::int32_t partitions = 6)
      : accumulator(
            std::move(settings), 7, [this] { return now; }, [this] { wakes.fetch_add(1); }) {
    TopicState& topic = accumulator.topics().get("t");
    topic.prepare(partitions);
    topic.publish();
  }
  RecordAccumulator::Appended append(const ProducerRecord& record) {
    CompletionList::Handler done = [](const Result<RecordMetadata>&) {};
    return accumulator.append(record, 1, false, done).value();
  }
  /// How many records each partition has got.
  std::map<std::int32_t, int> counts() {
    std::map<std::int32_t, int> counts;
    std::vector<PartitionQueue*> active;
    accumulator.take_activated(active);
    for (PartitionQueue* queue : active) {
      while (BatchPtr batch = accumulator.take(*queue)) {
        counts[queue->partition] += batch->builder.count();
        accumulator.recycle(std::move(batch));
      }
      accumulator.retire(*queue);
    }
    return counts;
  }

  TimePoint now{std::chrono::hours(1)};
  std::atomic<int> wakes{0};
  RecordAccumulator accumulator;
};

} // namespace

TEST_CASE("accumulator: an explicit partition that does not exist is named, with how many there are") {
  Fixture f({}, 3);
  CompletionList::Handler done = [](const Result<RecordMetadata>&) {};
  const auto refused = f.accumulator.append({.topic = "t", .partition = 7}, 1, false, done);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::partition_unknown);
  CHECK(refused.error().cause() == "partition 7 of topic t does not exist (it has 3)");
  CHECK(done); // not taken
}

TEST_CASE("accumulator: a key goes where Java's partitioner puts it, and an empty key is a key") {
  Fixture f({}, 7);
  f.append({.topic = "t", .key = "21"});
  f.append({.topic = "t", .key = ""});
  const auto counts = f.counts();
  CHECK(counts.at(murmur2_partition(as_bytes("21"), 7)) >= 1);
  CHECK(counts.at(murmur2_partition(as_bytes(""), 7)) >= 1);
}

TEST_CASE("accumulator: records without a key stay together for a batch") {
  Fixture f;
  const std::string value(100, 'v');
  for (int i = 0; i < 50; ++i) f.append({.topic = "t", .value = value});
  CHECK(f.counts().size() == 1);
  for (int i = 0; i < 20'000; ++i) f.append({.topic = "t", .value = value});
  CHECK(f.counts().size() == 6);
}

TEST_CASE("accumulator: partition_key decides instead of the key") {
  Fixture f({}, 12);
  f.append({.topic = "t", .key = "a", .partition_key = "together"});
  f.append({.topic = "t", .key = "b", .partition_key = "together"});
  CHECK(f.counts().size() == 1);
}

TEST_CASE("accumulator: round robin takes each partition in turn") {
  ProducerSettings settings;
  settings.topic_settings = [](const std::string&) { return TopicSettings{.partitioner = PartitionerKind::round_robin}; };
  Fixture f(settings);
  for (int i = 0; i < 12; ++i) f.append({.topic = "t", .key = "same"});
  for (const auto& [partition, count] : f.counts()) CHECK(count == 2);
}

TEST_CASE("accumulator: a partitioner of the user's sees the record and decides; an explicit partition does without it") {
  PartitionerInput seen;
  std::vector<std::int32_t> available;
  ProducerSettings settings;
  settings.topic_settings = [&](const std::string&) {
    TopicSettings topic;
    topic.partition_function = Partitioner([&](const PartitionerInput& input) {
                                 seen = input;
                                 available.assign(input.available.begin(), input.available.end());
                                 return input.partition_count - 1;
                               }).function();
    return topic;
  };
  Fixture f(settings, 5);
  f.accumulator.topics().get("t").set_available(std::make_shared<std::vector<std::int32_t>>(std::vector<std::int32_t>{0, 4}));
  f.append({.topic = "t", .key = "k", .value = "v"});
  CHECK(seen.topic == "t");
  CHECK(seen.key == BytesView("k"));
  CHECK(seen.value == BytesView("v"));
  CHECK(seen.partition_count == 5);
  CHECK(available == std::vector<std::int32_t>{0, 4});
  f.append({.topic = "t", .key = "k", .partition_key = "p"});
  CHECK(seen.key == BytesView("p"));
  seen = {};
  f.append({.topic = "t", .key = "k", .partition = 1});
  CHECK(seen.topic.empty());
  CHECK(f.counts() == std::map<std::int32_t, int>{{1, 1}, {4, 2}});
}

TEST_CASE("accumulator: what a partitioner throws, or a partition that it makes up, is the record's error") {
  ProducerSettings settings;
  settings.topic_settings = [](const std::string&) {
    TopicSettings topic;
    topic.partition_function = Partitioner([](const PartitionerInput& input) -> std::int32_t {
                                 if (input.key == BytesView("throw")) throw std::runtime_error("no idea");
                                 if (input.key == BytesView("int")) throw 42;
                                 return input.key == BytesView("low") ? -1 : 5;
                               }).function();
    return topic;
  };
  Fixture f(settings, 5);
  const auto cause = [&f](BytesView key) {
    CompletionList::Handler done = [](const Result<RecordMetadata>&) {};
    const auto refused = f.accumulator.append({.topic = "t", .key = key}, 1, false, done);
    REQUIRE_FALSE(refused);
    CHECK(done); // not taken
    CHECK(refused.error().code() == ErrorCode::partition_unknown);
    CHECK(refused.error().fate() == Fate::not_sent);
    return refused.error().cause();
  };
  CHECK(cause("high") == "the partitioner of topic t chose partition 5, which does not exist (it has 5)");
  CHECK(cause("low") == "the partitioner of topic t chose partition -1, which does not exist (it has 5)");
  CHECK(cause("throw") == "the partitioner of topic t threw: no idea");
  CHECK(cause("int") == "the partitioner of topic t threw something that is no std::exception");
}

TEST_CASE("accumulator: a record larger than a batch gets a batch of its own, one larger than a request is refused by name") {
  Fixture f;
  CHECK(f.append({.topic = "t", .value = std::string(100'000, 'x'), .partition = 0}) == RecordAccumulator::Appended::yes);
  CompletionList::Handler done = [](const Result<RecordMetadata>&) {};
  const std::string huge(2 << 20, 'x');
  const auto refused = f.accumulator.append({.topic = "t", .value = huge, .partition = 0}, 1, false, done);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::record_too_large);
  CHECK(refused.error().cause().find("max.request.size=1048576") != std::string::npos);
}

TEST_CASE("accumulator: buffer.memory is a bound, and what is completed makes room") {
  ProducerSettings settings;
  settings.buffer_memory = 256 << 10;
  Fixture f(settings);
  const std::string value(1000, 'v');
  int accepted = 0;
  while (f.append({.topic = "t", .value = value, .partition = accepted % 6}) == RecordAccumulator::Appended::yes) ++accepted;
  CHECK(accepted > 100);
  CHECK(f.accumulator.pool().in_use() <= (256 << 10) + 6 * 8192);
  f.counts();
  CHECK(f.accumulator.pool().in_use() == 0);
  CHECK(f.append({.topic = "t", .value = value}) == RecordAccumulator::Appended::yes);
}

TEST_CASE("accumulator: an append wakes the loop only if it sleeps longer than the record may wait") {
  ProducerSettings settings;
  settings.linger = 5ms;
  Fixture f(settings);
  f.accumulator.loop_sleeps_until(f.now + 1ms, true);
  f.append({.topic = "t", .value = "v", .partition = 0});
  CHECK(f.wakes == 0);
  f.accumulator.loop_sleeps_until(never, true);
  f.append({.topic = "t", .value = "v", .partition = 1});
  CHECK(f.wakes == 1);
  f.append({.topic = "t", .value = "v", .partition = 1}); // the batch has begun before
  CHECK(f.wakes == 1);
}

TEST_CASE("accumulator: many threads append at once and no record is lost") {
  ProducerSettings settings;
  settings.buffer_memory = 256 << 20;
  Fixture f(settings);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&f, t] {
      for (int i = 0; i < 20'000; ++i) f.append({.topic = "t", .value = "some value", .partition = (i + t) % 6});
    });
  }
  for (std::thread& thread : threads) thread.join();
  int total = 0;
  for (const auto& [partition, count] : f.counts()) total += count;
  CHECK(total == 80'000);
}

TEST_CASE("accumulator: a topic that is not known is parked with all parts of its records") {
  Fixture f;
  CompletionList::Handler done = [](const Result<RecordMetadata>&) {};
  const std::vector<Header> headers{{"h", "1"}, {"h", nullptr}};
  CHECK(f.accumulator.append({.topic = "new"}, 1, false, done).value() == RecordAccumulator::Appended::unknown_topic);
  CHECK(f.accumulator.park({.topic = "new", .key = "k", .headers = headers, .partition = 2}, 9, true, done) ==
        RecordAccumulator::Parked::yes_first);
  const ParkedRecord& parked = f.accumulator.topics().get("new").parked.front();
  CHECK(parked.parts.key == BytesView("k"));
  CHECK(parked.parts.value.is_null());
  CHECK(parked.parts.timestamp == 9);
  CHECK(parked.headers == headers);
  CHECK(parked.partition == 2);
  CHECK(parked.urgent);

  TopicState& topic = f.accumulator.topics().get("new");
  const auto& partitions = topic.prepare(3);
  CHECK(f.accumulator.append_parked(topic, partitions, {.topic = "new", .partition = 2, .timestamp = 9}, parked.urgent, done));
  CHECK(f.accumulator.ready_at(*partitions.queues[2], false) == TimePoint::min()); // it does not linger, as where the topic had been known
}

TEST_CASE("topic table: finds each of many topics, whoever added them") {
  const ProducerSettings settings;
  TopicTable table(settings);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&table] {
      for (int i = 0; i < 2000; ++i) table.get("topic-" + std::to_string(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(table.all().size() == 2000);
  for (int i = 0; i < 2000; ++i) CHECK(*table.find("topic-" + std::to_string(i))->name == "topic-" + std::to_string(i));
  CHECK(table.find("other") == nullptr);
}

TEST_CASE("accumulator: batches that compress well are filled until they come nearest to batch.size when compressed") {
  const auto gain_of = [](Fixture& f, std::size_t before, std::size_t after) {
    TopicState& topic = f.accumulator.topics().get("t");
    f.accumulator.observe_compression(topic, before, after);
    f.accumulator.observe_compression(topic, before, after);
    return int{topic.compression_gain.load()};
  };
  Fixture usual;
  CHECK(gain_of(usual, 1400, 1000) == 0);
  CHECK(gain_of(usual, 1500, 1000) == 1);
  CHECK(gain_of(usual, 3000, 1000) == 2);
  CHECK(gain_of(usual, 6000, 1000) == 3);
  CHECK(gain_of(usual, 60'000, 1000) == 3);

  ProducerSettings largest; // the broker takes no larger ones
  largest.batch_size = 1'000'000;
  Fixture full(largest);
  CHECK(gain_of(full, 1900, 1000) == 0);
  CHECK(gain_of(full, 3900, 1000) == 1);
  CHECK(gain_of(full, 8000, 1000) == 3);
}

TEST_CASE("accumulator: one batch's disagreement changes nothing") {
  Fixture f;
  TopicState& topic = f.accumulator.topics().get("t");
  f.accumulator.observe_compression(topic, 4000, 1000);
  CHECK(topic.compression_gain.load() == 0);
  f.accumulator.observe_compression(topic, 4000, 1000);
  f.accumulator.observe_compression(topic, 1000, 1000);
  CHECK(topic.compression_gain.load() == 2);
}

namespace {

[[gnu::noinline]] bool quickly(RecordAccumulator& accumulator, const ProducerRecord& record, CompletionList::Handler& done) {
  return accumulator.append_quickly(record, 5, done);
}

/// As a producer sends: quickly where that goes, else in the usual way. Returns whether it went quickly.
bool send(RecordAccumulator& accumulator, const ProducerRecord& record) {
  CompletionList::Handler done = [](const Result<RecordMetadata>&) {};
  if (quickly(accumulator, record, done)) {
    CHECK_FALSE(done); // taken
    return true;
  }
  REQUIRE(done); // untouched
  CHECK(accumulator.append(record, 5, false, done).value() == RecordAccumulator::Appended::yes);
  return false;
}

} // namespace

TEST_CASE("accumulator: what is appended quickly is what append() writes, byte by byte") {
  ProducerSettings settings;
  settings.batch_size = 700;
  Fixture quick(settings), usual(settings);
  const std::vector<Header> headers{{"trace", "1"}, {"trace", {}}};
  const std::string long_value(150, 'x');
  const auto record_of = [&](int i, const std::string& key, const std::string& value) {
    ProducerRecord record{.topic = "t", .key = key, .value = value};
    if (i % 3 == 0) record.value = {};
    if (i % 5 == 0) record.headers = headers;
    if (i % 7 == 0) record.partition = i % 6;
    return record;
  };
  std::size_t quick_ones = 0;
  for (const bool quickly : {true, false}) { // one after the other: a thread's last topic is that of one producer
    for (int i = 0; i < 400; ++i) {
      const std::string key = std::to_string(i % 50), value = long_value.substr(0, static_cast<std::size_t>(i % 151));
      const ProducerRecord record = record_of(i, key, value);
      CompletionList::Handler done = [](const Result<RecordMetadata>&) {};
      if (quickly) quick_ones += send(quick.accumulator, record) ? 1 : 0;
      else CHECK(usual.accumulator.append(record, 5, false, done).value() == RecordAccumulator::Appended::yes);
    }
  }
  CHECK(quick_ones > 200);
  const auto batches = [](Fixture& f) {
    std::map<std::int32_t, std::string> all;
    std::vector<PartitionQueue*> active;
    f.accumulator.take_activated(active);
    for (PartitionQueue* queue : active) {
      while (BatchPtr batch = f.accumulator.take(*queue)) {
        CHECK(batch->completions.size() == static_cast<std::size_t>(batch->builder.count()));
        all[queue->partition] += std::string(std::move(batch->builder).seal({}).text()) + "|";
        f.accumulator.recycle(std::move(batch));
      }
    }
    return all;
  };
  const auto mine = batches(quick), theirs = batches(usual);
  CHECK(mine.size() == 6);
  CHECK(mine == theirs);
}

TEST_CASE("accumulator: what needs more than a place in an open batch is not appended quickly") {
  ProducerSettings settings;
  settings.batch_size = 1000;
  settings.topic_settings = [](const std::string& topic) {
    TopicSettings own;
    if (topic == "turns") own.partitioner = PartitionerKind::round_robin;
    return own;
  };
  Fixture f(settings, 3);
  CHECK_FALSE(send(f.accumulator, {.topic = "t", .value = "begins a batch", .partition = 0}));
  CHECK(send(f.accumulator, {.topic = "t", .value = "goes into it", .partition = 0}));
  CHECK_FALSE(send(f.accumulator, {.topic = "t", .value = std::string(450, 'v'), .partition = 0})); // it may fill the batch
  CompletionList::Handler done = [](const Result<RecordMetadata>&) {};
  CHECK_FALSE(quickly(f.accumulator, {.topic = "t", .value = "v", .partition = 3}, done)); // does not exist
  CHECK_FALSE(quickly(f.accumulator, {.topic = "unknown", .value = "v"}, done));
  CHECK(done);

  TopicState& turns = f.accumulator.topics().get("turns");
  turns.prepare(3);
  turns.publish();
  (void)f.counts();
  for (int i = 0; i < 30; ++i) send(f.accumulator, {.topic = "turns", .value = "v"});
  for (const auto& [partition, count] : f.counts()) CHECK(count == 10); // none is asked for twice
}
