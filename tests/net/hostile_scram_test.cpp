// Something that poses as the broker, to a client that logs in by SCRAM: over a connection in memory. Each lie ends the connection with its own words, and
// neither takes long nor much memory.
#include <doctest/doctest.h>

#include "net/sasl_login.hpp"
#include "net/support/worlds.hpp"
#include "security/crypto.hpp"
#include "security/scram.hpp"
#include "wire/messages/sasl_authenticate.hpp"
#include "wire/messages/sasl_handshake.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

/// Answers SCRAM's messages by `lie`, which gets the client's nonce and how many messages came.
struct HostileWorld : MemoryWorld {
  std::function<std::string(const std::string& nonce, int message)> lie;
  std::size_t came = 0; ///< messages of the client's

  HostileWorld() {
    settings->sasl = std::make_shared<SaslLogin>(security::make_scram({security::Hash::sha256, "alice", Secret("pencil"), false}));
    broker.on(ApiKey::sasl_handshake, [](Session& session, const Request& request) {
      wire::SaslHandshakeResponse response;
      response.mechanisms = {"SCRAM-SHA-256"};
      session.reply_message(request, response);
    });
    broker.on(ApiKey::sasl_authenticate, [this](Session& session, const Request& request) {
      wire::Decoder in(request.body);
      const std::string message(wire::decode_all<wire::SaslAuthenticateRequest>(in, request.version).value().auth_bytes.text());
      if (came++ == 0) nonce_ = message.substr(message.find("r=") + 2);
      wire::SaslAuthenticateResponse response;
      const std::string answer = lie(nonce_, static_cast<int>(came));
      response.auth_bytes = wire::Bytes(std::string_view(answer));
      session.reply_message(request, response);
    });
  }

private:
  std::string nonce_;
};

std::string first(const std::string& nonce, const std::string& iterations = "4096", const std::string& salt = "c2FsdHNhbHQ=") {
  return "r=" + nonce + ",s=" + salt + ",i=" + iterations;
}

/// What a client says to that, and after how many of its messages.
void check(std::function<std::string(const std::string& nonce, int message)> lie, std::size_t messages, std::string_view text,
           ErrorCode code = ErrorCode::sasl_authentication_failed) {
  HostileWorld world;
  world.lie = std::move(lie);
  const Error error = world.open_error();
  MESSAGE(error.message());
  CHECK(error.code() == code);
  CHECK(error.message().find(text) != std::string::npos);
  CHECK(error.message().find("pencil") == std::string::npos);
  CHECK(world.came == messages);
}

} // namespace

TEST_CASE("hostile scram: each lie ends the connection, and says which it was") {
  const auto always = [](const std::string& answer) { return [answer](const std::string&, int) { return answer; }; };
  SUBCASE("another nonce") { check(always(first("fyko+d2lbbFgONRv9qkxdawL")), 1, "its nonce does not continue ours"); }
  SUBCASE("nothing added to ours") {
    check([](const std::string& nonce, int) { return first(nonce); }, 1, "its nonce does not continue ours");
  }
  SUBCASE("2^31 iterations") {
    check([](const std::string& nonce, int) { return first(nonce + "x", "2147483648"); }, 1,
          "it asks for 2147483648 iterations, and between 4096 and 100000 are accepted");
  }
  SUBCASE("one iteration, to get at the password cheaply") {
    check([](const std::string& nonce, int) { return first(nonce + "x", "1"); }, 1, "it asks for 1 iterations");
  }
  SUBCASE("a wrong signature: it does not know the password") {
    check([](const std::string& nonce,
             int message) { return message == 1 ? first(nonce + "x") : "v=" + security::base64(std::string(32, 'x')); },
          2, "it does not know the password: its signature is wrong");
  }
  SUBCASE("no signature: it lets us in unproved") {
    check([](const std::string& nonce, int message) { return message == 1 ? first(nonce + "x") : std::string(); }, 2,
          "its last message is not of the form v=");
  }
  SUBCASE("100 kB") { check(always(std::string(100'000, 'x')), 1, "its message has 100000 bytes"); }
  SUBCASE("10 MB") { check(always(std::string(10'000'000, 'x')), 1, "more than the limit of 1048576", ErrorCode::frame_too_large); }
  SUBCASE("an error in the message") {
    check([](const std::string& nonce, int message) { return message == 1 ? first(nonce + "x") : std::string("e=other-error\n\x1b[2J"); },
          2, "the broker refused the login of alice: other-error\\x0a\\x1b[2J");
  }
}
