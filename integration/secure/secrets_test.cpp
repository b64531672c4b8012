// That no secret gets into what a client logs, dumps and says in errors, with each way into the secured broker, let in and refused. KLAMM_SECRETS_LOG_MB=10
// goes on until the log is that large.
#include <doctest/doctest.h>

#include <cstdlib>
#include <klamm/config.hpp>
#include <klamm/klamm.hpp>
#include <mutex>
#include <thread>

#include "support/secured.hpp"
#include "support/token_endpoint.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

Settings at(const std::string& address, const std::string& protocol, Settings more) {
  more.emplace("bootstrap.servers", setting(address.c_str()));
  more.emplace("security.protocol", protocol);
  if (protocol.ends_with("SSL")) more.emplace("ssl.truststore.location", secret("ca.pem"));
  return more;
}
Settings in_plaintext(Settings more) { return at("KLAMM_SASL_PLAINTEXT", "SASL_PLAINTEXT", std::move(more)); }
Settings over_tls(Settings more) { return at("KLAMM_SASL_SSL", "SASL_SSL", std::move(more)); }
Settings mutual(Settings more) {
  more.emplace("ssl.certificate.location", secret("client.crt"));
  return at("KLAMM_MTLS", "SSL", std::move(more));
}

/// Lines of a private key's file, which nobody but its owner may see.
std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in(secret(file));
  for (std::string line; std::getline(in, line);)
    if (line.size() > 20 && line[0] != '-') lines.push_back(line);
  return lines;
}

struct Attempt {
  Settings settings;
  bool served;
  std::string token{}; ///< of a callback
};

std::vector<Attempt> attempts(const std::string& token, const std::string& token_url) {
  std::vector<Attempt> all;
  for (const char* mechanism : {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    for (const char* password : {"alice-secret", "wrong-secret"}) {
      const std::string module = *mechanism == 'P' ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
      const bool right = std::string_view(password) == "alice-secret";
      const Settings by_name{{"sasl.mechanism", mechanism}, {"sasl.username", "alice"}, {"sasl.password", password}};
      const Settings by_jaas{{"sasl.mechanism", mechanism},
                             {"sasl.jaas.config", "org.apache.kafka.common.security." + module +
                                                      " required username=\"alice\" password=\"" + password + "\";"}};
      all.push_back({in_plaintext(by_name), right});
      all.push_back({over_tls(by_jaas), right});
    }
  const Settings oauthbearer{{"sasl.mechanism", "OAUTHBEARER"}};
  all.push_back({over_tls(oauthbearer), true, token});
  all.push_back({over_tls(oauthbearer), false, token + "x"});
  Settings unsecured = oauthbearer;
  unsecured["sasl.jaas.config"] =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"alice\";";
  all.push_back({in_plaintext(unsecured), true});
  all.push_back({over_tls(unsecured), false});
  Settings provider = oauthbearer;
  provider["sasl.oauthbearer.token.endpoint.url"] = token_url;
  provider["sasl.oauthbearer.client.credentials.client.id"] = "client";
  provider["sasl.oauthbearer.client.credentials.client.secret"] = "idp-secret";
  all.push_back({over_tls(provider), true});
  all.push_back({in_plaintext({{"sasl.mechanism", "AWS_MSK_IAM"}}), false});
  all.push_back({mutual({{"ssl.key.location", secret("client.enc.p8")}, {"ssl.key.password", "keypass"}}), true});
  all.push_back({at("KLAMM_MTLS", "SSL", {{"ssl.keystore.location", secret("stranger.pem")}}), false});
  return all;
}

} // namespace

TEST_CASE("secrets: none in logs at the most talkative level, in dumps and in errors") {
  const std::string token = signed_token();
  TokenEndpoint endpoint("{\"access_token\":\"" + token + "\",\"expires_in\":3600}");
  ::setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", 1);
  ::setenv("AWS_SECRET_ACCESS_KEY", "aws-secret-key", 1);
  ::setenv("AWS_SESSION_TOKEN", "aws-session-token", 1);
  ::setenv("AWS_REGION", "eu-west-1", 1);
  // The last ones are passwords in base64.
  std::vector<std::string> hidden{"alice-secret",   "wrong-secret",      "keypass",          "idp-secret",
                                  "aws-secret-key", "aws-session-token", "YWxpY2Utc2VjcmV0", "aWRwLXNlY3JldA"};
  hidden.push_back(token.substr(token.find('.') + 1, 40));
  hidden.push_back(token.substr(token.rfind('.') + 1));
  for (const char* file : {"client.key", "client.enc.p8", "stranger.key"})
    for (std::string& line : lines_of(file)) hidden.push_back(std::move(line));

  std::mutex mutex;
  std::string log;
  const auto add = [&](std::string_view text) {
    const std::lock_guard lock(mutex);
    log.append(text).append("\n");
  };
  const std::string topic = new_topic("quiet", 1);
  const auto run_with = [&](const Attempt& attempt) {
    Settings settings = attempt.settings;
    settings["log.level"] = "debug";
    settings["max.block.ms"] = "30000";
    auto config = configured<ProducerConfig>(settings);
    config.log_sink = [&](LogLevel, std::string_view context, std::string_view text) {
      add(std::string(context) + ": " + std::string(text));
    };
    if (!attempt.token.empty())
      config.sasl.token_provider = [given = attempt.token](const auto& done) { done(OauthbearerToken{Secret(given), {}, {}}); };
    add(config_dump(config));
    Producer producer(std::move(config));
    const auto result = producer.send_sync({.topic = topic, .value = "v"});
    CHECK_MESSAGE(result.has_value() == attempt.served, (result ? "served" : result.error().message()));
    if (!result) add(result.error().message());
  };

  const char* const wanted = std::getenv("KLAMM_SECRETS_LOG_MB");
  const std::size_t least = wanted ? static_cast<std::size_t>(std::stoul(wanted)) << 20 : 1;
  const auto logged = [&] {
    const std::lock_guard lock(mutex);
    return log.size();
  };
  std::vector<std::thread> clients;
  for (const Attempt& attempt : attempts(token, endpoint.url()))
    clients.emplace_back([&, attempt] {
      do run_with(attempt);
      while (logged() < least);
    });
  for (std::thread& client : clients) client.join();
  std::size_t found = 0;
  for (const std::string& secret : hidden) {
    if (log.find(secret) == std::string::npos) continue;
    ++found;
    FAIL_CHECK(secret);
  }
  MESSAGE(found << " secrets in " << log.size() << " bytes of log");
  const bool said_who = log.find("authenticated as alice by SCRAM-SHA-256") != std::string::npos;
  CHECK(said_who); // the log does say what happened
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"}) ::unsetenv(name);
}
