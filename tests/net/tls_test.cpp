// TLS over connections in memory: what works, and what each failure says. The other side is a scripted broker behind our own server side of TLS.
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include "net/support/worlds.hpp"
#include "net/tls_client.hpp"
#include "net/tls_transport.hpp"
#include "security/support/certificates.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

const Identity& authority() {
  static const Identity made = make_authority("test-ca");
  return made;
}
const Identity& broker_identity() {
  static const Identity made = make_identity({.common_name = "broker", .names = {"DNS:broker", "IP:10.0.0.1"}}, &authority());
  return made;
}
const Identity& client_identity() {
  static const Identity made = make_identity({.common_name = "client"}, &authority());
  return made;
}

std::shared_ptr<TlsContext> server_of(const Identity& identity, const std::string& client_authorities = {}) {
  TlsServerSettings settings;
  settings.certificate_chain = identity.certificate;
  settings.private_key = identity.key;
  settings.client_authorities = client_authorities;
  return TlsContext::server(settings).value();
}

SslConfig trusting(const Identity& who) {
  SslConfig ssl;
  ssl.truststore_certificates = who.certificate;
  return ssl;
}

/// A scripted broker behind TLS.
struct TlsWorld : MemoryWorld {
  std::shared_ptr<TlsContext> server;
  std::vector<Error> server_errors;

  explicit TlsWorld(std::shared_ptr<TlsContext> servers, const SslConfig& ssl = trusting(authority())) : server(std::move(servers)) {
    trust(ssl);
    network->listen(address, [this](std::unique_ptr<Transport> transport) {
      start_tls(runtime, std::move(transport), server, Endpoint{}, never, [this](Result<std::unique_ptr<Transport>> secured) {
        if (secured) broker.acceptor()(*std::move(secured));
        else server_errors.push_back(secured.error());
      });
    });
  }
  void trust(const SslConfig& ssl) { settings->tls = TlsClient::create(ssl, Log()).value(); }
};

/// Changes the last byte of what is written, where it is told to.
class ForgingTransport final : public Transport {
public:
  ForgingTransport(std::unique_ptr<Transport> below, const bool& forging) : below_(std::move(below)), forging_(forging) {}
  void read_some(std::span<std::byte> into, UniqueFunction<void(Result<std::size_t>)> handler) override {
    below_->read_some(into, std::move(handler));
  }
  bool write(std::vector<Slice> pieces, UniqueFunction<void(Result<void>)> handler) override {
    if (forging_) {
      Buffer forged(pieces.back().size());
      forged.append(pieces.back().bytes());
      forged.data()[forged.size() - 1] ^= std::byte{1};
      pieces.back() = std::move(forged).freeze();
    }
    return below_->write(std::move(pieces), std::move(handler));
  }
  void close() override { below_->close(); }

private:
  std::unique_ptr<Transport> below_;
  const bool& forging_;
};

Error refusal(std::shared_ptr<TlsContext> server, const SslConfig& ssl, const std::string& host = "broker") {
  TlsWorld world(std::move(server), ssl);
  const Error error = world.open_error(10s, host);
  CHECK(error.fate() == Fate::not_sent);
  MESSAGE(error.message());
  return error;
}
bool has(const Error& error, std::string_view text) { return error.message().find(text) != std::string::npos; }

} // namespace

TEST_CASE("tls: requests and responses of every size come through") {
  TlsWorld world(server_of(broker_identity()));
  world.broker.on(ApiKey::heartbeat, [](Session& session, const Request& request) { session.reply(request, request.body.bytes()); });
  const auto connection = world.open();
  std::size_t answered = 0;
  for (const std::size_t size : {0, 1, 100, 16'383, 16'384, 16'385, 100'000, 3'000'000}) {
    std::string body(size, 'x');
    for (std::size_t i = 0; i < size; i += 97) body[i] = static_cast<char>('a' + i % 26);
    connection->submit(raw_request(body), world.clock->now() + 10s, [&answered, body](Result<Slice> answer) {
      REQUIRE(answer);
      CHECK(answer->text() == body);
      ++answered;
    });
  }
  for (int i = 0; i < 200 && answered < 8; ++i) world.settle();
  CHECK(answered == 8);
}

