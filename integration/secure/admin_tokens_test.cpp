// Delegation tokens through klamm::Admin on real Kafka: compared with kafka-delegation-tokens.sh, and used to log in.
#include <doctest/doctest.h>

#include <fstream>
#include <klamm/klamm.hpp>

#include "support/secured.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Settings login(const std::string& mechanism, const std::string& user, const std::string& password) {
  return {{"security.protocol", "SASL_PLAINTEXT"},
          {"bootstrap.servers", setting("KLAMM_SASL_PLAINTEXT")},
          {"sasl.mechanism", mechanism},
          {"sasl.username", user},
          {"sasl.password", password}};
}

Settings login_with(const DelegationToken& token) {
  return {{"security.protocol", "SASL_PLAINTEXT"},
          {"bootstrap.servers", setting("KLAMM_SASL_PLAINTEXT")},
          {"sasl.mechanism", "SCRAM-SHA-256"},
          {"sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + token.token_id +
                                   "\" password=\"" + std::string(token.password().reveal()) + "\" tokenauth=\"true\";"}};
}

/// The script, as alice.
std::string tokens(const std::string& arguments) {
  const std::string file = "/tmp/" + new_name("klamm") + ".properties";
  std::ofstream(file) << "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
                         "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"alice-secret\";\n";
  return run(cluster_home() + "/bin/kafka-delegation-tokens.sh --bootstrap-server " + setting("KLAMM_SASL_PLAINTEXT") +
             " --command-config " + file + " " + arguments + "; code=$?; rm " + file + "; exit $code");
}

/// The broker learns of what the controller has done a moment later.
template <class Done>
void wait_until(Done done) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) FAIL("it did not come to pass within a minute");
  }
}

} // namespace

TEST_CASE("admin: delegation tokens are as kafka-delegation-tokens.sh sees them, and log in") {
  if (setting("KLAMM_KAFKA_VERSION") < "3.6") return; // KRaft has had none before
  Admin alice(configured<AdminConfig>(login("PLAIN", "alice", "alice-secret")));
  const DelegationToken token = alice.create_delegation_token({.renewers = {"User:bob"}, .max_lifetime = 1h}).value();
  CHECK(token.owner == "User:alice");
  CHECK(token.requester == "User:alice");
  CHECK(token.max_time - token.issue_time == 3'600'000);
  const auto known = [&](const std::string& id) -> std::optional<DelegationToken> {
    for (const DelegationToken& one : alice.describe_delegation_tokens({.owners = {"User:alice"}}).value())
      if (one.token_id == id) return one;
    return std::nullopt;
  };
  wait_until([&] { return known(token.token_id).has_value(); });
  CHECK(known(token.token_id)->hmac == token.hmac);
  CHECK(known(token.token_id)->renewers == std::vector<std::string>{"User:bob"});

  // It logs in, and can't be had for itself; who is nobody gets none.
  wait_until([&] { return Admin(configured<AdminConfig>(login_with(token))).describe_cluster().has_value(); });
  Admin worker(configured<AdminConfig>(login_with(token)));
  CHECK(worker.create_delegation_token().error().code() == ErrorCode::delegation_token_request_not_allowed);
  Admin nobody{{.bootstrap_servers = bootstrap_servers()}};
  CHECK(nobody.create_delegation_token().error().code() == ErrorCode::delegation_token_request_not_allowed);

  // bob, who may, renews it; the period counts from now, and the token's end stays the limit.
  Admin bob(configured<AdminConfig>(login("PLAIN", "bob", "bob-secret")));
  const Timestamp renewed = bob.renew_delegation_token(token.hmac, {.period = 10min}).value();
  CHECK(renewed < token.max_time);
  wait_until([&] { return known(token.token_id)->expiry_time == renewed; });
  CHECK(bob.renew_delegation_token(Secret("no such token")).error().code() == ErrorCode::delegation_token_not_found);

  // The script sees the token, makes one that klamm sees, and ends klamm's.
  const std::string hmac(token.password().reveal());
  const std::string made = tokens("--create --max-life-time-period 600000 --renewer-principal User:bob");
  const std::string seen = tokens("--describe --owner-principal User:alice");
  INFO(seen);
  CHECK(contains(seen, token.token_id));
  CHECK(contains(seen, hmac));
  CHECK(contains(seen, "User:bob"));
  std::vector<DelegationToken> theirs;
  for (const DelegationToken& one : alice.describe_delegation_tokens().value())
    if (contains(made, one.token_id)) theirs.push_back(one);
  REQUIRE(theirs.size() == 1);
  CHECK(contains(made, std::string(theirs[0].password().reveal())));
  CHECK(theirs[0].max_time - theirs[0].issue_time == 600'000);
  CHECK(DelegationToken::hmac_of(std::string(theirs[0].password().reveal())).value() == theirs[0].hmac);
  CHECK(DelegationToken::hmac_of("no Base64!").error().code() == ErrorCode::invalid_request);
  tokens("--expire --expiry-time-period -1 --hmac '" + hmac + "'");
  wait_until([&] { return !known(token.token_id); });
  CHECK(alice.expire_delegation_token(token.hmac).error().code() == ErrorCode::delegation_token_not_found);

  // klamm ends the script's, later and at once.
  CHECK(alice.expire_delegation_token(theirs[0].hmac, {.period = 1min}).value() <= theirs[0].max_time);
  CHECK(alice.expire_delegation_token(theirs[0].hmac));
  wait_until([&] { return !known(theirs[0].token_id); });
}
