// klamm doctor where TLS is not what was said, and where the password is wrong.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include "support/cluster.hpp"
#include "support/shell.hpp"

using namespace klamm::test;

namespace {

void doctor_says(const std::string& address, const std::string& flags, int code, const std::string& text) {
  ::setenv("XDG_CONFIG_HOME", "/nowhere", 1);
  const Outcome outcome = shell("klamm doctor -m 60 -b " + setting(address.c_str()) + " " + flags + " 2>&1");
  CHECK_MESSAGE(outcome.code == code, outcome.said);
  CHECK_MESSAGE(outcome.said.find(text) != std::string::npos, outcome.said);
  CHECK(outcome.said.find("hunter2") == std::string::npos);
}

} // namespace

TEST_CASE("klamm doctor: TLS that was not expected, is not there, is not trusted, and is right") {
  const std::string trust = "-X ssl.truststore.location=" + setting("KLAMM_SECRETS") + "/ca.pem";
  doctor_says("KLAMM_TLS", "", 1, "this port speaks TLS, and security.protocol is PLAINTEXT");
  doctor_says("KLAMM_BOOTSTRAP", "-X security.protocol=SSL", 1, "hint: a plaintext listener does this: set security.protocol=PLAINTEXT");
  doctor_says("KLAMM_TLS", "-X security.protocol=SSL", 1, "the broker's certificate leads to the authority CN=ca, which is not in");
  doctor_says("KLAMM_TLS", "-X security.protocol=SSL " + trust, 0, "speaks TLS, its certificate is trusted and is for 127.0.0.1");
}

TEST_CASE("klamm doctor: logins that are refused, missing, unprotected and right") {
  const std::string tls = "-X security.protocol=SASL_SSL -X ssl.truststore.location=" + setting("KLAMM_SECRETS") + "/ca.pem ";
  const std::string alice = "-X sasl.mechanism=SCRAM-SHA-256 -X sasl.username=alice -X sasl.password=";
  doctor_says("KLAMM_SASL_SSL", tls + alice + "hunter2", 1, "the broker refused the login of alice by SCRAM-SHA-256");
  doctor_says("KLAMM_SASL_SSL", tls + alice + "alice-secret", 0, "took the login as alice by SCRAM-SHA-256");
  doctor_says("KLAMM_SASL_PLAINTEXT",
              "-X security.protocol=SASL_PLAINTEXT -X sasl.mechanism=PLAIN -X sasl.username=alice -X sasl.password=alice-secret", 3,
              "by PLAIN, whose password crossed the network unencrypted");
}
#endif