TEST_CASE("tls: pieces of all sizes in one write keep their order") {
  TlsWorld world(server_of(broker_identity()));
  world.network->to_server.buffer = 5000; // the writer waits often
  world.broker.on(ApiKey::heartbeat, [](Session& session, const Request& request) { session.reply(request, request.body.bytes()); });
  const auto connection = world.open();
  std::string expected;
  net::EncodedRequest request = raw_request("");
  for (const std::size_t size : {1, 16'383, 0, 2, 40'000, 16'384, 5, 70'000, 3}) {
    std::string piece(size, ' ');
    for (std::size_t i = 0; i < size; ++i) piece[i] = static_cast<char>('a' + (i + size) % 26);
    expected += piece;
    request.pieces.push_back(Slice::copy_of(as_bytes(piece)));
  }
  wire::Encoder head; // the frame's size, now that the body is known
  head.raw(request.pieces.front().bytes());
  head.overwrite_int32(0, static_cast<std::int32_t>(head.size() - 4 + expected.size()));
  request.pieces.front() = std::move(head).finish().at(0);
  std::optional<Result<Slice>> answer;
  connection->submit(std::move(request), world.clock->now() + 10s, [&](Result<Slice> body) { answer = std::move(body); });
  for (int i = 0; i < 200 && !answer; ++i) world.settle();
  REQUIRE(answer);
  REQUIRE(*answer);
  CHECK((*answer)->text() == expected);
}

TEST_CASE("tls: a second connection resumes the first one's session") {
  TlsWorld world(server_of(broker_identity()));
  const auto first = world.open();
  world.settle();
  const std::uint64_t full = world.link->bytes_to_client();
  first->close(Error(ErrorCode::closed));
  const auto second = world.open();
  world.settle();
  CHECK(world.link->bytes_to_client() < full - 200); // no certificate was sent
}

TEST_CASE("tls: a broker's address may be what its certificate is for") {
  TlsWorld world(server_of(broker_identity()));
  const auto opened = world.start_open(10s, "10.0.0.1");
  world.settle();
  REQUIRE(*opened);
  CHECK(**opened);
}

TEST_CASE("tls: each certificate that can't be trusted is refused, with cause and remedy") {
  const auto make = [](CertificateOptions options, const Identity* issuer) { return server_of(make_identity(options, issuer)); };
  const SslConfig ssl = trusting(authority());
  SUBCASE("expired") {
    const Error error = refusal(make({.common_name = "broker", .names = {"DNS:broker"}, .valid_until = -60}, &authority()), ssl);
    CHECK(error.code() == ErrorCode::tls_failed);
    CHECK(has(error, "has expired: it was valid until 20"));
    CHECK(has(error, "renew it"));
  }
  SUBCASE("not yet valid") {
    CHECK(has(refusal(make({.common_name = "broker", .names = {"DNS:broker"}, .valid_from = 3600}, &authority()), ssl),
              "is not valid before 20"));
  }
  SUBCASE("for another host") {
    const Error error = refusal(make({.common_name = "broker", .names = {"DNS:kafka.example", "IP:10.9.9.9"}}, &authority()), ssl);
    CHECK(has(error, "is for DNS:kafka.example, IP:10.9.9.9, not for \"broker\""));
    CHECK(has(error, "subjectAltName"));
  }
  SUBCASE("for another address") {
    CHECK(has(refusal(make({.common_name = "broker", .names = {"DNS:broker"}}, &authority()), ssl, "10.0.0.1"),
              "is for DNS:broker, not for \"10.0.0.1\""));
  }
  SUBCASE("self-signed") {
    const Error error = refusal(make({.common_name = "broker", .names = {"DNS:broker"}}, nullptr), ssl);
    CHECK(has(error, "is self-signed"));
    CHECK(has(error, "ssl.truststore.location"));
  }
  SUBCASE("of another authority") {
    const Identity other = make_authority("other-ca");
    const Error error = refusal(make({.common_name = "broker", .names = {"DNS:broker"}}, &other), ssl);
    CHECK(has(error, "is signed by CN=other-ca, which is not in ssl.truststore.certificates"));
  }
}

TEST_CASE("tls: the host name is not compared only where that is asked for") {
  SslConfig ssl = trusting(authority());
  ssl.endpoint_identification_algorithm = EndpointIdentification::none;
  TlsWorld world(server_of(make_identity({.common_name = "broker", .names = {"DNS:elsewhere"}}, &authority())), ssl);
  CHECK(world.open());
  const Identity other = make_authority("other-ca"); // who signed it still counts
  CHECK(has(refusal(server_of(make_identity({.common_name = "broker"}, &other)), ssl), "is signed by"));
}

TEST_CASE("tls: a self-signed certificate that is itself trusted is enough") {
  const Identity self = make_identity({.common_name = "broker", .names = {"DNS:broker"}});
  TlsWorld world(server_of(self), trusting(self));
  CHECK(world.open());
}

