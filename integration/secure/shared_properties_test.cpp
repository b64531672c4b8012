// One client.properties, by Java's names, for each way into the secured broker: Java's console tools, klamm's library and its command take the same file.
#include "support/shared_properties.hpp"

#include "support/token_endpoint.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

std::string over_tls(const std::string& more = "") {
  return "security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location=" + secret("ca.pem") + "\n" + more;
}

std::string login(const std::string& protocol, const std::string& mechanism, const std::string& module, const std::string& options) {
  return "security.protocol=" + protocol + "\nsasl.mechanism=" + mechanism + "\nsasl.jaas.config=org.apache.kafka.common.security." +
         module + " required " + options + ";\n";
}

std::string trusting() { return "ssl.truststore.type=PEM\nssl.truststore.location=" + secret("ca.pem") + "\n"; }

const char* const alice = "username=\"alice\" password=\"alice-secret\"";
const char* const plain = "plain.PlainLoginModule";
const char* const scram = "scram.ScramLoginModule";
const char* const oauthbearer = "oauthbearer.OAuthBearerLoginModule";
const char* const asks_provider =
    "sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler\n"
    "sasl.oauthbearer.token.endpoint.url=";

/// A PEM file as a property's value: each line goes on in the next.
std::string as_value(const std::string& file) {
  std::ifstream in(file);
  std::string text;
  for (std::string line; std::getline(in, line);) text += line + "\\n\\\n";
  return text + "\n";
}

void check_signed_tokens(const std::string& options, const std::string& more) {
  TokenEndpoint endpoint("{\"access_token\":\"" + signed_token() + "\",\"expires_in\":3600}");
  check_shared_properties(
      {.address = "KLAMM_SASL_SSL",
       .properties = login("SASL_SSL", "OAUTHBEARER", oauthbearer, options) + trusting() + asks_provider + endpoint.url() + "\n" + more,
       .java_options = "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + endpoint.url() +
                       " -Dorg.apache.kafka.sasl.oauthbearer.allowed.files=" + secret("client.p8")});
}

} // namespace

TEST_CASE("shared properties: TLS") { check_shared_properties({.address = "KLAMM_TLS", .properties = over_tls()}); }

TEST_CASE("shared properties: TLS, the authority in the file") {
  check_shared_properties(
      {.address = "KLAMM_TLS",
       .properties = "security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.certificates=" + as_value(secret("ca.pem"))});
}

TEST_CASE("shared properties: mutual TLS, a PEM key store") {
  check_shared_properties(
      {.address = "KLAMM_MTLS", .properties = over_tls("ssl.keystore.type=PEM\nssl.keystore.location=" + secret("client.pem") + "\n")});
}

TEST_CASE("shared properties: mutual TLS, an encrypted key and its certificate in the file") {
  const std::string key = "/tmp/" + new_name("klamm") + ".p8"; // Java 17 knows no newer way to encrypt one
  run("openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:keypass -in " + secret("client.key") + " -out " + key);
  check_shared_properties({.address = "KLAMM_MTLS",
                           .properties = over_tls("ssl.keystore.type=PEM\nssl.key.password=keypass\nssl.keystore.key=" + as_value(key) +
                                                  "ssl.keystore.certificate.chain=" + as_value(secret("client.crt")))});
  std::remove(key.c_str());
}

TEST_CASE("shared properties: mutual TLS, key store and trust store in PKCS#12") {
  const std::string store = "/tmp/" + new_name("klamm"), keys = store + "-keys.p12", trusted = store + "-trusted.p12";
  run("openssl pkcs12 -export -inkey " + secret("client.key") + " -in " + secret("client.crt") + " -certfile " + secret("ca.pem") +
      " -passout pass:storepass -out " + keys);
  run("keytool -importcert -noprompt -storetype PKCS12 -storepass storepass -alias ca -file " + secret("ca.pem") + " -keystore " + trusted);
  check_shared_properties({.address = "KLAMM_MTLS",
                           .properties = "security.protocol=SSL\nssl.truststore.type=PKCS12\nssl.truststore.password=storepass\n"
                                         "ssl.keystore.type=PKCS12\nssl.keystore.password=storepass\nssl.key.password=storepass\n"
                                         "ssl.keystore.location=" +
                                         keys + "\nssl.truststore.location=" + trusted + "\n"});
  std::remove(keys.c_str());
  std::remove(trusted.c_str());
}

TEST_CASE("shared properties: PLAIN") {
  check_shared_properties({.address = "KLAMM_SASL_SSL", .properties = login("SASL_SSL", "PLAIN", plain, alice) + trusting()});
}

TEST_CASE("shared properties: SCRAM-SHA-256, in plaintext") {
  check_shared_properties({.address = "KLAMM_SASL_PLAINTEXT", .properties = login("SASL_PLAINTEXT", "SCRAM-SHA-256", scram, alice)});
}

TEST_CASE("shared properties: SCRAM-SHA-512, the login over several lines") {
  check_shared_properties(
      {.address = "KLAMM_SASL_SSL",
       .properties = login("SASL_SSL", "SCRAM-SHA-512", scram, "\\\n  username=\"alice\" \\\n  password=\"alice-secret\"") + trusting()});
}

TEST_CASE("shared properties: OAUTHBEARER, unsecured tokens in plaintext") {
  check_shared_properties({.address = "KLAMM_SASL_PLAINTEXT",
                           .properties = login("SASL_PLAINTEXT", "OAUTHBEARER", oauthbearer, "unsecuredLoginStringClaim_sub=\"alice\"")});
}

TEST_CASE("shared properties: OAUTHBEARER, signed tokens of a provider, the client named in the login") {
  check_signed_tokens("clientId=\"client\" clientSecret=\"idp-secret\" scope=\"kafka\"", "");
}

TEST_CASE("shared properties: OAUTHBEARER, signed tokens of a provider, the client named by properties") {
  check_signed_tokens("", "sasl.oauthbearer.client.credentials.client.id=client\n"
                          "sasl.oauthbearer.client.credentials.client.secret=idp-secret\nsasl.oauthbearer.scope=kafka\n");
}

TEST_CASE("shared properties: OAUTHBEARER, signed tokens of a provider for an assertion of the client's own") {
  check_signed_tokens("", "sasl.oauthbearer.jwt.retriever.class=org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever\n"
                          "sasl.oauthbearer.assertion.algorithm=RS256\nsasl.oauthbearer.assertion.private.key.file=" +
                              secret("client.p8") +
                              "\nsasl.oauthbearer.assertion.claim.iss=client\nsasl.oauthbearer.assertion.claim.sub=client\n"
                              "sasl.oauthbearer.assertion.claim.aud=kafka\n");
}
