// OAUTHBEARER with the secured broker: unsecured tokens as Java's login module makes them, signed ones from a callback and from a token endpoint.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>
#include <thread>

#include "support/secured.hpp"
#include "support/token_endpoint.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

Settings oauthbearer_over_tls() {
  return {{"security.protocol", "SASL_SSL"},
          {"ssl.truststore.location", secret("ca.pem")},
          {"bootstrap.servers", setting("KLAMM_SASL_SSL")},
          {"sasl.mechanism", "OAUTHBEARER"}};
}

} // namespace

TEST_CASE("oauthbearer: unsecured tokens in plaintext") {
  check_round_trip(
      {{"security.protocol", "SASL_PLAINTEXT"},
       {"bootstrap.servers", setting("KLAMM_SASL_PLAINTEXT")},
       {"sasl.mechanism", "OAUTHBEARER"},
       {"sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"alice\";"}});
}

TEST_CASE("oauthbearer: signed tokens from a token endpoint, over TLS") {
  TokenEndpoint endpoint("{\"access_token\":\"" + signed_token() + "\",\"expires_in\":3600}");
  Settings settings = oauthbearer_over_tls();
  settings["sasl.oauthbearer.token.endpoint.url"] = endpoint.url();
  settings["sasl.oauthbearer.client.credentials.client.id"] = "client";
  settings["sasl.oauthbearer.client.credentials.client.secret"] = "idp-secret";
  check_round_trip(settings);
  CHECK(endpoint.asked == 2); // once for each client
}

TEST_CASE("oauthbearer: signed tokens from a callback, and a token that the broker refuses") {
  const std::string topic = new_topic("callback", 1);
  const auto send_with = [&](const std::string& token) {
    auto config = configured<ProducerConfig>({{"security.protocol", "SASL_SSL"},
                                              {"ssl.truststore.location", secret("ca.pem")},
                                              {"bootstrap.servers", setting("KLAMM_SASL_SSL")},
                                              {"sasl.mechanism", "OAUTHBEARER"},
                                              {"log.level", "error"}});
    config.sasl.token_provider = [token](const auto& done) {
      std::thread([done, token] { done(OauthbearerToken{Secret(token), {}, {}}); }).detach();
    };
    Producer producer(std::move(config));
    return producer.send_sync({.topic = topic, .value = "v"});
  };
  const auto sent = send_with(signed_token());
  CHECK_MESSAGE(sent, (sent ? "" : sent.error().message()));
  std::string forged = signed_token();
  forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
  const auto refused = send_with(forged);
  REQUIRE_FALSE(refused);
  MESSAGE(refused.error().message());
  CHECK(refused.error().code() == ErrorCode::sasl_authentication_failed);
}
