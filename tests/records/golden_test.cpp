// Against Java: what its classes wrote is read as they read it, and what klamm writes of the same records is the same bytes.
#include <doctest/doctest.h>

#include "base/crc32c.hpp"
#include "records/batch_builder.hpp"
#include "records/batch_reader.hpp"
#include "records/control_record.hpp"
#include "records/golden.hpp"
#include "support/hex.hpp"
#include "wire/byte_order.hpp"

using namespace klamm;

namespace {

std::string hex(BytesView bytes) {
  if (bytes.is_null()) return "null";
  std::string text;
  for (const char c : bytes.text()) {
    text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    text += "0123456789abcdef"[c & 15];
  }
  return text;
}

std::string_view name_of(TimestampType type) {
  if (type == TimestampType::none) return "NoTimestampType";
  return type == TimestampType::create_time ? "CreateTime" : "LogAppendTime";
}

void check_batch(const BatchView& batch, const test::GoldenLine& java) {
  const RecordBatchHeader& header = batch.header;
  const bool wrapper = header.magic < 2 && header.codec() != CompressionType::none; // its first offset and greatest time are inside
  if (!wrapper) CHECK(batch.base_offset() == java.number("baseOffset"));
  CHECK(batch.last_offset() == java.number("lastOffset"));
  CHECK(header.magic == java.number("magic"));
  CHECK(compression_name(header.codec()) == java["codec"]);
  CHECK(name_of(batch.timestamp_type()) == java["timestampType"]);
  CHECK(header.max_timestamp == java.number("maxTimestamp"));
  CHECK(header.is_control() == (java["isControl"] == "true"));
  CHECK(header.is_transactional() == (java["isTransactional"] == "true"));
  CHECK(header.producer_id == java.number("producerId"));
  CHECK(header.producer_epoch == java.number("producerEpoch"));
  CHECK(header.base_sequence == java.number("baseSequence"));
  CHECK(batch.last_sequence() == java.number("lastSequence"));
  CHECK(header.partition_leader_epoch == java.number("partitionLeaderEpoch"));
  CHECK(header.has_delete_horizon() == (java["deleteHorizonMs"] != "null"));
  if (header.has_delete_horizon()) CHECK(header.base_timestamp == java.number("deleteHorizonMs"));
  if (header.count >= 0) CHECK(header.count == java.number("count"));
  CHECK(batch.bytes.size() == static_cast<std::size_t>(java.number("sizeInBytes")));
}

using Line = std::vector<test::GoldenLine>::const_iterator;

void check_records(RecordIterator& records, Line& line) {
  RecordView record;
  while (records.next(record)) {
    REQUIRE(line->kind == "record");
    CHECK(record.offset == line->number("offset"));
    CHECK(record.timestamp == line->number("timestamp"));
    CHECK(hex(record.key) == (*line)["key"]);
    CHECK(hex(record.value) == (*line)["value"]);
    ++line;
    for (const Header& header : record.headers) {
      REQUIRE(line->kind == "header");
      CHECK(hex(header.key) == (*line)["name"]);
      CHECK(hex(header.value) == (*line)["value"]);
      ++line;
    }
  }
  CHECK_FALSE(records.failed());
}

} // namespace

TEST_CASE("records: every batch of Java's is read as Java reads it") {
  Decompressor decompressor;
  std::size_t cases = 0;
  for (const std::string& name : test::golden_names()) {
    INFO(name);
    const test::GoldenCase golden = test::golden_case(name);
    BatchReader reader(golden.bytes);
    Line line = golden.lines.begin();
    for (;;) {
      const Result<bool> more = reader.next();
      REQUIRE(more.has_value());
      if (!*more) break;
      REQUIRE(line->kind == "batch");
      check_batch(reader.batch(), *line++);
      auto records = read_records(reader.batch(), decompressor);
      REQUIRE(records.has_value());
      check_records(*records, line);
    }
    REQUIRE(line->kind == "end");
    CHECK(reader.position() == static_cast<std::size_t>(line->number("validBytes")));
    CHECK(reader.left() == static_cast<std::size_t>(line->number("trailingBytes")));
    ++cases;
  }
  CHECK(cases == 80);
}

