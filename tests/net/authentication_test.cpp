// Logging in over a connection, and again while requests are in flight (KIP-368); in memory, on a manual clock.
#include <doctest/doctest.h>

#include "net/sasl_login.hpp"
#include "net/support/worlds.hpp"
#include "wire/messages/sasl_authenticate.hpp"
#include "wire/messages/sasl_handshake.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

/// Sends "hello", answers "more" with "again", and ends with anything else.
class Echo final : public SaslMechanism {
public:
  explicit Echo(std::string hello = "hello") : hello_(std::move(hello)) {}
  std::string name() const override { return "ECHO"; }
  std::string who() const override { return "alice"; }
  void begin(const SaslPeer& peer, Begun done) override {
    peers.push_back(peer);
    if (failing) return done(Error(ErrorCode::sasl_authentication_failed, "no token"));
    auto exchange = std::make_unique<Exchange>(hello_, slow);
    if (!hold) return done(std::move(exchange));
    held = [done, shared = std::make_shared<std::unique_ptr<SaslExchange>>(std::move(exchange))] { done(std::move(*shared)); };
  }

  std::vector<SaslPeer> peers;
  bool failing = false, hold = false, slow = false;
  std::function<void()> held;

private:
  class Exchange final : public SaslExchange {
  public:
    Exchange(std::string hello, bool slow) : hello_(std::move(hello)), slow_(slow) {}
    Result<std::optional<Secret>> step(std::string_view challenge) override {
      if (!std::exchange(begun_, true)) return std::optional(Secret(hello_));
      if (challenge == "more") return std::optional(Secret("again"));
      if (challenge == "liar") return Error(ErrorCode::sasl_authentication_failed, "it is not the broker");
      if (challenge == "throw") throw std::runtime_error("oops");
      return std::optional<Secret>();
    }
    bool is_slow() const override { return slow_; }

  private:
    std::string hello_;
    bool slow_;
    bool begun_ = false;
  };
  std::string hello_;
};

/// A broker that takes ECHO, and nothing else before it.
struct SaslWorld : MemoryWorld {
  std::shared_ptr<Echo> mechanism = std::make_shared<Echo>();
  std::vector<std::string> tokens;      ///< that came
  std::vector<std::string> answers{""}; ///< to the tokens; the last one to all further ones
  std::int64_t lifetime_ms = 0;
  ErrorCode handshake_error = ErrorCode::none, error = ErrorCode::none;
  std::vector<ApiKey> order; ///< all requests behind the API versions

  SaslWorld() {
    settings->sasl = std::make_shared<SaslLogin>(mechanism);
    broker.on(ApiKey::sasl_handshake, [this](Session& session, const Request& request) {
      order.push_back(request.api_key);
      wire::SaslHandshakeResponse response;
      response.error_code = handshake_error;
      response.mechanisms = {"PLAIN", "SCRAM-SHA-512"};
      session.reply_message(request, response);
      answered_ = 0;
    });
    broker.on(ApiKey::sasl_authenticate, [this](Session& session, const Request& request) {
      order.push_back(request.api_key);
      wire::Decoder in(request.body);
      tokens.emplace_back(wire::decode_all<wire::SaslAuthenticateRequest>(in, request.version).value().auth_bytes.text());
      wire::SaslAuthenticateResponse response;
      response.error_code = error;
      if (error != ErrorCode::none) response.error_message = "Authentication failed: Invalid username or password";
      const std::string answer = answers[std::min(answered_++, answers.size() - 1)];
      response.auth_bytes = wire::Bytes(std::string_view(answer));
      response.session_lifetime_ms = lifetime_ms;
      session.reply_message(request, response);
    });
    broker.on(ApiKey::heartbeat, [this](Session& session, const Request& request) {
      order.push_back(request.api_key);
      session.reply(request, as_bytes("beat"));
    });
  }

  void pass(Duration time) {
    clock->advance(time);
    settle();
  }

private:
  std::size_t answered_ = 0;
};

bool has(const Error& error, std::string_view text) { return error.message().find(text) != std::string::npos; }

} // namespace

TEST_CASE("authentication: handshake, then tokens until the mechanism is content") {
  SaslWorld world;
  world.answers = {"more", "fine"};
  SUBCASE("on the executor") {}
  SUBCASE("with slow steps") { world.mechanism->slow = true; }
  const auto connection = world.open();
  CHECK(world.tokens == std::vector<std::string>{"hello", "again"});
  CHECK(world.order == std::vector<ApiKey>{ApiKey::sasl_handshake, ApiKey::sasl_authenticate, ApiKey::sasl_authenticate});
  REQUIRE(world.mechanism->peers.size() == 1);
  CHECK(world.mechanism->peers[0].host == "broker");
  CHECK_FALSE(world.mechanism->peers[0].encrypted);
}

