// Tokens in time: fetched once for all who wait, renewed before they expire, with providers and identity providers of every kind; in memory.
#include <doctest/doctest.h>

#include "net/http_call.hpp"
#include "net/oauthbearer_login.hpp"
#include "net/support/worlds.hpp"
#include "security/oauthbearer.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

struct TokenWorld : MemoryWorld {
  SaslConfig config;
  int asked = 0;
  std::function<void(Result<OauthbearerToken>)> pending;
  std::optional<Error> refusal;
  bool hold = false;
  std::chrono::seconds lifetime{3600};
  std::shared_ptr<SaslMechanism> mechanism;

  void start() {
    config.mechanism = "OAUTHBEARER";
    config.token_provider = [this](std::function<void(Result<OauthbearerToken>)> done) {
      ++asked;
      if (hold) pending = std::move(done);
      else answer(done);
    };
    mechanism = make_oauthbearer(config, runtime, {}).value();
  }
  void answer(const std::function<void(Result<OauthbearerToken>)>& done) {
    if (refusal) return done(*refusal);
    OauthbearerToken token;
    token.value = "token-" + std::to_string(asked);
    token.expires = std::chrono::system_clock::time_point(std::chrono::milliseconds(clock->wall_now())) + lifetime;
    done(std::move(token));
  }
  /// The first message of a login that begins now; nothing while it waits.
  std::shared_ptr<std::optional<std::string>> login() {
    auto said = std::make_shared<std::optional<std::string>>();
    mechanism->begin({}, [said](Result<std::unique_ptr<SaslExchange>> exchange) {
      *said = exchange ? std::string((*(*exchange)->step("")).value().reveal()) : exchange.error().message();
    });
    settle();
    return said;
  }
  std::string token() { return login()->value_or("(waits)"); }
  void pass(Duration time) {
    clock->advance(time);
    settle();
  }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// An identity provider without TLS, on loopback.
struct ProviderWorld : MemoryWorld {
  std::vector<std::string> requests;
  std::string response;
  Address provider{"127.0.0.1", 8080};
  std::vector<std::shared_ptr<Transport>> open;

  ProviderWorld() {
    network->listen(provider, [this](std::unique_ptr<Transport> transport) {
      const std::shared_ptr<Transport> shared = std::move(transport);
      open.push_back(shared);
      const auto buffer = std::make_shared<std::vector<std::byte>>(4096);
      shared->read_some(*buffer, [this, weak = std::weak_ptr(shared), buffer](Result<std::size_t> size) {
        const auto peer = weak.lock();
        if (!size || !peer) return;
        requests.emplace_back(as_text(ConstBytes(*buffer).first(*size)));
        if (response.empty()) return;
        std::vector<Slice> pieces;
        pieces.push_back(Slice::copy_of(as_bytes(response)));
        (void)peer->write(std::move(pieces), [](const Result<void>&) {});
      });
    });
  }
  Result<std::string> first_message() {
    SaslConfig config;
    config.mechanism = "OAUTHBEARER";
    config.oauthbearer.token_endpoint_url = "http://127.0.0.1:8080/token";
    config.oauthbearer.client_credentials_client_id = "id";
    config.oauthbearer.client_credentials_client_secret = "topsecret";
    const auto mechanism = make_oauthbearer(config, runtime, {}).value();
    std::optional<Result<std::string>> said;
    mechanism->begin({}, [&](Result<std::unique_ptr<SaslExchange>> exchange) {
      if (exchange) said = std::string((*(*exchange)->step("")).value().reveal());
      else said = exchange.error();
    });
    settle();
    while (!said && clock->advance_to_next()) settle();
    if (!said) return Error(ErrorCode::timed_out, "never");
    if (!*said) CHECK_FALSE(has(said->error().message(), "topsecret"));
    return *said;
  }
};

} // namespace

TEST_CASE("oauthbearer: one token serves all connections, and who comes meanwhile waits for the same one") {
  TokenWorld world;
  world.hold = true;
  world.start();
  const auto first = world.login(), second = world.login();
  CHECK_FALSE(*first);
  CHECK(world.asked == 1);
  world.answer(world.pending);
  world.settle();
  CHECK(has(**first, "auth=Bearer token-1\x01"));
  CHECK(**second == **first);
  CHECK(has(world.token(), "token-1"));
  CHECK(world.asked == 1);
}

