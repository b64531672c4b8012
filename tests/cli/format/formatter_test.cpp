#include "cli/format/formatter.hpp"

#include <doctest/doctest.h>

#include "cli/format/records.hpp"
#include "cli/frame/failure.hpp"

using namespace klamm;
using namespace klamm::cli;
using namespace klamm::cli::test;

namespace {

std::string printed(const Formatter& formatter, const RecordView& record) {
  Sink out(-1);
  formatter.print(out, record);
  return std::string(out.pending());
}
std::string printed(std::string_view format, FormatStyle style = FormatStyle::klamm, const RecordView& record = a_record()) {
  return printed(Formatter(format, style), record);
}
std::string why_not(std::string_view format, FormatStyle style = FormatStyle::klamm) {
  try {
    const Formatter formatter(format, style);
  } catch (const Failure& failure) {
    CHECK(failure.code() == ExitCode::usage);
    return failure.what();
  }
  return "";
}

} // namespace

TEST_CASE("format: kcat's tokens") {
  CHECK(printed("%t [%p] at %o: key %k (%K) value %s (%S) at %T%%\\n", FormatStyle::kcat) ==
        "orders [3] at 42: key k1 (2) value paid (4) at 1700000000123%\n");
  CHECK(printed("%R", FormatStyle::kcat) == std::string("\0\0\0\4", 4));
  CHECK(printed("\\x41\\\\ \\q\\t{%s}", FormatStyle::kcat) == "A\\ q\t{paid}");
  CHECK(printed("%s{hex}", FormatStyle::kcat) == "paid{hex}"); // a brace is text there
}

TEST_CASE("format: null and empty") {
  RecordView record = a_record();
  record.key = {};
  record.value = "";
  CHECK(printed("%k|%K|%s|%S|%k{hex}|%k{json}|%s{json}", FormatStyle::klamm, record) == "|-1||0||null|\"\"");
  Formatter with_null("%k|%s", FormatStyle::klamm);
  with_null.print_null_as("NULL");
  CHECK(printed(with_null, record) == "NULL|");
  Formatter like_kcat("%k|%s", FormatStyle::kcat); // which does not tell them apart
  like_kcat.print_null_as("NULL");
  CHECK(printed(like_kcat, record) == "NULL|NULL");
}

TEST_CASE("format: headers") {
  const EncodedHeaders headers({"trace=42", "empty=", "none"});
  RecordView record = a_record();
  record.headers = headers.view();
  CHECK(printed("%h", FormatStyle::kcat, record) == "trace=42,empty=,none=NULL");
  CHECK(printed("%H %h", FormatStyle::klamm, record) == "3 trace=42,empty=,none=NULL");
  CHECK(printed("%H%h{ %K:%k=%v{hex}/%V}", FormatStyle::rpk, record) == "3 5:trace=3432/2 5:empty=/0 4:none=/-1");
  CHECK(printed("[%h]") == "[]");
}

TEST_CASE("format: braces change how bytes are printed") {
  RecordView record = a_record();
  record.value = std::string_view("\x00\x00\x00\x05\"\n\xff", 7);
  CHECK(printed("%v{hex} %v{base64} %v{base64raw}", FormatStyle::klamm, record) == "00000005220aff AAAABSIK/w== AAAABSIK/w");
  CHECK(printed("%s{json}", FormatStyle::klamm, record) == "\"\\u0000\\u0000\\u0000\\u0005\\\"\\n\xef\xbf\xbd\"");
  CHECK(printed("%s{unpack[>iB]}", FormatStyle::klamm, record) == "534");
  CHECK(printed("%s{unpack[>q]} next", FormatStyle::klamm, record) == "<error: 'q' needs 8 bytes at 0, and 7 are left> next");
  CHECK(printed("%t{hex}") == "6f7264657273");
}

TEST_CASE("format: braces change how numbers are printed") {
  CHECK(printed("%o{hex64} %o{hex16} %o{hex8} %o{hex4}") == "000000000000002a 002a 2a a");
  CHECK(printed("%p{big16}%p{little16}%p{byte}") == std::string("\0\3\3\0\3", 5));
  CHECK(printed("%p{bool} %p{ascii} %p{number}") == "true 3 3");
  CHECK(printed("%d %d{strftime[%Y-%m-%dT%H:%M:%S]} %T{strftime[%F]}") == "1700000000123 2023-11-14T22:13:20 2023-11-14");
}

TEST_CASE("format: rpk's further tokens, and its meanings in its style") {
  CHECK(printed("%v %V %e %i %{%}") == "paid 4 7 1 {}");
  CHECK(printed("%T", FormatStyle::rpk) == "6");
  CHECK(printed("%T", FormatStyle::klamm) == "1700000000123");
}

TEST_CASE("format: -s reads keys and values where the format doesn't say") {
  RecordView record = a_record();
  record.key = std::string_view("\x00\x07", 2);
  record.value = std::string_view("\x01\x00", 2);
  Formatter formatter("%k %s %s{hex}", FormatStyle::klamm);
  formatter.unpack_keys(Unpack(">h"));
  formatter.unpack_values(Unpack("<H"));
  CHECK(printed(formatter, record) == "7 1 0100");
}

TEST_CASE("format: what is wrong with one is said, with what there is") {
  CHECK(why_not("%q") == "unknown token %q (in '%q')");
  CHECK(why_not("%v", FormatStyle::kcat).starts_with("unknown token %v"));
  CHECK(why_not("%s", FormatStyle::rpk).starts_with("unknown token %s"));
  CHECK(why_not("abc%").starts_with("the format ends in a lone %"));
  CHECK(why_not("%s{hexx}").starts_with("unknown modifier {hexx}"));
  CHECK(why_not("%p{hex}").starts_with("unknown modifier {hex}"));
  CHECK(why_not("%o{strftime[%F]}").starts_with("unknown modifier"));
  CHECK(why_not("%s{hex").starts_with("a { of the format has no }"));
  CHECK(why_not("%s{unpack[>z]}").starts_with("'z' in '>z' is no letter"));
  CHECK(why_not("%h", FormatStyle::rpk).starts_with("%h needs a form"));
  CHECK(why_not("%h{%t}", FormatStyle::rpk).starts_with("%t is no token of a header's form"));
  CHECK(why_not("\\xzz").starts_with("\\x without a number"));
  CHECK(why_not("%h{hex}").starts_with("unknown modifier"));
}