namespace {

struct JavaRecord {
  std::optional<std::string> key, value;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
  Timestamp timestamp = 0;
};

std::optional<std::string> bytes_of(const std::string& hex_text) {
  if (hex_text == "null") return std::nullopt;
  return test::from_hex(hex_text);
}

BytesView view(const std::optional<std::string>& bytes) { return bytes ? BytesView(*bytes) : BytesView(); }

void append(BatchBuilder& builder, const JavaRecord& record) {
  std::vector<Header> headers;
  for (const auto& [name, value] : record.headers) headers.push_back({name, view(value)});
  REQUIRE(builder.append({view(record.key), view(record.value), headers, record.timestamp}).has_value());
}

} // namespace

TEST_CASE("records: what klamm writes is, byte for byte, what Java writes") {
  std::size_t batches = 0;
  for (const std::string& name : test::golden_names()) {
    const test::GoldenCase golden = test::golden_case(name);
    std::size_t at = 0;
    for (Line line = golden.lines.begin(); line->kind == "batch";) {
      const test::GoldenLine& java = *line++;
      const auto size = static_cast<std::size_t>(java.number("sizeInBytes"));
      const Slice expected = golden.bytes.sub(at, size);
      at += size;
      BatchBuilder builder(Buffer(64), 1 << 20);
      bool dense = true;
      for (; line->kind == "record";) {
        JavaRecord record{bytes_of((*line)["key"]), bytes_of((*line)["value"]), {}, line->number("timestamp")};
        dense = dense && line->number("offset") - java.number("baseOffset") == builder.count();
        for (++line; line->kind == "header"; ++line)
          record.headers.emplace_back(test::from_hex((*line)["name"]), bytes_of((*line)["value"]));
        append(builder, record);
      }
      const bool same_parameters = java["magic"] == "2" && java["codec"] == "none" && java["timestampType"] == "CreateTime" &&
                                   java["isControl"] == "false" && java["deleteHorizonMs"] == "null" && dense && builder.count() > 0 &&
                                   java.number("lastOffset") - java.number("baseOffset") == builder.count() - 1 &&
                                   name != "v2-negative-timestamps" &&
                                   name != "v2-negative-base-timestamp"; // (there the base is not the first record's time)
      if (!same_parameters) continue;
      INFO(name);
      const Slice sealed =
          std::move(builder).seal({java.number("producerId"), static_cast<std::int16_t>(java.number("producerEpoch")),
                                   static_cast<std::int32_t>(java.number("baseSequence")), java["isTransactional"] == "true"});
      // What the broker sets, and no CRC covers.
      Buffer patched(sealed.size());
      patched.append(sealed.bytes());
      wire::store_big_endian(patched.data() + RecordBatchLayout::base_offset, static_cast<std::int64_t>(java.number("baseOffset")));
      wire::store_big_endian(patched.data() + RecordBatchLayout::leader_epoch,
                             static_cast<std::int32_t>(java.number("partitionLeaderEpoch")));
      CHECK(std::move(patched).freeze() == expected);
      ++batches;
    }
  }
  CHECK(batches >= 15);
}

TEST_CASE("records: control batches tell commit from abort, and pass what clients don't know") {
  const auto markers = [](const std::string& name) {
    std::vector<std::pair<ControlType, std::int32_t>> found;
    const test::GoldenCase golden = test::golden_case(name);
    Decompressor decompressor;
    for (BatchReader reader(golden.bytes); reader.next().value();) {
      if (!reader.batch().header.is_control()) continue;
      auto records = read_records(reader.batch(), decompressor).value();
      for (RecordView record; records.next(record);) {
        const auto control = parse_control_record(record);
        REQUIRE(control.has_value());
        found.emplace_back(control->type, control->coordinator_epoch);
      }
    }
    return found;
  };
  using Found = std::vector<std::pair<ControlType, std::int32_t>>;
  CHECK(markers("v2-transaction-commit") == Found{{ControlType::commit, 11}});
  CHECK(markers("v2-transaction-abort") == Found{{ControlType::abort, 11}});
  CHECK(markers("v2-leader-change") == Found{{ControlType::leader_change, -1}});
  CHECK(markers("v2-transactions-interleaved") == Found{{ControlType::abort, 11}, {ControlType::commit, 11}, {ControlType::commit, 11}});
  RecordView not_a_marker;
  CHECK_FALSE(parse_control_record(not_a_marker).has_value());
}
