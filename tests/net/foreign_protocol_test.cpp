#include "net/foreign_protocol.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::net;

namespace {

std::optional<Error> recognise(std::string_view bytes) { return recognise_foreign_protocol(as_bytes(bytes)); }
using namespace std::string_view_literals;

} // namespace

TEST_CASE("foreign protocol: a TLS alert is named, with its bytes and what to set") {
  const auto error = recognise("\x15\x03\x03\x00\x02\x02\x0a"sv);
  REQUIRE(error);
  CHECK(error->code() == ErrorCode::tls_expected);
  CHECK(error->cause() == "this port speaks TLS, and security.protocol is PLAINTEXT: the first 4 bytes read as a frame of 352518912 bytes, "
                          "which is a TLS alert (15 03 03 00)");
  CHECK(error->hint().find("security.protocol=SSL") != std::string::npos);
}

TEST_CASE("foreign protocol: every TLS record type and version is TLS") {
  for (const char type : {'\x15', '\x16', '\x17'})
    for (char minor = 0; minor <= 4; ++minor) {
      const std::string bytes{type, '\x03', minor, '\x01'};
      REQUIRE(recognise(bytes));
      CHECK(recognise(bytes)->code() == ErrorCode::tls_expected);
    }
}

TEST_CASE("foreign protocol: an HTTP answer is named and its first line shown") {
  const auto error = recognise("HTTP/1.1 400 Bad Request\r\nServer: x\r\n"sv);
  REQUIRE(error);
  CHECK(error->code() == ErrorCode::not_kafka);
  CHECK(error->cause().find("\"HTTP/1.1 400 Bad Request\"") != std::string::npos);
}

TEST_CASE("foreign protocol: other services that greet with text are not Kafka") {
  for (const auto greeting : {"SSH-2.0-OpenSSH_9.2\r\n"sv, "-ERR unknown command\r\n"sv, "220 mail.example.com ESMTP\r\n"sv}) {
    REQUIRE(recognise(greeting));
    CHECK(recognise(greeting)->code() == ErrorCode::not_kafka);
  }
  CHECK(recognise("+OK \x1b[31m\r\n"sv)->message().find('\x1b') == std::string::npos);
}

TEST_CASE("foreign protocol: sizes of Kafka frames are not mistaken") {
  CHECK_FALSE(recognise("\x00\x00\x00\x10"sv));
  CHECK_FALSE(recognise("\x06\x40\x00\x00"sv)); // 100 MiB
  CHECK_FALSE(recognise("\xff\xff\xff\xff"sv));
  CHECK_FALSE(recognise("\x15\x03"sv)); // too few to tell
  CHECK_FALSE(recognise(""sv));
}
