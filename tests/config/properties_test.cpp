#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "base/random.hpp"
#include "klamm/properties.hpp"

using namespace klamm;

namespace {

/// "name=value" of the only property in `text`.
std::string only(std::string_view text) {
  const Properties properties = parse_properties(text, "f").value();
  REQUIRE(properties.size() == 1);
  return properties.begin()->name + "=" + properties.begin()->value;
}

} // namespace

TEST_CASE("properties: name and value may be separated by =, : or space") {
  CHECK(only("linger.ms=5") == "linger.ms=5");
  CHECK(only("linger.ms: 5") == "linger.ms=5");
  CHECK(only("linger.ms 5") == "linger.ms=5");
  CHECK(only(" \tlinger.ms \t = \t 5") == "linger.ms=5");
  CHECK(only("a = = b") == "a== b");
  CHECK(only("alone") == "alone=");
}

TEST_CASE("properties: comments and empty lines say nothing") {
  CHECK(parse_properties("# a=b\n! c=d\n\n   \n\t# e\n", "f").value().empty());
  CHECK(only("a=b # no comment") == "a=b # no comment");
}

TEST_CASE("properties: a backslash at the end continues the line, two don't") {
  CHECK(only("servers=a,\\\n    b,\\\r\n\tc") == "servers=a,b,c");
  CHECK(parse_properties("a=b\\\\\nc=d", "f").value().size() == 2);
  CHECK(only("a=b\\") == "a=b");
}

TEST_CASE("properties: trailing spaces belong to the value, as in Java") { CHECK(only("a = b  \n") == "a=b  "); }

TEST_CASE("properties: escapes are read") {
  CHECK(only(R"(a\=b\:c\ d=1)") == "a=b:c d=1");
  CHECK(only(R"(a=tab\there\nline\r\f\\ \q)") == "a=tab\there\nline\r\f\\ q");
  CHECK(only(R"(a=\u00e9\u20AC)") == "a=é€");
  CHECK(only(R"(a=\ud83d\ude00)") == "a=😀");
  CHECK(only(R"(a=\ud83d!)") == "a=\ufffd!");
  CHECK(only("a=é") == "a=é");
}

TEST_CASE("properties: a byte order mark is skipped") {
  CHECK(only("\xef\xbb\xbf"
             "a=b") == "a=b");
}

TEST_CASE("properties: origins name file and line, of continued lines the first") {
  const Properties properties = parse_properties("\n# x\na=1\\\n 2\r\n\r\nb=3\rc=4", "app.properties").value();
  std::vector<std::string> origins;
  for (const Property& property : properties) origins.push_back(property.origin);
  CHECK(origins == std::vector<std::string>{"app.properties:3", "app.properties:6", "app.properties:7"});
}

TEST_CASE("properties: a broken \\u is an error with its place and without the text") {
  const Result<Properties> result = parse_properties("a=1\nsasl.password=hunter2\\u12x4", "app.properties");
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::config_value_invalid);
  CHECK(result.error().cause().find("app.properties:2") != std::string::npos);
  CHECK(result.error().message().find("hunter2") == std::string::npos);
}

TEST_CASE("properties: a file that isn't there or can't be read is an error that names it") {
  for (const std::string path : {"/no/such/file.properties", "/"}) {
    const Result<Properties> result = read_properties(path);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code() == ErrorCode::config_file_unreadable);
    CHECK(result.error().cause().find(path) != std::string::npos);
  }
}

TEST_CASE("properties: any bytes are read without harm") {
  Random random(7);
  constexpr std::string_view interesting = "\\\\\\u=: \t\r\n#!d8ab,\xff\0";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(40); i > 0; --i) text += interesting[static_cast<std::size_t>(random.below(interesting.size()))];
    const Result<Properties> result = parse_properties(text, "f");
    CHECK((result.has_value() || result.error().code() == ErrorCode::config_value_invalid));
  }
}
