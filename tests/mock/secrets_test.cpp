// No secret of the configuration is in what a client logs, dumps and says in errors, with each mechanism, let in and refused. KLAMM_SECRETS_LOG_MB=10 goes on
// until the log is that large.
#include <doctest/doctest.h>

#include <cstdlib>
#include <klamm/config.hpp>
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>
#include <mutex>

#include "security/support/certificates.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

/// What was logged, dumped and told.
class Everything {
public:
  void add(std::string_view text) {
    const std::lock_guard lock(mutex_);
    text_.append(text).append("\n");
    size_ += text.size() + 1;
  }
  LogSink sink() {
    return [this](LogLevel, std::string_view context, std::string_view text) { add(std::string(context) + ": " + std::string(text)); };
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return size_;
  }
  std::string take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(text_, {});
  }

private:
  mutable std::mutex mutex_;
  std::string text_;
  std::size_t size_ = 0;
};

struct Case {
  std::string mechanism;
  std::string password;
  bool served;
};

/// Lines of a PEM text that nobody but its owner may see.
std::vector<std::string> lines_of(const std::string& pem) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < pem.size();) {
    const std::size_t end = std::min(pem.find('\n', at), pem.size());
    if (end - at > 20 && pem[at] != '-') lines.push_back(pem.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

} // namespace

TEST_CASE("secrets: none in logs at the most talkative level, in dumps and in errors, with any mechanism") {
  const Identity authority = make_authority("test-ca"),
                 broker = make_identity({.common_name = "broker", .names = {"IP:127.0.0.1"}}, &authority),
                 own = make_identity({.common_name = "client"}, &authority);
  MockClusterConfig settings;
  settings.security.certificate_chain = broker.certificate;
  settings.security.private_key = Secret(broker.key);
  settings.security.client_authorities = authority.certificate;
  settings.security.users.emplace("alice", "right-PASSWORD-1");
  settings.security.connections_max_reauth = 500ms;
  MockCluster cluster(settings);
  cluster.create_topic("t").value();
  ::setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", 1);
  ::setenv("AWS_SECRET_ACCESS_KEY", "aws-SECRET-key-2", 1);
  ::setenv("AWS_SESSION_TOKEN", "aws-SESSION-token-3", 1);
  ::setenv("AWS_REGION", "eu-west-1", 1);
  std::vector<std::string> hidden{
      "right-PASSWORD-1", "wrong-PASSWORD-4", "aws-SECRET-key-2",       "aws-SESSION-token-3", "idp-SECRET-5",
      "key-PASSWORD-6",   "bearer-TOKEN-7",   "cmlnaHQtUEFTU1dPUkQtMQ", "aWRwLVNFQ1JFVC01"}; // (the last ones: base64)
  for (const Identity* identity : {&own, &broker}) {
    std::vector<std::string> lines = lines_of(identity->key);
    lines.pop_back(); // the end of an EC key is its public part, which is in the certificate, too
    hidden.insert(hidden.end(), lines.begin(), lines.end());
  }
  const std::string locked_key = encrypted_key(own, "key-PASSWORD-6");
  for (std::string& line : lines_of(locked_key)) hidden.push_back(std::move(line));

  const Case cases[] = {{"PLAIN", "right-PASSWORD-1", true},
                        {"PLAIN", "wrong-PASSWORD-4", false},
                        {"SCRAM-SHA-256", "right-PASSWORD-1", true},
                        {"SCRAM-SHA-512", "right-PASSWORD-1", true},
                        {"SCRAM-SHA-512", "wrong-PASSWORD-4", false},
                        {"OAUTHBEARER", "", false},
                        {"OAUTHBEARER-OIDC", "", false},
                        {"AWS_MSK_IAM", "", false}};
  Everything everything;
  const auto run = [&](const Case& one, bool by_jaas) {
    ProducerConfig config;
    config.bootstrap_servers = cluster.bootstrap_servers();
    config.security_protocol = SecurityProtocol::sasl_ssl;
    config.ssl.truststore_certificates = authority.certificate;
    config.ssl.keystore_key = Secret(locked_key);
    config.ssl.keystore_certificate_chain = own.certificate;
    config.ssl.key_password = "key-PASSWORD-6";
    config.sasl.mechanism = one.mechanism;
    config.max_block = one.mechanism == "OAUTHBEARER-OIDC" ? 300ms : 60'000ms; // nobody listens at its provider's
    if (one.mechanism == "OAUTHBEARER")
      config.sasl.token_provider = [](const auto& done) { done(OauthbearerToken{Secret("bearer-TOKEN-7"), {}, {}}); };
    if (one.mechanism == "OAUTHBEARER-OIDC") {
      config.sasl.mechanism = "OAUTHBEARER";
      config.sasl.oauthbearer.token_endpoint_url = "http://127.0.0.1:1/token";
      config.sasl.oauthbearer.client_credentials_client_id = "id";
      config.sasl.oauthbearer.client_credentials_client_secret = "idp-SECRET-5";
    }
    if (by_jaas && !one.password.empty()) {
      const std::string module = one.mechanism == "PLAIN" ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
      config.sasl.jaas_config =
          Secret("org.apache.kafka.common.security." + module + " required username=\"alice\" password=\"" + one.password + "\";");
    } else {
      config.sasl.username = "alice";
      config.sasl.password = Secret(one.password);
    }
    config.log_level = LogLevel::debug;
    config.log_sink = everything.sink();
    everything.add(config_dump(config));
    Producer producer(std::move(config));
    const auto sent = producer.send_sync({.topic = "t", .value = "v"});
    CHECK(sent.has_value() == one.served);
    if (!sent) return everything.add(sent.error().message());
    for (int i = 0; i < 5; ++i) { // connections end, and are logged in anew
      cluster.hang_up(1).value();
      CHECK(producer.send_sync({.topic = "t", .value = "v"}));
    }
  };
  const char* const wanted = std::getenv("KLAMM_SECRETS_LOG_MB");
  const std::size_t least = wanted ? static_cast<std::size_t>(std::stoul(wanted)) << 20 : 1;
  bool said_who = false;
  do {
    for (const Case& one : cases)
      for (const bool by_jaas : {false, true}) run(one, by_jaas);
    const std::string text = everything.take();
    said_who = said_who || text.find("authenticated as alice by SCRAM-SHA-256") != std::string::npos;
    for (const std::string& secret : hidden) CHECK_MESSAGE(text.find(secret) == std::string::npos, secret);
  } while (everything.size() < least);
  MESSAGE(everything.size() << " bytes of log");
  CHECK(said_who); // the log does say what happened
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"}) ::unsetenv(name);
}
