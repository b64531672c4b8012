// TypedConsumerRecords: one record that can't be read is that record's error, with its bytes and place, and the loop goes on.
#include <doctest/doctest.h>

#include <atomic>
#include <klamm/typed_consumer.hpp>
#include <thread>

#include "consumer/record_block.hpp"

using namespace klamm;

namespace {

/// The records of orders[3] with these values and the key "\0\0\0\1", from offset 40.
ConsumerRecords records_with(const std::vector<BytesView>& values) {
  const auto pool = std::make_shared<RecordBlockPool>();
  auto block = pool->take(16);
  const auto partition = std::make_shared<consumer::PartitionHandle>(1, TopicPartition{"orders", 3});
  block->begin_partition(partition);
  std::int64_t offset = 40;
  for (const BytesView value : values) {
    RecordView record;
    record.offset = offset++;
    record.key = std::string_view("\0\0\0\1", 4);
    record.value = value;
    block->reserve_one();
    block->add({&partition->name, 0}, record);
  }
  block->end_partition(offset, 0);
  return std::move(*block.release()).finish(pool);
}

template <class K, class V>
TypedConsumerRecords<K, V> typed(ConsumerRecords records) {
  using Records = TypedConsumerRecords<K, V>;
  return Records(std::move(records), std::make_shared<const typename Records::Deserializers>());
}

struct Picky {};

} // namespace

template <>
struct klamm::Deserializer<Picky> {
  static Result<Picky> deserialize(BytesView bytes) {
    if (bytes.text() == "throw") throw std::runtime_error("it does not like this one");
    if (bytes.text() == "int") throw 42;
    return Picky();
  }
};

TEST_CASE("typed consumer: a bad record is its own error, with raw bytes and position, and the others are read") {
  const auto records =
      typed<std::int32_t, std::int16_t>(records_with({std::string_view("\0\7", 2), "bad", {}, std::string_view("\1\0", 2)}));
  CHECK(records.size() == 4);
  std::vector<std::int16_t> read;
  std::vector<std::string> errors;
  for (const auto& record : records) {
    CHECK(record.topic() == "orders");
    if (record) {
      CHECK(record.key() == 1);
      read.push_back(record.value());
      continue;
    }
    errors.push_back(record.error().cause());
    CHECK(record.error().code() == ErrorCode::serialization_failed);
    CHECK(record.error().context().topic == "orders");
    CHECK(record.error().context().partition == 3);
    CHECK_THROWS_AS((void)record.value(), Exception);
    if (errors.size() == 1) CHECK(record.record().value() == BytesView("bad"));
  }
  CHECK(read == std::vector<std::int16_t>{7, 256});
  REQUIRE(errors.size() == 2);
  CHECK(errors[0] == "the value of orders[3]@41 can't be deserialized: 3 bytes where an int16 has 2");
  CHECK(errors[1] == "the value of orders[3]@42 can't be deserialized: null where an int16 is needed");
}

TEST_CASE("typed consumer: what a deserializer throws is the record's error") {
  std::vector<std::string> errors;
  for (const auto& record : typed<BytesView, Picky>(records_with({"throw", "fine", "int"})))
    if (!record) errors.push_back(record.error().cause());
  REQUIRE(errors.size() == 2);
  CHECK(errors[0] == "the value of orders[3]@40 can't be deserialized: it does not like this one");
  CHECK(errors[1] == "the value of orders[3]@42 can't be deserialized: the deserializer threw something that is no std::exception");
}

TEST_CASE("typed consumer: polling without brokers gives nothing, in every form") {
  Consumer consumer{{.bootstrap_servers = {"127.0.0.1:1"}, .log_level = LogLevel::error}};
  consumer.assign(std::vector<TopicPartition>{{"orders", 0}});
  TypedConsumer<std::string, std::int64_t> orders{consumer};
  const auto none = orders.poll(std::chrono::milliseconds(10));
  CHECK((!none || none->empty()));
  std::atomic<int> ended{0};
  orders.poll_async(std::chrono::milliseconds(10), [&ended](const auto&) { ++ended; });
  while (ended == 0) std::this_thread::yield();
  CHECK(ended == 1);
}