TEST_CASE("oauthbearer: a token is renewed in the background before it expires") {
  TokenWorld world;
  world.start();
  CHECK(has(world.token(), "token-1"));
  world.pass(3600s * 79 / 100);
  CHECK(world.asked == 1);
  world.pass(3600s * 7 / 100);
  CHECK(world.asked == 2);
  CHECK(has(world.token(), "token-2"));
}

TEST_CASE("oauthbearer: while the provider fails the token at hand is used, and the provider is asked with growing pauses") {
  TokenWorld world;
  world.start();
  CHECK(has(world.token(), "token-1"));
  world.refusal = Error(ErrorCode::connect_failed, "the provider is down");
  world.pass(3600s - 60s);
  CHECK(has(world.token(), "token-1"));
  CHECK(world.asked > 2);
  CHECK(world.asked < 200);
  world.pass(61s); // expired
  CHECK(has(world.login()->value_or("the provider is down"), "the provider is down"));
  world.refusal.reset();
  world.pass(15s);
  CHECK(has(world.token(), "token-"));
}

TEST_CASE("oauthbearer: a provider that throws, or gives an expired or empty token, is an error of the login") {
  TokenWorld world;
  world.lifetime = std::chrono::seconds(-5);
  world.start();
  CHECK(has(world.token(), "has expired already"));
  world.config.token_provider = [](const auto&) { throw std::runtime_error("no network"); };
  world.mechanism = make_oauthbearer(world.config, world.runtime, {}).value();
  CHECK(has(world.token(), "the token provider threw: no network"));
  world.config.token_provider = [](const auto& done) { done(OauthbearerToken{}); };
  world.mechanism = make_oauthbearer(world.config, world.runtime, {}).value();
  CHECK(has(world.token(), "an empty token"));
}

TEST_CASE("oauthbearer: unsecured tokens out of Java's login module") {
  MemoryWorld world;
  SaslConfig config;
  config.mechanism = "OAUTHBEARER";
  config.jaas_config =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"alice\";";
  const auto mechanism = make_oauthbearer(config, world.runtime, {}).value();
  std::string said;
  mechanism->begin({},
                   [&](Result<std::unique_ptr<SaslExchange>> exchange) { said = std::string((*(*exchange)->step("")).value().reveal()); });
  world.settle();
  CHECK(has(said, "auth=Bearer eyJhbGciOiJub25lIn0."));
  config.jaas_config = Secret();
  const auto nothing = make_oauthbearer(config, world.runtime, {});
  REQUIRE_FALSE(nothing);
  CHECK(has(nothing.error().message(), "no source of tokens"));
}

TEST_CASE("oauthbearer: the built-in client asks the token endpoint") {
  ProviderWorld world;
  world.response =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2c\r\n{\"access_token\":\"from-idp\",\"expires_in\":300}\r\n0\r\n\r\n";
  const auto said = world.first_message();
  REQUIRE(said);
  CHECK(has(*said, "auth=Bearer from-idp\x01"));
  REQUIRE(world.requests.size() == 1);
  CHECK(has(world.requests[0], "POST /token HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"));
}

TEST_CASE("oauthbearer: an identity provider that refuses, redirects, is silent, slow, endless or gone is told apart") {
  ProviderWorld world;
  const auto error_of = [&](const std::string& response) {
    world.response = response;
    const auto said = world.first_message();
    REQUIRE_FALSE(said);
    return said.error();
  };
  CHECK(has(error_of("HTTP/1.1 401 Unauthorized\r\nContent-Length: 26\r\n\r\n{\"error\":\"invalid_client\"}").message(),
            "refused to give a token"));
  CHECK(has(error_of("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n").message(),
            "redirects are not followed"));
  CHECK(world.requests.size() == 2); // nobody else was asked
  CHECK(error_of("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n").code() == ErrorCode::connect_failed);
  CHECK(error_of("").code() == ErrorCode::timed_out);
  CHECK(error_of("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").code() == ErrorCode::timed_out);
  CHECK(error_of("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n").code() == ErrorCode::frame_too_large);
  world.network->stop_listening(world.provider);
  CHECK(error_of("").code() == ErrorCode::connect_failed);
}
