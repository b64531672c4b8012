#include "records/batch_builder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "records/batch_reader.hpp"
#include "support/heap.hpp"

using namespace klamm;

namespace {

constexpr std::array codecs{CompressionType::none, CompressionType::gzip, CompressionType::snappy, CompressionType::lz4,
                            CompressionType::zstd};

struct Given {
  std::optional<std::string> key, value;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
  Timestamp timestamp = 1'700'000'000'000;
};

BytesView view(const std::optional<std::string>& bytes) { return bytes ? BytesView(*bytes) : BytesView(); }

std::vector<Header> headers_of(const Given& given) {
  std::vector<Header> headers;
  for (const auto& [name, value] : given.headers) headers.push_back({name, view(value)});
  return headers;
}

std::vector<Given> every_kind() {
  std::vector<Given> all;
  for (const std::optional<std::string>& key :
       {std::optional<std::string>(), std::optional<std::string>(""), std::optional<std::string>("key")}) {
    for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 63, 64, 100, 8191, 8192, 70'000})
      all.push_back({key, std::string(size, 'v'), {}});
    all.push_back({key, std::nullopt, {}});
  }
  all.push_back({"h", "v", {{"same", "1"}, {"same", "2"}, {"null", std::nullopt}, {"empty", ""}, {"", "no name"}, {"same", "1"}}});
  all.push_back({std::nullopt, std::nullopt, {{std::string(300, 'n'), std::string(20'000, 'x')}}});
  for (const Timestamp timestamp : {Timestamp{-1}, Timestamp{0}, Timestamp{1'600'000'000'000}, Timestamp{1'800'000'000'000},
                                    std::numeric_limits<Timestamp>::max(), std::numeric_limits<Timestamp>::min()}) {
    all.push_back({"time", "v", {}, timestamp});
  }
  for (int i = 0; i < 200; ++i) all.push_back({"many", std::to_string(i), {}});
  return all;
}

Slice sealed(BatchBuilder builder, const BatchProducer& state = {}) { return std::move(builder).seal(state); }

void check_same(const Slice& batch, const std::vector<Given>& expected) {
  BatchReader reader(batch);
  REQUIRE(reader.next().value());
  Decompressor decompressor;
  RecordIterator records = read_records(reader.batch(), decompressor).value();
  RecordView record;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    REQUIRE(records.next(record));
    CHECK(record.offset == static_cast<std::int64_t>(i));
    CHECK(record.timestamp == expected[i].timestamp);
    CHECK(record.key == view(expected[i].key));
    CHECK(record.value == view(expected[i].value));
    const std::vector<Header> headers(record.headers.begin(), record.headers.end());
    CHECK(headers == headers_of(expected[i]));
  }
  CHECK_FALSE(records.next(record));
  CHECK_FALSE(records.failed());
  CHECK_FALSE(reader.next().value());
  CHECK(reader.left() == 0);
}

} // namespace

TEST_CASE("batch_builder: every kind of record comes back through every codec") {
  const std::vector<Given> records = every_kind();
  Compressor compressor;
  for (const CompressionType codec : codecs) {
    INFO(compression_name(codec));
    BatchBuilder builder(Buffer(1024), 10 << 20);
    for (const Given& given : records) REQUIRE(builder.append({view(given.key), view(given.value), headers_of(given), given.timestamp}));
    CHECK(builder.compress(codec, default_compression_level(codec), compressor) == (codec != CompressionType::none));
    const Slice batch = sealed(std::move(builder));
    CHECK(RecordBatchHeader::read(batch.data()).codec() == codec);
    check_same(batch, records);
  }
}

TEST_CASE("batch_builder: the size that is foretold is the size that is taken") {
  BatchBuilder builder(Buffer(), 10 << 20);
  for (const Given& given : every_kind()) {
    const std::vector<Header> headers = headers_of(given);
    const RecordParts parts{view(given.key), view(given.value), headers, given.timestamp};
    const std::size_t before = builder.size(), foretold = builder.encoded_size(parts);
    REQUIRE(builder.append(parts));
    CHECK(builder.size() - before == foretold);
    CHECK(foretold <= record_size_bound(parts));
  }
}

TEST_CASE("batch_builder: what is written without measuring it is the same, wherever a length changes its width") {
  const std::vector<Header> headers{{"trace", "7"}, {"", {}}};
  for (const std::size_t around : {0U, 64U, 128U, 8192U, 1U << 20}) {
    for (std::size_t size = around < 40 ? 0 : around - 40; size < around + 10; ++size) {
      const std::string bytes(size, 'x');
      BatchBuilder measured(Buffer(), 10 << 20), quick(Buffer(), 10 << 20);
      for (const RecordParts& parts :
           {RecordParts{"first", "", {}, 1'000}, RecordParts{{}, bytes, {}, 1'000}, RecordParts{bytes, {}, {}, 900},
            RecordParts{"key", bytes, headers, 2'000'000'000'000}, RecordParts{bytes, bytes, headers, 1'000}}) {
        const std::size_t before = measured.size();
        REQUIRE(measured.append(parts));
        CHECK(quick.append(parts, parts.timestamp, record_size_bound(parts)) == measured.size() - before);
      }
      REQUIRE(quick.count() == measured.count());
      REQUIRE(sealed(std::move(quick)) == sealed(std::move(measured)));
    }
  }
}

TEST_CASE("batch_builder: takes what fits to the last byte, and is unchanged by what doesn't") {
  const RecordParts parts{"key", "value", {}, 7};
  BatchBuilder measure(Buffer(), 1 << 20);
  for (int i = 0; i < 3; ++i) measure.append(parts);
  BatchBuilder exact(Buffer(), measure.size()), smaller(Buffer(), measure.size() - 1), unmeasured(Buffer(), measure.size() - 1);
  for (std::int32_t i = 0; i < 3; ++i) {
    CHECK(exact.fits(parts));
    CHECK(exact.append(parts) == i);
    CHECK(smaller.append(parts) == (i < 2 ? std::optional(i) : std::nullopt));
    CHECK((unmeasured.append(parts, parts.timestamp, record_size_bound(parts)) > 0) == (i < 2));
  }
  CHECK_FALSE(exact.fits(parts));
  CHECK(smaller.count() == 2);
  CHECK(unmeasured.size() == smaller.size());
  check_same(sealed(std::move(smaller)), std::vector<Given>(2, Given{"key", "value", {}, 7}));
}

TEST_CASE("batch_builder: a value written in place gives the same bytes, whatever size was expected") {
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 50, 63, 64, 65, 127, 128, 8100, 8191, 8192, 8193, 70'000}) {
    for (const std::size_t hint : std::initializer_list<std::size_t>{0, 1, 60, 64, 100, 8191, 8192, 1'100'000}) {
      const std::string value(size, 'x');
      const std::vector<Header> headers{{"a", "1"}, {"b", {}}};
      BatchBuilder plain(Buffer(), 4 << 20), in_place(Buffer(), 4 << 20);
      for (int i = 0; i < 2; ++i) {
        const RecordParts parts{"key", value, headers, 5};
        plain.append(parts);
        REQUIRE(in_place.append_with({"key", {}, headers, 5}, hint, [&](Buffer& out) {
          for (const char& c : value) out.append(as_bytes(std::string_view(&c, 1)));
        }) == i);
      }
      INFO(size, " bytes where ", hint, " were expected");
      REQUIRE(sealed(std::move(in_place)) == sealed(std::move(plain)));
    }
  }
}

TEST_CASE("batch_builder: a value that fails to be written, or turns out too large, leaves no trace") {
  BatchBuilder builder(Buffer(), 500);
  builder.append({"k", "v", {}, 1});
  const std::size_t size = builder.size();
  CHECK_THROWS_AS(builder.append_with({"k", {}, {}, 1}, 10,
                                      [](Buffer& out) {
                                        out.append(as_bytes("half of it"));
                                        throw std::runtime_error("cannot be serialized");
                                      }),
                  std::runtime_error);
  CHECK(builder.size() == size);
  CHECK_FALSE(builder.append_with({"k", {}, {}, 1}, 10, [](Buffer& out) { out.append(as_bytes(std::string(600, 'x'))); }).has_value());
  CHECK(builder.size() == size);
  CHECK(builder.count() == 1);
  check_same(sealed(std::move(builder)), {Given{"k", "v", {}, 1}});
}

TEST_CASE("batch_builder: what doesn't shrink is sent as it is") {
  Random random(1);
  std::string noise(5000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  Compressor compressor;
  for (const CompressionType codec : codecs) {
    BatchBuilder builder(Buffer(), 1 << 20);
    builder.append({{}, noise, {}, 1});
    CHECK_FALSE(builder.compress(codec, default_compression_level(codec), compressor));
    check_same(sealed(std::move(builder)), {Given{std::nullopt, noise, {}, 1}});
  }
}

TEST_CASE("batch_builder: a compressed batch can move to smaller memory") {
  Compressor compressor;
  BatchBuilder builder(Buffer(1 << 20), 1 << 20);
  std::vector<Given> records(1000, Given{"key", "the same value again and again", {}, 1});
  for (const Given& given : records) builder.append({view(given.key), view(given.value), {}, given.timestamp});
  REQUIRE(builder.compress(CompressionType::zstd, 3, compressor));
  const Buffer old = builder.move_to(Buffer(builder.size()));
  CHECK(old.capacity() == 1 << 20);
  check_same(sealed(std::move(builder)), records);
}

TEST_CASE("batch_builder: sealed bytes never change; another producer state makes another batch") {
  const auto build = [] {
    BatchBuilder builder(Buffer(), 1 << 20);
    builder.append({"key", "value", {}, 1});
    return builder;
  };
  const BatchProducer first{77, 2, 100, true}, second{78, 0, 0, false};
  const Slice batch = sealed(build(), first), copy = Slice::copy_of(batch.bytes());
  const Slice again = with_producer_state(batch, second);
  CHECK(batch == copy);
  CHECK(again == sealed(build(), second));
  const RecordBatchHeader header = RecordBatchHeader::read(batch.data());
  CHECK(header.producer_id == 77);
  CHECK(header.producer_epoch == 2);
  CHECK(header.base_sequence == 100);
  CHECK(header.is_transactional());
  CHECK(header.partition_leader_epoch == -1);
  BatchReader reader(again);
  CHECK(reader.next().value()); // its CRC is right
}

TEST_CASE("batch_builder: appending allocates nothing") {
  BatchBuilder builder(Buffer(1 << 20), 1 << 20);
  const std::vector<Header> headers{{"trace", "0123456789"}};
  const std::string value(100, 'v');
  test::reset_heap_use();
  for (int i = 0; i < 1000; ++i) {
    builder.append({"key", value, {}, i});
    builder.append({{}, value, headers, i});
    builder.append_with({"key", {}, {}, i}, 100, [&](Buffer& out) { out.append(as_bytes(value)); });
  }
  const Slice batch = std::move(builder).seal({});
  CHECK(test::heap_use().allocations == 0);
}

TEST_CASE("sequences: wrap from the greatest to zero") {
  CHECK(sequence_after(0, 5) == 5);
  CHECK(sequence_after(2'147'483'646, 1) == 2'147'483'647);
  CHECK(sequence_after(2'147'483'646, 2) == 0);
  CHECK(sequence_after(2'147'483'647, 10) == 9);
}
