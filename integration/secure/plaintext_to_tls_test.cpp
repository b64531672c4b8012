#include <doctest/doctest.h>

#include <klamm/klamm.hpp>

#include "support/cluster.hpp"

using namespace klamm;
using namespace std::chrono_literals;

TEST_CASE("plaintext on a TLS port: the error says so, in time") {
  Producer producer{{.bootstrap_servers = {klamm::test::setting("KLAMM_TLS")}, .max_block = 3s, .log_level = LogLevel::error}};
  const auto began = std::chrono::steady_clock::now();
  const auto result = producer.send_sync({.topic = "anything", .value = "v"});
  CHECK(std::chrono::steady_clock::now() - began < 3500ms);
  REQUIRE_FALSE(result);
  MESSAGE(result.error().message());
  CHECK(result.error().message().find("TLS") != std::string::npos);
  CHECK(result.error().message().find("security.protocol=SSL") != std::string::npos);
}
