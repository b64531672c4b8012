// Clients and embedded brokers with TLS and SASL, over TCP on loopback: who is let in, and what each who is not is told, long before max.block.ms.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>

#include "security/support/certificates.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

const Identity& authority() {
  static const Identity made = make_authority("test-ca");
  return made;
}
const Identity& broker() {
  static const Identity made = make_identity({.common_name = "broker", .names = {"IP:127.0.0.1"}}, &authority());
  return made;
}

MockSecurity with_tls(const Identity& identity = broker()) {
  MockSecurity security;
  security.certificate_chain = identity.certificate;
  security.private_key = Secret(identity.key);
  return security;
}

MockSecurity with_users(MockSecurity security = {}) {
  security.users.emplace("alice", "alice-secret");
  security.users.emplace("b=o,b", "bob-secret");
  return security;
}

struct Door {
  explicit Door(MockSecurity security) : cluster(configured(std::move(security))) { cluster.create_topic("t").value(); }
  static MockClusterConfig configured(MockSecurity security) {
    MockClusterConfig config;
    config.security = std::move(security);
    return config;
  }
  MockCluster cluster;
};

ProducerConfig client(const Door& door, SecurityProtocol protocol) {
  ProducerConfig config;
  config.bootstrap_servers = door.cluster.bootstrap_servers();
  config.security_protocol = protocol;
  config.ssl.truststore_certificates = authority().certificate;
  config.log_level = LogLevel::error;
  return config;
}

ProducerConfig login(const Door& door, SecurityProtocol protocol, const std::string& mechanism, const std::string& user,
                     const char* password) {
  ProducerConfig config = client(door, protocol);
  config.sasl.mechanism = mechanism;
  config.sasl.username = user;
  config.sasl.password = password;
  return config;
}

/// One record there and back.
void check_served(const ProducerConfig& config) {
  Producer producer(config);
  const auto sent = producer.send_sync({.topic = "t", .value = "v"});
  REQUIRE_MESSAGE(sent, (sent ? "" : sent.error().message()));
  ConsumerConfig reading;
  reading.bootstrap_servers = config.bootstrap_servers;
  reading.security_protocol = config.security_protocol;
  reading.ssl = config.ssl;
  reading.sasl = config.sasl;
  Consumer consumer(reading);
  consumer.assign(std::vector<TopicPartitionOffset>{{"t", 0, sent->offset()}});
  const auto limit = std::chrono::steady_clock::now() + 60s;
  std::string got;
  while (got.empty() && std::chrono::steady_clock::now() < limit) {
    const auto records = consumer.poll(100ms);
    REQUIRE_MESSAGE(records, (records ? "" : records.error().message()));
    for (const ConsumerRecord& record : *records) got = std::string(record.value().text());
  }
  CHECK(got == "v");
}

/// (An error that nobody tells would come after max.block.ms only, and be another one.)
void check_refused(ProducerConfig config, ErrorCode code, const std::string& text) {
  config.max_block = std::chrono::hours(24);
  Producer producer(std::move(config));
  const auto sent = producer.send_sync({.topic = "t", .value = "v"});
  REQUIRE_FALSE(sent);
  MESSAGE(sent.error().message());
  CHECK(sent.error().code() == code);
  CHECK(sent.error().message().find(text) != std::string::npos);
}

} // namespace

TEST_CASE("mock security: TLS, with and without a certificate of the client's") {
  const Door open(with_tls());
  check_served(client(open, SecurityProtocol::ssl));
  MockSecurity mutual = with_tls();
  mutual.client_authorities = authority().certificate;
  const Door closed(mutual);
  const Identity own = make_identity({.common_name = "client"}, &authority());
  ProducerConfig known = client(closed, SecurityProtocol::ssl);
  known.ssl.keystore_key = Secret(own.key);
  known.ssl.keystore_certificate_chain = own.certificate;
  check_served(known);
  check_refused(client(closed, SecurityProtocol::ssl), ErrorCode::tls_failed, "wants a certificate of the client, and none is configured");
  const Identity other = make_authority("other-ca");
  const Identity stranger = make_identity({.common_name = "stranger"}, &other);
  for (const TlsVersion version : {TlsVersion::tls_1_2, TlsVersion::tls_1_3}) { // 1.3 tells after the handshake only
    ProducerConfig unknown = client(closed, SecurityProtocol::ssl);
    unknown.ssl.enabled_protocols = {version};
    unknown.ssl.keystore_key = Secret(stranger.key);
    unknown.ssl.keystore_certificate_chain = stranger.certificate;
    check_refused(unknown, ErrorCode::tls_failed, "the broker refused the client's certificate CN=stranger, signed by CN=other-ca");
  }
}

