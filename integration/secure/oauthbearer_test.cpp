// OAUTHBEARER with the secured broker: unsecured tokens as Java's login module makes them, signed ones from a callback and from a token endpoint. And that
// no secret gets into logs, dumps and errors.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <klamm/config.hpp>
#include <klamm/klamm.hpp>
#include <mutex>
#include <thread>

#include "support/secured.hpp"
#include "test_paths.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

std::string signed_token() {
  std::string token = run(std::string(KLAMM_MAKE_JWT) + " " + secret("jwt.key") + " alice");
  while (!token.empty() && token.back() == '\n') token.pop_back();
  return token;
}

/// An identity provider on loopback: answers each request with the same JSON.
class TokenEndpoint {
public:
  explicit TokenEndpoint(std::string json) : json_(std::move(json)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket_, 10) == 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int peer; (peer = ::accept(socket_, nullptr, nullptr)) >= 0;) serve(peer);
    });
  }
  TokenEndpoint(const TokenEndpoint&) = delete;
  TokenEndpoint& operator=(const TokenEndpoint&) = delete;
  ~TokenEndpoint() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/token"; }
  std::atomic<int> asked{0};

private:
  void serve(int peer) {
    std::string request;
    char block[4096];
    while (request.find("grant_type=") == std::string::npos) {
      const ssize_t n = ::read(peer, block, sizeof block);
      if (n <= 0) break;
      request.append(block, static_cast<std::size_t>(n));
    }
    ++asked;
    const std::string response = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(json_.size()) + "\r\n\r\n" + json_;
    CHECK(::write(peer, response.data(), response.size()) == static_cast<ssize_t>(response.size()));
    ::close(peer);
  }

  std::string json_;
  int socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

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

TEST_CASE("secrets: none in logs at the most talkative level, in dumps and in errors") {
  const std::string token = signed_token();
  std::mutex mutex;
  std::string log;
  const auto run_with = [&](Settings settings, const std::string& given_token) {
    settings["log.level"] = "debug";
    auto config = configured<ProducerConfig>(settings);
    config.log_sink = [&](LogLevel, std::string_view context, std::string_view text) {
      const std::lock_guard lock(mutex);
      log.append(context).append(": ").append(text).append("\n");
    };
    if (!given_token.empty())
      config.sasl.token_provider = [given_token](const auto& done) { done(OauthbearerToken{Secret(given_token), {}, {}}); };
    log += config_dump(config);
    Producer producer(std::move(config));
    static const std::string topic = new_topic("quiet", 1);
    const auto result = producer.send_sync({.topic = topic, .value = "v"});
    if (!result) log += result.error().message();
  };
  const auto login = [](const std::string& mechanism, const std::string& password) {
    return Settings{{"security.protocol", "SASL_PLAINTEXT"},
                    {"bootstrap.servers", setting("KLAMM_SASL_PLAINTEXT")},
                    {"sasl.mechanism", mechanism},
                    {"sasl.username", "alice"},
                    {"sasl.password", password}};
  };
  for (const char* mechanism : {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    for (const char* password : {"alice-secret", "wrong-secret"}) run_with(login(mechanism, password), "");
  run_with({{"security.protocol", "SASL_PLAINTEXT"},
            {"bootstrap.servers", setting("KLAMM_SASL_PLAINTEXT")},
            {"sasl.mechanism", "PLAIN"},
            {"sasl.jaas.config",
             "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"alice-secret\";"}},
           "");
  run_with(oauthbearer_over_tls(), token);
  run_with(oauthbearer_over_tls(), token + "x");
  Settings mtls{{"security.protocol", "SSL"},
                {"bootstrap.servers", setting("KLAMM_MTLS")},
                {"ssl.truststore.location", secret("ca.pem")},
                {"ssl.key.location", secret("client.enc.p8")},
                {"ssl.certificate.location", secret("client.crt")},
                {"ssl.key.password", "keypass"}};
  run_with(mtls, "");
  MESSAGE(log.size() << " bytes of log");
  CHECK(log.size() > 1000);
  CHECK(log.find("authenticated as alice by SCRAM-SHA-256") != std::string::npos); // the log does say what happened
  for (const std::string& hidden : {std::string("alice-secret"), std::string("wrong-secret"), std::string("keypass"),
                                    token.substr(token.find('.') + 1, 40), token.substr(token.rfind('.') + 1)})
    CHECK_MESSAGE(log.find(hidden) == std::string::npos, hidden);
}
