#include "mock/partition_log.hpp"

#include <doctest/doctest.h>

#include <string>

#include "records/batch_builder.hpp"

using namespace klamm;
using mock::PartitionLog;

namespace {

Slice batch(int count, const BatchProducer& state = {}, Timestamp first = 1000) {
  BatchBuilder builder(Buffer(1024), 16'384);
  for (int i = 0; i < count; ++i) REQUIRE(builder.append({.key = {}, .value = "value", .headers = {}, .timestamp = first + i}));
  return std::move(builder).seal(state);
}

BatchProducer sequence(std::int32_t base, std::int16_t epoch = 0) {
  return {.producer_id = 7, .producer_epoch = epoch, .base_sequence = base};
}

} // namespace

TEST_CASE("partition log: batches get the next offsets and the leader's epoch") {
  PartitionLog log;
  CHECK(log.append(batch(3), 5).base_offset == 0);
  CHECK(log.append(batch(2), 6).base_offset == 3);
  CHECK(log.end_offset() == 5);
  const auto read = log.read(4, 1);
  REQUIRE(read.size() == 1); // one batch, although it is larger than that
  BatchReader reader(read.front());
  REQUIRE(reader.next().value());
  CHECK(reader.batch().base_offset() == 3);
  CHECK(reader.batch().header.partition_leader_epoch == 6);
  CHECK(log.read(0, 1 << 20).size() == 2);
  CHECK(log.read(5, 1 << 20).empty());
}

TEST_CASE("partition log: what is no whole batch is refused") {
  PartitionLog log;
  Slice whole = batch(2);
  std::string bytes(whole.text());
  bytes.back() ^= 1;
  CHECK(log.append(Slice::copy_of(as_bytes(bytes)), 0).error == ErrorCode::corrupt_message);
  CHECK(log.append(Slice(), 0).error == ErrorCode::invalid_record);
  CHECK(log.append(whole.sub(0, whole.size() - 1), 0).error == ErrorCode::invalid_record);
  const std::string twice = std::string(whole.text()) + std::string(whole.text());
  CHECK(log.append(Slice::copy_of(as_bytes(twice)), 0).error == ErrorCode::invalid_record);
  CHECK(log.end_offset() == 0);
}

TEST_CASE("partition log: retention takes whole batches from the beginning, by age and by size") {
  PartitionLog log;
  CHECK(log.retained_from(5000, 0) == 0);
  for (const Timestamp first : {1000, 2000, 9000, 3000}) log.append(batch(2, {}, first), 0);
  CHECK(log.retained_from({}, {}) == 0);
  CHECK(log.retained_from(1001, {}) == 0); // the second record is of 1001
  CHECK(log.retained_from(1002, {}) == 2);
  CHECK(log.retained_from(9001, {}) == 4); // the last batch is old, but behind one that is kept
  CHECK(log.retained_from(9002, {}) == 8);
  const auto size = static_cast<std::int64_t>(log.read(0, 1).front().size());
  CHECK(log.retained_from({}, 3 * size + 1) == 0);
  CHECK(log.retained_from({}, 3 * size) == 2);
  CHECK(log.retained_from({}, 1) == 6);
  CHECK(log.retained_from({}, 0) == 8);
  CHECK(log.retained_from(1002, 2 * size) == 4);
  log.delete_before(3);
  CHECK(log.retained_from({}, 4 * size) == 3);
  CHECK(log.retained_from(2500, {}) == 4);
}

TEST_CASE("partition log: an idempotent producer's batches are written once and in order") {
  PartitionLog log;
  CHECK(log.append(batch(3, sequence(0)), 0).base_offset == 0);
  CHECK(log.append(batch(2, sequence(3)), 0).base_offset == 3);
  const auto again = log.append(batch(3, sequence(0)), 0);
  CHECK(again.error == ErrorCode::none);
  CHECK(again.base_offset == 0);
  CHECK(log.append(batch(1, sequence(6)), 0).error == ErrorCode::out_of_order_sequence_number);
  for (int i = 0; i < 5; ++i) CHECK(log.append(batch(1, sequence(5 + i)), 0).error == ErrorCode::none);
  CHECK(log.append(batch(3, sequence(0)), 0).error == ErrorCode::out_of_order_sequence_number); // no longer remembered
  CHECK(log.end_offset() == 10);

  CHECK(log.append(batch(1, sequence(1, 1)), 0).error == ErrorCode::out_of_order_sequence_number);
  CHECK(log.append(batch(1, sequence(0, 1)), 0).base_offset == 10);
  CHECK(log.append(batch(1, sequence(10, 0)), 0).error == ErrorCode::invalid_producer_epoch);
}

TEST_CASE("partition log: times, epochs, retention and truncation") {
  PartitionLog log;
  CHECK_FALSE(log.find_time(0));
  log.append(batch(3, {}, 1000), 1);
  log.append(batch(3, {}, 2000), 3);
  CHECK(log.find_time(1001)->offset == 1);
  CHECK(log.find_time(1500)->offset == 3);
  CHECK_FALSE(log.find_time(2003));
  CHECK(log.find_max_time()->offset == 5);
  using Epoch = std::pair<std::int32_t, std::int64_t>;
  CHECK(log.end_of_epoch(3, 3) == Epoch(3, 6));
  CHECK(log.end_of_epoch(2, 3) == Epoch(1, 3));
  CHECK(log.end_of_epoch(0, 3) == Epoch(-1, -1));
  CHECK(log.end_of_epoch(4, 3) == Epoch(-1, -1));

  log.delete_before(4);
  CHECK(log.start_offset() == 4);
  CHECK(log.find_time(0)->offset == 4); // its batch is still there, the records before are not given
  log.truncate(5);
  CHECK(log.end_offset() == 4);
  CHECK(log.append(batch(1), 4).base_offset == 4);
}
