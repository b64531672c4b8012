// What Java wrote is read, and written again to the last bit.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "wire/any_message.hpp"
#include "wire/golden.hpp"
#include "wire/header.hpp"

using namespace klamm;
using namespace klamm::wire;
using testing::AnyMessage;
using testing::GoldenBytes;

namespace {

std::string reencode_request_header(const Slice& bytes, std::int16_t version) {
  Decoder in(bytes);
  const RequestHeader header = decode_request_header(in, version);
  REQUIRE_FALSE(in.failed());
  REQUIRE(in.left() == 0);
  Encoder out;
  encode(header, version, out);
  return std::string(std::move(out).finish_contiguous().text());
}

std::string reencode_response_header(const Slice& bytes, std::int16_t version) {
  Decoder in(bytes);
  const std::int32_t correlation_id = decode_response_header(in, version);
  REQUIRE_FALSE(in.failed());
  REQUIRE(in.left() == 0);
  Encoder out;
  encode_response_header(correlation_id, version, out);
  return std::string(std::move(out).finish_contiguous().text());
}

Result<std::string> reencode(const GoldenBytes& golden) {
  if (golden.message == "RequestHeader") return reencode_request_header(golden.bytes, golden.version);
  if (golden.message == "ResponseHeader") return reencode_response_header(golden.bytes, golden.version);
  return testing::find_message(golden.message).reencode(golden.bytes, golden.version);
}

} // namespace

TEST_CASE("golden: every byte string of Java's serializers is read and written again identically") {
  std::size_t strings = 0, differences = 0;
  for (const GoldenBytes& golden : testing::golden_bytes()) {
    INFO(golden.message << " v" << golden.version << " " << golden.kind);
    ++strings;
    const auto written = reencode(golden);
    REQUIRE_MESSAGE(written, written.error().message());
    differences += *written == golden.bytes.text() ? 0U : 1U;
    CHECK(*written == golden.bytes.text());
  }
  MESSAGE(strings << " byte strings: " << differences << " differences");
}

TEST_CASE("golden: there are bytes of every message in every version") {
  std::map<std::string, std::set<std::int16_t>> versions;
  for (const GoldenBytes& golden : testing::golden_bytes()) versions[golden.message].insert(golden.version);
  for (const AnyMessage& message : testing::all_messages()) {
    INFO(message.name);
    CHECK(versions[std::string(message.name)].size() == static_cast<std::size_t>(message.versions.last - message.versions.first + 1));
  }
}

TEST_CASE("golden: trailing bytes are an error") {
  for (const GoldenBytes& golden : testing::golden_bytes()) {
    if (golden.message.ends_with("Header")) continue;
    const Slice longer = Slice::copy_of(as_bytes(std::string(golden.bytes.text()) + '\0'));
    CHECK_FALSE_MESSAGE(testing::find_message(golden.message).decodes(longer, golden.version), golden.message << " v" << golden.version);
  }
}
