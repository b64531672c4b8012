#include "cluster/advertised_address.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::cluster;

TEST_CASE("advertised address: one that doesn't resolve is explained, with a remedy") {
  const Error error =
      explain_advertised(Error(ErrorCode::resolve_failed, "kafka1 does not resolve"), {1, {"kafka1", 29092}, "localhost:9092"});
  CHECK(error.code() == ErrorCode::advertised_address_unusable);
  CHECK(error.cause() ==
        "broker 1 sent us to kafka1:29092, which does not resolve (localhost:9092 answered; its metadata names node 1 as kafka1:29092)");
  CHECK(error.hint().find("advertised.listeners") != std::string::npos);
  CHECK(error.hint().find("-X client.dns.map=kafka1:29092=localhost:9092") != std::string::npos);
}

TEST_CASE("advertised address: localhost told by another host is explained") {
  const Error refused(ErrorCode::connect_failed, "127.0.0.1:9092 refused the connection");
  CHECK(explain_advertised(refused, {1, {"localhost", 9092}, "kafka.example:9092"}).code() == ErrorCode::advertised_address_unusable);
  CHECK(explain_advertised(refused, {1, {"localhost", 9092}, "localhost:9093"}).code() == ErrorCode::connect_failed);
  CHECK(explain_advertised(refused, {1, {"::1", 9092}, "[::1]:9093"}).code() == ErrorCode::connect_failed);
}

TEST_CASE("advertised address: a broker that was reached before is just down, and one that is mapped is the user's choice") {
  const Error refused(ErrorCode::connect_failed, "refused");
  CHECK(explain_advertised(refused, {1, {"b1", 9092}, "b2:9092", true}).hint().empty());
  CHECK(explain_advertised(refused, {1, {"b1", 9092}, "b2:9092", false, true}).hint().empty());
  CHECK_FALSE(explain_advertised(refused, {1, {"b1", 9092}, "b2:9092"}).hint().empty());
  CHECK(explain_advertised(Error(ErrorCode::tls_expected), {1, {"b1", 9092}, "b2:9092"}).code() == ErrorCode::tls_expected);
}
