#include <doctest/doctest.h>

#include <algorithm>

#include "security/key_store.hpp"
#include "security/support/certificates.hpp"

using namespace klamm;
using namespace klamm::security;
using namespace klamm::test;

namespace {

const Identity& authority() {
  static const Identity made = make_authority("test-ca");
  return made;
}
const Identity& client() {
  static const Identity made = make_identity({.common_name = "client", .names = {"DNS:client", "IP:10.0.0.9"}}, &authority());
  return made;
}
const Secret no_password;

std::string one_line(std::string pem) {
  std::replace(pem.begin(), pem.end(), '\n', ' ');
  return pem;
}
bool has(const Error& error, std::string_view text) { return error.message().find(text) != std::string::npos; }

} // namespace

TEST_CASE("key store: a PEM file holds key and chain in any order") {
  for (const std::string& content :
       {client().key + client().certificate + authority().certificate, client().certificate + authority().certificate + client().key}) {
    const auto store = read_key_store(content, StoreType::detect, {no_password, no_password}, "ssl.keystore.location=c.pem");
    REQUIRE(store);
    CHECK(store->chain.size() == 2);
    CHECK(subject_of(store->chain[0].get()) == "CN=client");
    CHECK(issuer_of(store->chain[0].get()) == "CN=test-ca");
    CHECK(names_of(store->chain[0].get()) == "DNS:client, IP:10.0.0.9");
    CHECK(check_fits(*store, "x"));
  }
}

TEST_CASE("key store: PEM on one line, as in a properties file, is read as well") {
  CHECK(read_private_key(one_line(client().key), no_password, "ssl.keystore.key"));
  const auto chain = read_certificates(one_line(client().certificate + authority().certificate), "ssl.keystore.certificate.chain");
  REQUIRE(chain);
  CHECK(chain->size() == 2);
}

TEST_CASE("key store: an encrypted key wants its password, and says so without showing it") {
  const std::string pem = encrypted_key(client(), "keypass");
  CHECK(read_private_key(pem, Secret("keypass"), "ssl.key.location=k"));
  const auto without = read_private_key(pem, no_password, "ssl.key.location=k");
  REQUIRE_FALSE(without);
  CHECK(has(without.error(), "ssl.key.password"));
  const auto wrong = read_private_key(pem, Secret("hunter2"), "ssl.key.location=k");
  REQUIRE_FALSE(wrong);
  CHECK(has(wrong.error(), "is ssl.key.password right?"));
  CHECK_FALSE(has(wrong.error(), "hunter2"));
}

TEST_CASE("key store: PKCS#12 with a password, and without the right one") {
  const std::string file = as_pkcs12(client(), &authority(), "storepass");
  const auto store = read_key_store(file, StoreType::detect, {Secret("storepass"), no_password}, "ssl.keystore.location=c.p12");
  REQUIRE(store);
  CHECK(store->chain.size() == 2);
  CHECK(check_fits(*store, "x"));
  const auto wrong = read_key_store(file, StoreType::pkcs12, {Secret("other"), no_password}, "ssl.keystore.location=c.p12");
  REQUIRE_FALSE(wrong);
  CHECK(has(wrong.error(), "another password"));
  const auto none = read_key_store(file, StoreType::pkcs12, {no_password, no_password}, "ssl.keystore.location=c.p12");
  REQUIRE_FALSE(none);
  CHECK(has(none.error(), "none is given"));
}

TEST_CASE("trust store: PEM and PKCS#12 give the same authorities") {
  const auto pem = read_trust_store(authority().certificate, StoreType::detect, no_password, "t");
  const auto pkcs12 = read_trust_store(as_pkcs12_trust(authority(), "p"), StoreType::detect, Secret("p"), "t");
  REQUIRE(pem);
  REQUIRE(pkcs12);
  CHECK(subject_of(pem->at(0).get()) == subject_of(pkcs12->at(0).get()));
}

TEST_CASE("key store: a Java key store is refused with the command that converts it") {
  const auto refused =
      read_trust_store("\xfe\xed\xfe\xed rest", StoreType::detect, no_password, "ssl.truststore.location=/etc/kafka/client.jks");
  REQUIRE_FALSE(refused);
  CHECK(has(refused.error(),
            "keytool -importkeystore -srckeystore /etc/kafka/client.jks -destkeystore /etc/kafka/client.jks.p12 -deststoretype PKCS12"));
}

TEST_CASE("key store: what is no key or certificate is named, not quoted") {
  const auto check = [](const auto& result, std::string_view text) {
    REQUIRE_FALSE(result);
    CHECK(result.error().code() == ErrorCode::config_value_invalid);
    CHECK_MESSAGE(has(result.error(), text), result.error().message());
    CHECK_FALSE(has(result.error(), "topsecret"));
  };
  check(read_key_store("", StoreType::detect, {no_password, no_password}, "n"), "the file is empty");
  check(read_key_store("topsecret", StoreType::detect, {no_password, no_password}, "n"), "neither PEM nor PKCS#12");
  check(read_key_store("0topsecret", StoreType::detect, {no_password, no_password}, "n"), "neither PEM nor PKCS#12");
  check(read_key_store(client().certificate, StoreType::detect, {no_password, no_password}, "n"), "no private key");
  check(read_key_store(client().key, StoreType::detect, {no_password, no_password}, "n"), "no certificate");
  check(read_key_store(client().pem(), StoreType::pkcs12, {no_password, no_password}, "n"), "it is PEM");
  check(read_certificates("-----BEGIN CERTIFICATE-----\ntopsecret\n-----END CERTIFICATE-----\n", "n"), "can't be read");
  check(read_private_key("-----BEGIN PRIVATE KEY-----\ntopsecret\n-----END PRIVATE KEY-----\n", no_password, "n"), "can't be read");
  const Identity other = make_identity({.common_name = "other"}, &authority());
  KeyStore mixed;
  mixed.key = *read_private_key(client().key, no_password, "n");
  mixed.chain = *read_certificates(other.certificate, "n");
  check(check_fits(mixed, "n"), "does not belong to the certificate CN=other");
}
