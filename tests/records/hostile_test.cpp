// Batches that lie, are cut off or were changed: an error that says what is wrong, or a smaller truth; never a crash, a spin or a read too far.
#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "base/crc32c.hpp"
#include "records/batch_builder.hpp"
#include "records/batch_reader.hpp"
#include "records/golden.hpp"
#include "wire/byte_order.hpp"

using namespace klamm;

namespace {

/// Reads everything there is, headers too, and returns the first error.
std::optional<Error> read_all(const Slice& bytes, const BatchReadOptions& options, std::size_t* count = nullptr) {
  std::optional<Error> first;
  Decompressor decompressor;
  BatchReader reader(bytes, options);
  for (std::size_t batches = 0;; ++batches) {
    REQUIRE(batches <= bytes.size()); // no spin
    const Result<bool> more = reader.next();
    if (!more && !first) first = more.error();
    if (!more) continue;
    if (!*more) return first;
    auto records = read_records(reader.batch(), decompressor, options);
    if (!records && !first) first = records.error();
    if (!records) continue;
    std::size_t touched = 0;
    for (RecordView record; records->next(record);) {
      for (const Header& header : record.headers) touched += header.key.size() + header.value.size();
      touched += record.key.size() + record.value.size();
      if (count) ++*count;
    }
    CHECK(touched <= records->memory().size());
    if (records->failed() && !first) first = records->error();
  }
}

/// A batch of three records, as bytes to be spoilt; then its CRC can be made right again.
struct Spoilt {
  std::string bytes;

  explicit Spoilt(std::size_t value_size = 3) {
    BatchBuilder builder(Buffer(), 1 << 20);
    for (int i = 0; i < 3; ++i) builder.append({"key", std::string(value_size, 'v'), {}, 1'700'000'000'000 + i});
    bytes = std::string(std::move(builder).seal({}).text());
  }
  template <class Int>
  Spoilt& set(std::size_t at, Int value) {
    wire::store_big_endian(reinterpret_cast<std::byte*>(bytes.data()) + at, value);
    return *this;
  }
  /// Bytes from the first record on replaced.
  Spoilt& records(std::string_view records, std::int32_t count) {
    bytes.resize(RecordBatchLayout::records);
    bytes += records;
    set(RecordBatchLayout::length, static_cast<std::int32_t>(bytes.size() - RecordBatchLayout::before_length));
    return set(RecordBatchLayout::count, count).set(RecordBatchLayout::last_offset_delta, count - 1);
  }
  std::string cause() {
    set(RecordBatchLayout::crc, crc32c(as_bytes(bytes).subspan(RecordBatchLayout::attributes)));
    const auto error = read_all(Slice::copy_of(as_bytes(bytes)), {});
    if (!error) return "fine";
    CHECK(error->code() == ErrorCode::record_corrupt);
    return error->cause();
  }
};

using Layout = RecordBatchLayout;

} // namespace

TEST_CASE("hostile: a wrong CRC is named with both values, and the batch behind it can still be read") {
  const std::string good = Spoilt().bytes;
  std::string bytes = good + good + good;
  bytes[good.size() + 70] ^= 1;
  const Slice slice = Slice::copy_of(as_bytes(bytes));
  BatchReader reader(slice);
  CHECK(reader.next().value());
  const auto result = reader.next();
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().cause().starts_with("the batch at offset 0 is corrupt: its CRC-32C is 0x"));
  CHECK(reader.next().value());
  CHECK_FALSE(reader.next().value());
  CHECK_FALSE(read_all(slice, {.check_crcs = false}).has_value());
}

