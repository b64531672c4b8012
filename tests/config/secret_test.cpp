#include "klamm/secret.hpp"

#include <cstring>
#include <new>
#include <sstream>

#include <doctest/doctest.h>

#include "klamm/config.hpp"

using namespace klamm;

TEST_CASE("secret: streams show that there is one, and not which") {
  std::ostringstream out;
  out << Secret("hunter2") << Secret();
  CHECK(out.str() == "[hidden]");
}

TEST_CASE("secret: copies are equal and independent, a moved-from one is empty") {
  Secret a("hunter2");
  Secret b = a;
  CHECK(a == b);
  Secret c = std::move(a);
  CHECK(a.empty()); // NOLINT(bugprone-use-after-move)
  CHECK(c.reveal() == "hunter2");
  b = "other";
  const Secret& itself = b;
  b = itself;
  CHECK(b.reveal() == "other");
  CHECK(c.reveal() == "hunter2");
}

TEST_CASE("secret: memory is overwritten, even where it is not read again") {
  alignas(8) char memory[16];
  std::memcpy(memory, "a secret to wipe", 16);
  wipe(memory, sizeof memory);
  for (const char c : memory) CHECK(c == 0);
}

TEST_CASE("secret: neither a dump nor an error shows one") {
  const Properties properties{{"bootstrap.servers", "localhost:9092"},
                              {"sasl.password", "hunter2"},
                              {"sasl.username", "alice"},
                              {"ssl.key.password", "hunter2"},
                              {"ssl.keystore.key", "-----BEGIN hunter2"},
                              {"sasl.oauthbearer.client.credentials.client.secret", "hunter2"}};
  const std::string dump = config_dump(ProducerConfig::from_properties(properties).value());
  CHECK(dump.find("hunter2") == std::string::npos);
  CHECK(dump.find("sasl.password=[hidden]\n") != std::string::npos);
  CHECK(dump.find("# sasl.jaas.config=\n") != std::string::npos);

  Properties wrong = properties;
  wrong.add("sasl.pasword", "hunter2");
  wrong.add("sasl.jaas.config", "password=hunter2");
  const Result<ProducerConfig> result = ProducerConfig::from_properties(wrong);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().message().find("hunter2") == std::string::npos);
  CHECK(result.error().hint() == "did you mean sasl.password?");
}