TEST_CASE("tls: mutual TLS lets in whom the broker trusts, and explains when it does not") {
  SslConfig ssl = trusting(authority());
  SUBCASE("trusted") {
    ssl.keystore_key = client_identity().key;
    ssl.keystore_certificate_chain = client_identity().certificate;
    TlsWorld world(server_of(broker_identity(), authority().certificate), ssl);
    CHECK(world.open());
  }
  SUBCASE("none") {
    const Error error = refusal(server_of(broker_identity(), authority().certificate), ssl);
    CHECK(error.code() == ErrorCode::tls_failed);
    CHECK(has(error, "wants a certificate of the client, and none is configured"));
    CHECK(has(error, "ssl.keystore.location"));
  }
  SUBCASE("a stranger's: TLS 1.3 tells only after the handshake") {
    const Identity other = make_authority("other-ca");
    const Identity stranger = make_identity({.common_name = "stranger"}, &other);
    ssl.keystore_key = stranger.key;
    ssl.keystore_certificate_chain = stranger.certificate;
    const Error error = refusal(server_of(broker_identity(), authority().certificate), ssl);
    CHECK(error.code() == ErrorCode::tls_failed);
    CHECK(has(error, "the broker refused the client's certificate CN=stranger, signed by CN=other-ca"));
  }
  SUBCASE("a stranger's under TLS 1.2") {
    const Identity other = make_authority("other-ca");
    const Identity stranger = make_identity({.common_name = "stranger"}, &other);
    ssl.keystore_key = stranger.key;
    ssl.keystore_certificate_chain = stranger.certificate;
    ssl.enabled_protocols = {TlsVersion::tls_1_2};
    CHECK(has(refusal(server_of(broker_identity(), authority().certificate), ssl),
              "the broker refused the client's certificate CN=stranger"));
  }
}

TEST_CASE("tls: old versions are refused, and so is a broker that has only those") {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    const auto old = server_of(broker_identity());
    SSL_CTX_set_security_level(old->get(), 0);
    SSL_CTX_set_min_proto_version(old->get(), version);
    SSL_CTX_set_max_proto_version(old->get(), version);
    const Error error = refusal(old, trusting(authority()));
    CHECK(error.code() == ErrorCode::tls_failed);
    CHECK(has(error, "no version of TLS that ssl.enabled.protocols allows"));
  }
  SslConfig only_1_2 = trusting(authority());
  only_1_2.enabled_protocols = {TlsVersion::tls_1_2};
  const auto modern = server_of(broker_identity());
  SSL_CTX_set_min_proto_version(modern->get(), TLS1_3_VERSION);
  CHECK(has(refusal(modern, only_1_2), "no version of TLS"));
}

