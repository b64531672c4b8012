#include "net/endpoint.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::net;

TEST_CASE("endpoint: host and port, schemes, brackets and blanks are understood") {
  const auto parsed = [](std::string_view text) { return Endpoint::parse(text).value().to_string(); };
  CHECK(parsed("localhost:9092") == "localhost:9092");
  CHECK(parsed(" broker-1.example.com:1 ") == "broker-1.example.com:1");
  CHECK(parsed("[::1]:9092") == "[::1]:9092");
  CHECK(parsed("SASL_SSL://b:65535") == "b:65535");
  CHECK(Endpoint::parse("[::1]:9092").value().host == "::1");
}

TEST_CASE("endpoint: what is wrong is named") {
  const auto cause = [](std::string_view text) {
    const Result<Endpoint> result = Endpoint::parse(text);
    REQUIRE_FALSE(result);
    CHECK(result.error().code() == ErrorCode::config_value_invalid);
    return result.error().cause();
  };
  CHECK(cause("").find("empty") != std::string::npos);
  CHECK(cause("localhost").find("port is missing") != std::string::npos);
  CHECK(cause("localhost:").find("not a number") != std::string::npos);
  CHECK(cause(":9092").find("host is missing") != std::string::npos);
  CHECK(cause("localhost:0").find("1 to 65535") != std::string::npos);
  CHECK(cause("localhost:65536").find("1 to 65535") != std::string::npos);
  CHECK(cause("localhost:90x").find("1 to 65535") != std::string::npos);
  CHECK(cause("::1:9092").find("brackets") != std::string::npos);
  CHECK(cause("[::1:9092").find("no \"]\"") != std::string::npos);
  CHECK(cause("[::1]").find("port is missing") != std::string::npos);
  CHECK(cause("a b:9092").find("characters") != std::string::npos);
  CHECK(cause("a,b:9092").find("characters") != std::string::npos);
}
