// TLS and mutual TLS with the secured broker: records there and back, and what each wrong certificate is told.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>

#include "support/secured.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

Settings over(const char* address, Settings more = {}) {
  more.emplace("security.protocol", "SSL");
  more.emplace("ssl.truststore.location", secret("ca.pem"));
  more.emplace("bootstrap.servers", setting(address));
  return more;
}

} // namespace

TEST_CASE("tls: records there and back") { check_round_trip(over("KLAMM_TLS")); }

TEST_CASE("mtls: records there and back, with every way to give key and certificate") {
  check_round_trip(over("KLAMM_MTLS", {{"ssl.keystore.location", secret("client.pem")}}));
  check_refused_or_served(over("KLAMM_MTLS", {{"ssl.key.location", secret("client.enc.p8")},
                                              {"ssl.certificate.location", secret("client.crt")},
                                              {"ssl.key.password", "keypass"}}),
                          "");
  check_refused_or_served(
      over("KLAMM_MTLS", {{"ssl.key.location", secret("client.key")}, {"ssl.certificate.location", secret("client.crt")}}), "");
  const std::string pkcs12 = "/tmp/" + new_name("klamm") + ".p12";
  run("openssl pkcs12 -export -in " + secret("client.crt") + " -inkey " + secret("client.key") + " -passout pass:storepass -out " + pkcs12);
  check_refused_or_served(over("KLAMM_MTLS", {{"ssl.keystore.location", pkcs12}, {"ssl.keystore.password", "storepass"}}), "");
  std::remove(pkcs12.c_str());
}

TEST_CASE("mtls: without a certificate, and with a stranger's, the error says what the broker wants") {
  check_refused_or_served(over("KLAMM_MTLS"), "wants a certificate of the client, and none is configured");
  check_refused_or_served(over("KLAMM_MTLS", {{"ssl.keystore.location", secret("stranger.pem")}}),
                          "the broker refused the client's certificate O=test,CN=stranger");
}

TEST_CASE("tls: another authority, a wrong host and a plaintext listener are named") {
  Settings other = over("KLAMM_TLS");
  other["ssl.truststore.location"] = secret("otherca.pem");
  check_refused_or_served(other, "leads to the authority CN=ca, which is not in ssl.truststore.location=");
  Settings system = over("KLAMM_TLS");
  system.erase("ssl.truststore.location");
  check_refused_or_served(system, "which is not in the system's authorities");
  check_refused_or_served(over("KLAMM_BOOTSTRAP"), "in the middle of the TLS handshake");
}