TEST_CASE("tls: ciphers go by OpenSSL's and by the standard's names") {
  SslConfig ssl = trusting(authority());
  const auto opens = [&] {
    TlsWorld world(server_of(broker_identity()), ssl);
    return world.open() != nullptr;
  };
  ssl.cipher_suites = {"TLS_AES_128_GCM_SHA256"};
  CHECK(opens());
  ssl.cipher_suites = {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"};
  CHECK(opens());
  ssl.cipher_suites = {"ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_AES_256_GCM_SHA384"};
  CHECK(opens());
  ssl.cipher_suites = {"ROT13"};
  const auto unknown = TlsClient::create(ssl, Log());
  REQUIRE_FALSE(unknown);
  CHECK(has(unknown.error(), "no cipher suite \"ROT13\""));
  ssl.cipher_suites = {"ECDHE-ECDSA-AES256-GCM-SHA384"};
  ssl.enabled_protocols = {TlsVersion::tls_1_3};
  CHECK_FALSE(TlsClient::create(ssl, Log()));
}

TEST_CASE("tls: a plaintext listener is told apart, whether it closes, answers or is silent") {
  const auto error_with = [](ScriptedBroker::Script script, const std::string& greeting) {
    MemoryWorld world;
    world.settings->tls = TlsClient::create(trusting(authority()), Log()).value();
    world.network->listen(world.address, [&](std::unique_ptr<Transport> transport) {
      const auto session = std::make_shared<Session>(std::move(transport), script);
      world.broker.sessions().push_back(session);
      if (greeting == "close") return session->close();
      session->start();
      if (!greeting.empty()) session->send(greeting);
    });
    const Error error = world.open_error();
    MESSAGE(error.message());
    return error;
  };
  const auto nothing = [](Session&, const Request&) {};
  const Error closed = error_with(nothing, "close");
  CHECK(closed.code() == ErrorCode::tls_failed);
  CHECK(has(closed, "in the middle of the TLS handshake"));
  CHECK(has(closed, "security.protocol=PLAINTEXT"));
  CHECK(has(error_with(nothing, std::string("\0\0\0\x10xxxxxxxxxxxxxxxx", 20)), "does not speak TLS"));
  CHECK(has(error_with(nothing, "HTTP/1.1 400 Bad Request\r\n\r\n"), "does not speak TLS"));
  const Error silent = error_with(nothing, "");
  CHECK((silent.code() == ErrorCode::timed_out || silent.code() == ErrorCode::tls_failed));
}

TEST_CASE("tls: a connection that breaks in the middle of a response says so, whatever record it was in") {
  TlsWorld world(server_of(broker_identity()));
  world.broker.on(ApiKey::heartbeat,
                  [&](Session& session, const Request& request) { session.reply(request, as_bytes(std::string(50'000, 'x'))); });
  const auto connection = world.open();
  world.link->to_client.cut_after = world.link->bytes_to_client() + 20'000;
  std::optional<Error> error;
  connection->submit(raw_request("x"), world.clock->now() + 10s, [&](Result<Slice> answer) { error = answer.error(); });
  for (int i = 0; i < 20 && !error; ++i) world.settle();
  REQUIRE(error);
  CHECK(error->code() == ErrorCode::disconnected);
}

TEST_CASE("tls: bytes that were changed on the way are never delivered") {
  TlsWorld world(server_of(broker_identity()));
  bool forging = false;
  world.network->listen(world.address, [&](std::unique_ptr<Transport> transport) {
    start_tls(world.runtime, std::make_unique<ForgingTransport>(std::move(transport), forging), world.server, Endpoint{}, never,
              [&](Result<std::unique_ptr<Transport>> secured) { world.broker.acceptor()(*std::move(secured)); });
  });
  world.broker.on(ApiKey::heartbeat, [&](Session& session, const Request& request) { session.reply(request, as_bytes("answer")); });
  const auto connection = world.open();
  forging = true;
  std::optional<Error> error;
  connection->submit(raw_request("x"), world.clock->now() + 10s, [&](Result<Slice> answer) { error = answer.error(); });
  world.settle();
  REQUIRE(error);
  CHECK(error->code() == ErrorCode::tls_failed);
  CHECK(error->fate() == Fate::possibly_sent);
}

TEST_CASE("tls: a broker that wants to renegotiate gets no new handshake") {
  static SSL* servers_end = nullptr;
  const auto server = server_of(broker_identity());
  SSL_CTX_set_max_proto_version(server->get(), TLS1_2_VERSION); // 1.3 has none
  SSL_CTX_clear_options(server->get(), SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_info_callback(server->get(), [](const SSL* ssl, int, int) { servers_end = const_cast<SSL*>(ssl); });
  TlsWorld world(server);
  world.broker.on(ApiKey::heartbeat, [&](Session& session, const Request& request) {
    SSL_renegotiate(servers_end);
    session.reply(request, as_bytes("answer"));
  });
  const auto connection = world.open();
  const std::uint64_t before = world.link->bytes_to_server();
  std::optional<Result<Slice>> answer;
  connection->submit(raw_request("x"), world.clock->now() + 10s, [&](Result<Slice> body) { answer = std::move(body); });
  for (int i = 0; i < 20; ++i) world.settle();
  CHECK(world.link->bytes_to_server() < before + 200); // the request and a refusal, no ClientHello
  while (!answer && world.clock->advance_to_next()) {
  }
  CHECK(answer);
}

TEST_CASE("tls: new files are used by new connections, broken ones are not") {
  const Identity second_authority = make_authority("second-ca");
  TemporaryFile trust(authority().certificate);
  SslConfig ssl;
  ssl.truststore_location = trust.path();
  TlsWorld world(server_of(broker_identity()), ssl);
  CHECK(world.open());
  trust.replace("-----BEGIN CERTIFICATE-----\nhalf writ"); // the old one stays
  CHECK(world.open());
  trust.replace(second_authority.certificate);
  CHECK(has(world.open_error(), "is signed by CN=test-ca"));
  world.server = server_of(make_identity({.common_name = "broker", .names = {"DNS:broker"}}, &second_authority));
  CHECK(world.open());
}

TEST_CASE("tls: a client whose certificate is renewed shows the new one from the next connection on") {
  TemporaryFile store(client_identity().pem());
  SslConfig ssl = trusting(authority());
  ssl.keystore_location = store.path();
  const Identity next_authority = make_authority("next-ca");
  TlsWorld world(server_of(broker_identity(), authority().certificate), ssl);
  CHECK(world.open());
  world.server = server_of(broker_identity(), next_authority.certificate); // the broker now trusts the next authority alone
  CHECK(has(world.open_error(), "the broker refused the client's certificate CN=client"));
  store.replace(make_identity({.common_name = "client-2"}, &next_authority).pem());
  CHECK(world.open());
}

TEST_CASE("tls: what can't be read is an error of the configuration, which names setting and file") {
  SslConfig ssl;
  ssl.truststore_location = "/nonexistent/ca.pem";
  const auto missing = TlsClient::create(ssl, Log());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code() == ErrorCode::config_file_unreadable);
  CHECK(has(missing.error(), "ssl.truststore.location=/nonexistent/ca.pem can't be read: No such file"));
}