TEST_CASE("hostile: headers that make no sense are refused") {
  CHECK(Spoilt().set(Layout::magic, std::int8_t{3}).cause() == "the batch at offset 0 is corrupt: its format, v3, is unknown");
  CHECK(Spoilt().set(Layout::magic, std::int8_t{-1}).cause() == "the batch at offset 0 is corrupt: its format, v-1, is unknown");
  CHECK(Spoilt().set(Layout::length, 48).cause() == "the batch at offset 0 is corrupt: its length, 48, is too small");
  CHECK(Spoilt().set(Layout::length, -1).cause() == "the batch at offset 0 is corrupt: its length, -1, is too small");
  CHECK(Spoilt().set(Layout::length, std::numeric_limits<std::int32_t>::max()).cause() == "fine"); // cut off, for all one can know
  CHECK(Spoilt().set(Layout::base_offset, std::int64_t{-1}).cause() == "the batch at offset -1 is corrupt: its offset is negative");
  CHECK(Spoilt().set(Layout::base_offset, std::numeric_limits<std::int64_t>::max()).cause().ends_with("its last offset is wrong"));
  CHECK(Spoilt().set(Layout::last_offset_delta, -1).cause() == "the batch at offset 0 is corrupt: its last offset is wrong");
  CHECK(Spoilt().set(Layout::attributes, std::uint16_t{5}).cause() == "the batch at offset 0 is corrupt: its compression codec is unknown");
  CHECK(Spoilt().set(Layout::attributes, std::uint16_t{4}).cause().starts_with("the batch at offset 0: zstd data is corrupt"));
}

TEST_CASE("hostile: a count that lies is found out") {
  CHECK(Spoilt().set(Layout::count, -1).cause() == "the batch at offset 0 is corrupt: its number of records is negative");
  CHECK(Spoilt().set(Layout::count, 4).cause() == "the batch at offset 0 is corrupt: it claims more records than offsets");
  CHECK(Spoilt()
            .set(Layout::count, std::numeric_limits<std::int32_t>::max())
            .set(Layout::last_offset_delta, std::numeric_limits<std::int32_t>::max())
            .cause() == "record 4 of 2147483647 of the batch at offset 0 is corrupt: it is missing");
  CHECK(Spoilt().set(Layout::count, 2).cause() == "the end of the batch at offset 0 is corrupt: there are bytes behind the last record");
  CHECK(Spoilt().set(Layout::count, 0).cause() == "the end of the batch at offset 0 is corrupt: there are bytes behind the last record");
  CHECK(Spoilt(100).set(Layout::count, 2).cause() == "the end of the batch at offset 0 is corrupt: there are bytes behind the last record");
}

TEST_CASE("hostile: offsets outside the batch are refused") {
  for (const std::size_t value_size : std::initializer_list<std::size_t>{3, 100}) { // decoded carefully, and in line
    CHECK(Spoilt(value_size).set(Layout::last_offset_delta, 1).set(Layout::count, 2).cause() ==
          "the end of the batch at offset 0 is corrupt: there are bytes behind the last record");
    Spoilt negative(value_size);
    const std::size_t length_width = value_size > 50 ? 2 : 1;
    negative.bytes[Layout::records + length_width + 2] = 1; // offset delta -1
    CHECK(negative.cause() == "record 1 of 3 of the batch at offset 0 is corrupt: its offset lies outside the batch");
    negative.bytes[Layout::records + length_width + 2] = 6; // 3
    CHECK(negative.cause() == "record 1 of 3 of the batch at offset 0 is corrupt: its offset lies outside the batch");
  }
}