TEST_CASE("authentication: each refusal names the cause and what to change") {
  SaslWorld world;
  SUBCASE("wrong password") {
    world.error = ErrorCode::sasl_authentication_failed;
    const Error error = world.open_error();
    CHECK(error.code() == ErrorCode::sasl_authentication_failed);
    CHECK(error.fatal());
    CHECK(has(error, "the broker refused the login of alice by ECHO: Authentication failed: Invalid username or password"));
  }
  SUBCASE("another mechanism") {
    world.handshake_error = ErrorCode::unsupported_sasl_mechanism;
    const Error error = world.open_error();
    CHECK(error.code() == ErrorCode::unsupported_sasl_mechanism);
    CHECK(has(error, "does not accept ECHO; it accepts PLAIN, SCRAM-SHA-512"));
  }
  SUBCASE("a listener without SASL") {
    world.handshake_error = ErrorCode::illegal_sasl_state;
    const Error error = world.open_error();
    CHECK(has(error, "this listener does not use SASL"));
    CHECK(has(error, "security.protocol=PLAINTEXT"));
  }
  SUBCASE("a broker that fails the mechanism's own check") {
    world.answers = {"liar"};
    CHECK(has(world.open_error(), "it is not the broker"));
  }
  SUBCASE("a mechanism that throws") {
    world.answers = {"throw"};
    CHECK(has(world.open_error(), "the SASL mechanism ECHO threw: oops"));
  }
  SUBCASE("a broker that never has enough") {
    world.answers = {"more"};
    CHECK(has(world.open_error(), "goes on with SASL after 20 messages"));
  }
  SUBCASE("a broker that sends too much") {
    world.answers = {std::string(10'000'000, 'x')};
    const Error error = world.open_error();
    CHECK(error.code() == ErrorCode::frame_too_large); // before it is read
  }
  SUBCASE("no exchange to begin with") {
    world.mechanism->failing = true;
    CHECK(has(world.open_error(), "no token"));
    CHECK(world.order.empty());
  }
  SUBCASE("a connection that ends while the exchange is being got") {
    world.mechanism->hold = true;
    const auto opened = world.start_open();
    world.settle();
    CHECK_FALSE(*opened);
    world.link->cut();
    world.settle();
    REQUIRE(*opened);
    CHECK((*opened)->error().code() == ErrorCode::disconnected);
  }
  SUBCASE("an exchange that never comes") {
    world.mechanism->hold = true;
    CHECK(has(world.open_error(), "was not authenticated in time"));
  }
}

TEST_CASE("authentication: it is done again before the session ends, and what is submitted meanwhile waits") {
  SaslWorld world;
  world.lifetime_ms = 60'000;
  const auto connection = world.open();
  world.order.clear();
  const auto submit = [&](int& done) {
    connection->submit(raw_request("x"), world.clock->now() + 30s, [&done](Result<Slice> body) {
      CHECK(body);
      ++done;
    });
  };
  world.pass(50s);
  CHECK(world.order.empty()); // 15 % before the end at the earliest
  int before = 0, meanwhile = 0;
  submit(before);
  world.settle();
  CHECK(before == 1);
  world.order.clear();
  world.network->to_server.latency = world.network->to_client.latency = 1ms;
  world.link->to_server.latency = world.link->to_client.latency = 10ms;
  while (world.order.empty() && world.clock->advance_to_next()) world.settle();
  submit(meanwhile); // the broker has the handshake by now
  while (meanwhile == 0 && world.clock->advance_to_next()) world.settle();
  CHECK(meanwhile == 1);
  CHECK(world.order == std::vector<ApiKey>{ApiKey::sasl_handshake, ApiKey::sasl_authenticate, ApiKey::heartbeat});
  CHECK(connection->is_open());
  // and again, for as long as the connection lives
  world.order.clear();
  world.pass(60s);
  CHECK(world.order.size() == 2);
}

TEST_CASE("authentication: requests in flight are answered while it is done again") {
  SaslWorld world;
  world.lifetime_ms = 10'000;
  std::optional<Request> slow;
  world.broker.on(ApiKey::fetch, [&](Session&, const Request& request) { slow = request; });
  const auto connection = world.open();
  world.pass(5s);
  world.order.clear();
  std::optional<Result<Slice>> answer;
  connection->submit(raw_request("x", ApiKey::fetch), world.clock->now() + 30s, [&](Result<Slice> body) { answer = std::move(body); });
  world.settle();
  REQUIRE(slow);
  // A real broker reads the handshake when the fetch is answered; this one answers in order, too.
  world.broker.on(ApiKey::sasl_handshake, [&](Session& session, const Request& request) {
    session.reply(*slow, as_bytes("fetched"));
    wire::SaslHandshakeResponse response;
    session.reply_message(request, response);
  });
  world.pass(5s);
  REQUIRE(answer);
  CHECK(*answer);
  CHECK(connection->is_open());
  CHECK(world.tokens.size() == 2);
}

TEST_CASE("authentication: when it is refused again, the connection ends and says why") {
  SaslWorld world;
  world.lifetime_ms = 10'000;
  const auto connection = world.open();
  std::optional<Error> ended;
  connection->on_close([&](const Error& reason) { ended = reason; });
  world.error = ErrorCode::sasl_authentication_failed;
  world.pass(10s);
  REQUIRE(ended);
  CHECK(ended->code() == ErrorCode::sasl_authentication_failed);
  CHECK_FALSE(connection->is_open());
}

TEST_CASE("authentication: without new credentials it is tried again as long as the session lasts") {
  SaslWorld world;
  world.lifetime_ms = 60'000;
  const auto connection = world.open();
  world.mechanism->failing = true;
  world.pass(57s);
  CHECK(connection->is_open());
  CHECK(world.mechanism->peers.size() > 1);
  world.mechanism->failing = false;
  world.pass(2900ms);
  CHECK(connection->is_open());
  CHECK(world.tokens.size() == 2);
}

TEST_CASE("authentication: new credentials are used for the next login, also of an open connection") {
  SaslWorld world;
  world.lifetime_ms = 10'000;
  const auto connection = world.open();
  world.settings->sasl->use(std::make_shared<Echo>("renewed"));
  world.pass(10s);
  CHECK(world.tokens == std::vector<std::string>{"hello", "renewed"});
  CHECK(connection->is_open());
}
