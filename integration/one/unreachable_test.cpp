// Addresses that lead nowhere: each ends in time, in an error that names the cause and a remedy.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>

#include "support/cluster.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

struct Attempt {
  Error error{ErrorCode::none};
  std::chrono::nanoseconds took{};
};

Attempt send_to(const std::string& address) {
  Producer producer{
      {.bootstrap_servers = {address}, .max_block = 3s, .delivery_timeout = 3s, .request_timeout = 2s, .log_level = LogLevel::error}};
  const auto began = std::chrono::steady_clock::now();
  const auto result = producer.send_sync({.topic = "anything", .value = "v"});
  Attempt attempt{.took = std::chrono::steady_clock::now() - began};
  REQUIRE_FALSE(result);
  attempt.error = result.error();
  MESSAGE(attempt.error.message());
  return attempt;
}

bool says(const Error& error, std::string_view text) { return error.message().find(text) != std::string::npos; }

} // namespace

TEST_CASE("unreachable: a name that does not resolve is named") {
  const Attempt attempt = send_to("no-such-host.invalid:9092");
  CHECK(attempt.took < 3500ms);
  CHECK(says(attempt.error, "no-such-host.invalid"));
  CHECK_FALSE(attempt.error.hint().empty());
}

TEST_CASE("unreachable: a closed port is named") {
  const Attempt attempt = send_to("127.0.0.1:1");
  CHECK(attempt.took < 3500ms);
  CHECK(says(attempt.error, "127.0.0.1:1"));
  CHECK_FALSE(attempt.error.hint().empty());
}

TEST_CASE("unreachable: a broker that advertises a name that does not resolve is explained") {
  const Attempt attempt = send_to(setting("KLAMM_LOST"));
  CHECK(attempt.took < 3500ms);
  CHECK(says(attempt.error, "broker-1.invalid"));
  CHECK(says(attempt.error, "advertised.listeners"));
}

TEST_CASE("unreachable: an address without a port is refused before anything is tried") {
  CHECK_THROWS_AS(Producer({.bootstrap_servers = {"localhost"}}), Exception);
}