TEST_CASE("mock security: each mechanism, in plaintext and over TLS") {
  const Door plaintext(with_users()), tls(with_users(with_tls()));
  for (const char* mechanism : {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"}) {
    CAPTURE(mechanism);
    check_served(login(plaintext, SecurityProtocol::sasl_plaintext, mechanism, "alice", "alice-secret"));
    check_served(login(tls, SecurityProtocol::sasl_ssl, mechanism, "b=o,b", "bob-secret"));
    const std::string refused = std::string("the broker refused the login of alice by ") + mechanism;
    check_refused(login(plaintext, SecurityProtocol::sasl_plaintext, mechanism, "alice", "wrong"), ErrorCode::sasl_authentication_failed,
                  refused);
    check_refused(login(tls, SecurityProtocol::sasl_ssl, mechanism, "nobody", "alice-secret"), ErrorCode::sasl_authentication_failed,
                  "the broker refused the login of nobody");
  }
}

TEST_CASE("mock security: a mechanism that the listener does not have, and a listener without SASL, are named") {
  MockSecurity only_scram = with_users();
  only_scram.mechanisms = {"SCRAM-SHA-512"};
  const Door door(only_scram), open(MockSecurity{});
  check_refused(login(door, SecurityProtocol::sasl_plaintext, "PLAIN", "alice", "alice-secret"), ErrorCode::unsupported_sasl_mechanism,
                "this listener does not accept PLAIN; it accepts SCRAM-SHA-512");
  check_refused(login(open, SecurityProtocol::sasl_plaintext, "PLAIN", "alice", "alice-secret"), ErrorCode::illegal_sasl_state,
                "this listener does not use SASL");
}

TEST_CASE("mock security: plaintext on a TLS port, TLS on a plaintext port") {
  const Door tls(with_tls()), plaintext(MockSecurity{});
  check_refused(client(tls, SecurityProtocol::plaintext), ErrorCode::tls_expected,
                "this port speaks TLS, and security.protocol is PLAINTEXT");
  check_refused(client(plaintext, SecurityProtocol::ssl), ErrorCode::tls_failed, "in the middle of the TLS handshake");
}

TEST_CASE("mock security: who does not log in where that is wanted is told soon, and a broker that just goes away is not taken for that") {
  const Door door(with_users()), tls(with_users(with_tls()));
  check_refused(client(door, SecurityProtocol::plaintext), ErrorCode::illegal_sasl_state,
                "set security.protocol=SASL_PLAINTEXT with sasl.mechanism");
  check_refused(client(tls, SecurityProtocol::ssl), ErrorCode::illegal_sasl_state, "set security.protocol=SASL_SSL with sasl.mechanism");
  Door flaky{MockSecurity{}};
  flaky.cluster.on(ApiKey::metadata).times(2).close_after(0);
  check_served(client(flaky, SecurityProtocol::plaintext));
}

TEST_CASE("mock security: certificates that can't be trusted are told to a whole client at once") {
  const Identity other = make_authority("other-ca");
  const auto refused = [](const Identity& identity, const std::string& text) {
    const Door door(with_tls(identity));
    check_refused(client(door, SecurityProtocol::ssl), ErrorCode::tls_failed, text);
  };
  refused(make_identity({.common_name = "broker", .names = {"IP:127.0.0.1"}, .valid_until = -60}, &authority()), "has expired");
  refused(make_identity({.common_name = "broker", .names = {"DNS:elsewhere"}}, &authority()), "not for \"127.0.0.1\"");
  refused(make_identity({.common_name = "broker", .names = {"IP:127.0.0.1"}}), "is self-signed");
  refused(make_identity({.common_name = "broker", .names = {"IP:127.0.0.1"}}, &other), "is signed by CN=other-ca");
}

TEST_CASE("mock security: who stays logs in again and again, and loses nothing") {
  MockSecurity security = with_users();
  security.connections_max_reauth = 300ms;
  const Door door(security);
  Producer producer(login(door, SecurityProtocol::sasl_plaintext, "SCRAM-SHA-256", "alice", "alice-secret"));
  std::int64_t sent = 0;
  const auto limit = std::chrono::steady_clock::now() + 60s;
  while (door.cluster.requests(ApiKey::sasl_handshake) < 4 && std::chrono::steady_clock::now() < limit) {
    const auto result = producer.send_sync({.topic = "t", .value = "v"});
    REQUIRE_MESSAGE(result, (result ? "" : result.error().message()));
    CHECK(result->offset() == sent++);
  }
  CHECK(door.cluster.requests(ApiKey::sasl_handshake) >= 4);
}

TEST_CASE("mock security: passwords are not in what the brokers record") {
  Door door(with_users());
  door.cluster.record_requests(100);
  check_served(login(door, SecurityProtocol::sasl_plaintext, "PLAIN", "alice", "alice-secret"));
  const auto recorded = door.cluster.recorded_requests(ApiKey::sasl_authenticate);
  REQUIRE_FALSE(recorded.empty());
  for (const MockRequest& request : recorded) CHECK(request.text.find("alice-secret") == std::string::npos);
}

TEST_CASE("mock security: settings that make no sense are refused") {
  MockSecurity half = with_tls();
  half.private_key = Secret();
  CHECK_THROWS_AS(Door{half}, std::invalid_argument);
  MockSecurity broken = with_tls();
  broken.certificate_chain = "no certificate";
  CHECK_THROWS_AS(Door{broken}, Exception);
}