TEST_CASE("hostile: lengths that reach too far are refused, each by name") {
  const std::string tail(64, '\0'); // so that the fast path dares
  const auto cause = [&](std::string_view record) { return Spoilt().records(std::string(record) + tail, 1).cause(); };
  const std::string at = "record 1 of 1 of the batch at offset 0 is corrupt: ";
  using namespace std::string_view_literals;
  CHECK(cause("\xFE\x01"sv) == at + "its length reaches beyond the batch");
  CHECK(cause("\x01"sv) == at + "its length reaches beyond the batch"); // -1
  CHECK(cause("\xFF\xFF\xFF\xFF\x0F"sv) == at + "its length reaches beyond the batch");
  CHECK(cause(std::string(12, '\x80')) == at + "its length is unreadable");
  CHECK(cause("\x00"sv) == at + "it is shorter than a record can be");
  CHECK(cause("\x0C\x00\x80\x80\x80\x80\x80"sv) == at + "its timestamp or offset is unreadable");
  CHECK(cause("\x0C\x00\x00\x00\x10\x00\x00"sv) == at + "its key reaches beyond the record");
  CHECK(cause("\x0C\x00\x00\x00\x03\x00\x00"sv) == at + "its key reaches beyond the record"); // -2
  CHECK(cause("\x0C\x00\x00\x00\x01\x10\x00"sv) == at + "its value reaches beyond the record");
  CHECK(cause("\x0C\x00\x00\x00\x01\x01\x01"sv) == at + "its number of headers is wrong"); // -1
  CHECK(cause("\x0C\x00\x00\x00\x01\x01\x02"sv) == at + "a header reaches beyond the record");
  CHECK(cause("\x10\x00\x00\x00\x01\x01\x02\x01\x01"sv) == at + "a header reaches beyond the record");         // a null name
  CHECK(cause("\x14\x00\x00\x00\x01\x01\xFE\xFF\xFF\xFF\x0F"sv) == at + "a header reaches beyond the record"); // 2^31-1 headers
  CHECK(cause("\x10\x00\x00\x00\x01\x01\x00\x00\x00"sv) == at + "there are bytes behind its last header");
  CHECK(Spoilt().records("\x0C\x00\x00\x00\x01\x01\x00"sv, 1).cause() == "fine");
  CHECK(Spoilt().records(""sv, 1).cause() == at + "it is missing");
  CHECK(Spoilt().records("\x0C\x00\x00"sv, 1).cause() == at + "its length reaches beyond the batch");
}

TEST_CASE("hostile: cut off at every byte, whole batches are read and the rest is ignored") {
  for (const std::string name : {"v2-many-batches", "v2-none", "mixed-magics", "v0-none", "v1-lz4", "v2-transaction-commit"}) {
    const test::GoldenCase golden = test::golden_case(name);
    std::size_t before = 0;
    for (std::size_t size = 0; size <= golden.bytes.size(); ++size) {
      INFO(name, " ", size);
      std::size_t count = 0;
      REQUIRE_FALSE(read_all(Slice::copy_of(golden.bytes.bytes().first(size)), {}, &count).has_value());
      REQUIRE(count >= before);
      before = count;
    }
  }
}

TEST_CASE("hostile: a change of any byte is noticed by the CRC, or harmless") {
  for (const std::string& name : test::golden_names()) {
    const test::GoldenCase golden = test::golden_case(name);
    if (golden.bytes.size() > 1000) continue;
    for (std::size_t at = 0; at < golden.bytes.size(); ++at) {
      for (const unsigned change : {0x01U, 0x80U, 0xFFU}) {
        std::string bytes(golden.bytes.text());
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ change);
        const Slice exact = Slice::copy_of(as_bytes(bytes));
        (void)read_all(exact, {});
        (void)read_all(exact, {.check_crcs = false, .decompression_limit = 1 << 20});
      }
    }
  }
}

TEST_CASE("hostile: a record cut off inside its batch is an error at every byte") {
  Spoilt whole(40);
  const std::string records = whole.bytes.substr(Layout::records);
  for (std::size_t size = 0; size < records.size(); ++size) {
    Spoilt cut(40);
    INFO(size);
    REQUIRE(cut.records(records.substr(0, size), 3).cause().find("of the batch at offset 0 is corrupt") != std::string::npos);
  }
}

TEST_CASE("hostile: a decompression bomb in a batch is refused with the batch's offset") {
  BatchBuilder builder(Buffer(), 64 << 20);
  builder.append({{}, std::string(8 << 20, '\0'), {}, 0});
  Compressor compressor;
  REQUIRE(builder.compress(CompressionType::gzip, 9, compressor));
  const Slice batch = std::move(builder).seal({});
  const auto error = read_all(batch, {.check_crcs = true, .decompression_limit = 1 << 20});
  REQUIRE(error.has_value());
  CHECK(error->code() == ErrorCode::decompression_limit);
  CHECK(error->cause().starts_with("the batch at offset 0: "));
}

TEST_CASE("hostile: noise in place of records ends in an error") {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    std::string noise;
    unsigned state = seed;
    for (int i = 0; i < 120; ++i) noise.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
    CHECK(Spoilt().records(noise, 3).cause() != "fine");
  }
}
