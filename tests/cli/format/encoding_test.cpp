#include "cli/format/encoding.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "cli/format/json_envelope.hpp"
#include "cli/format/records.hpp"

using namespace klamm;
using namespace klamm::cli;
using namespace klamm::cli::test;

namespace {

std::string json(std::string_view text, bool valid = true) {
  Sink out(-1);
  append_json_string(out, text, valid);
  return std::string(out.pending());
}
std::string envelope(const JsonEnvelope& how, const RecordView& record) {
  Sink out(-1);
  how.print(out, record);
  return std::string(out.pending());
}
std::string base64(std::string_view text) {
  Sink out(-1);
  append_base64(out, text, true);
  return std::string(out.pending());
}
std::string utc(std::int64_t at) {
  Sink out(-1);
  append_time(out, at, "%F %T");
  return std::string(out.pending());
}

} // namespace

TEST_CASE("JSON strings: what must be escaped is, UTF-8 stays") {
  CHECK(json("a\"\\\b\f\n\r\t/\x1f") == R"("a\"\\\b\f\n\r\t/\u001F")");
  CHECK(json("ä€😀") == "\"ä€😀\"");
}

TEST_CASE("JSON strings: each byte that is not UTF-8 becomes U+FFFD, or stays") {
  const std::string bad = "\xef\xbf\xbd";
  CHECK(json("a\xff z") == "\"a" + bad + " z\"");
  CHECK(json("\xc3") == "\"" + bad + "\"");                               // cut off
  CHECK(json("\xc0\x80") == "\"" + bad + bad + "\"");                     // overlong
  CHECK(json("\xed\xa0\x80") == "\"" + bad + bad + bad + "\"");           // a surrogate
  CHECK(json("\xf5\x80\x80\x80") == "\"" + bad + bad + bad + bad + "\""); // above U+10FFFF
  CHECK(json("a\xff", false) == "\"a\xff\"");
}

TEST_CASE("base64: every length") {
  CHECK(base64("") == "");
  CHECK(base64("a") == "YQ==");
  CHECK(base64("ab") == "YWI=");
  CHECK(base64("abc") == "YWJj");
  CHECK(base64("abcd") == "YWJjZA==");
}

TEST_CASE("times: before 1970 and beyond every calendar") {
  CHECK(utc(0) == "1970-01-01 00:00:00");
  CHECK(utc(-1) == "1969-12-31 23:59:59");
  CHECK(utc(std::numeric_limits<std::int64_t>::max()) == "292278994-08-17 07:12:55");
}

TEST_CASE("the JSON envelope is kcat's") {
  const EncodedHeaders headers({"a=1", "b"});
  RecordView record = a_record();
  record.headers = headers.view();
  CHECK(
      envelope({}, record) ==
      R"({"topic":"orders","partition":3,"offset":42,"tstype":"create","ts":1700000000123,"broker":2,"headers":["a","1","b",null],"key":"k1","payload":"paid"})");
  record.headers = {};
  record.key = record.value = {};
  record.timestamp_type = TimestampType::log_append_time;
  CHECK(envelope({}, record) ==
        R"({"topic":"orders","partition":3,"offset":42,"tstype":"logappend","ts":1700000000123,"broker":2,"key":null,"payload":null})");
}

TEST_CASE("the JSON envelope: unpacked parts, and those that can't be") {
  RecordView record = a_record();
  record.key = std::string_view("\x00\x05", 2);
  JsonEnvelope how;
  how.key = Unpack(">h      ");
  how.value = Unpack(">q");
  CHECK(envelope(how, record).ends_with(R"("key":"5      ","payload":null,"payload_error":"'q' needs 8 bytes at 0, and 4 are left"})"));
}
