// PLAIN, OAUTHBEARER, JAAS, JSON, and the cryptography below them.
#include <doctest/doctest.h>

#include "security/crypto.hpp"
#include "security/jaas.hpp"
#include "security/json.hpp"
#include "security/mechanism.hpp"
#include "security/oauthbearer.hpp"
#include "security/plain.hpp"

using namespace klamm;
using namespace klamm::security;

namespace {

bool has(const Error& error, std::string_view text) { return error.message().find(text) != std::string::npos; }

std::unique_ptr<SaslExchange> begin(SaslMechanism& mechanism) {
  std::unique_ptr<SaslExchange> begun;
  mechanism.begin({}, [&](Result<std::unique_ptr<SaslExchange>> exchange) { begun = std::move(exchange).value(); });
  return begun;
}

} // namespace

TEST_CASE("crypto: known answers (FIPS 180, RFC 4231, RFC 4648)") {
  CHECK(hex(digest(Hash::sha256, "abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(hmac(Hash::sha256, "Jefe", "what do ya want for nothing?").reveal()) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac(Hash::sha256, "", "").reveal().size() == 32);
  for (const auto& [bytes, text] : {std::pair{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}}) {
    CHECK(base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
  CHECK(base64url("\xfb\xff\xfe") == "-__-");
  CHECK(from_base64url("-__-") == "\xfb\xff\xfe");
  CHECK(from_base64url("Zg") == "f");
  for (const char* bad : {"Z", "Zg=", "====", "Z*==", "Zm9v\n", "Zh==", "Zm9="}) CHECK_FALSE(from_base64(bad));
  CHECK(same_secret("ab", "ab"));
  CHECK_FALSE(same_secret("ab", "ac"));
  CHECK_FALSE(same_secret("ab", "abc"));
}

TEST_CASE("plain: one message, then it is over") {
  const auto mechanism = make_plain("alice", "wonder");
  CHECK(mechanism->who() == "alice");
  const auto exchange = begin(*mechanism);
  const auto message = exchange->step("");
  REQUIRE(message);
  CHECK((*message)->reveal() == std::string_view("\0alice\0wonder", 13));
  const auto over = exchange->step("");
  REQUIRE(over);
  CHECK_FALSE(*over);
}

TEST_CASE("oauthbearer: the message of RFC 7628, with extensions in order") {
  OauthbearerToken token{Secret("abc.def."), std::nullopt, {{"logicalCluster", "lkc-1"}, {"identityPoolId", "pool-2"}}};
  OauthbearerExchange exchange(token);
  const auto message = exchange.step("");
  REQUIRE(message);
  CHECK((*message)->reveal() == "n,,\x01"
                                "auth=Bearer abc.def.\x01"
                                "identityPoolId=pool-2\x01"
                                "logicalCluster=lkc-1\x01\x01");
  const auto over = exchange.step("");
  REQUIRE(over);
  CHECK_FALSE(*over);
}

TEST_CASE("oauthbearer: when the broker refuses the token we acknowledge, so that it says why") {
  OauthbearerExchange exchange({Secret("t"), std::nullopt, {}});
  REQUIRE(exchange.step(""));
  const auto acknowledged = exchange.step(R"({"status":"invalid_token"})");
  REQUIRE(acknowledged);
  CHECK((*acknowledged)->reveal() == "\x01");
  CHECK_FALSE(exchange.step(""));
}

TEST_CASE("oauthbearer: tokens and extensions that would change the message are refused") {
  const auto refuse = [](OauthbearerToken token) {
    OauthbearerExchange exchange(std::move(token));
    const auto result = exchange.step("");
    REQUIRE_FALSE(result);
    CHECK_FALSE(has(result.error(), "topsecret"));
  };
  refuse({Secret(""), std::nullopt, {}});
  refuse({Secret("topsecret\x01"), std::nullopt, {}});
  refuse({Secret("topsecret x"), std::nullopt, {}});
  refuse({Secret("t"), std::nullopt, {{"auth", "x"}}});
  refuse({Secret("t"), std::nullopt, {{"a1", "x"}}});
  refuse({Secret("t"), std::nullopt, {{"a", "topsecret\x01"}}});
}

TEST_CASE("oauthbearer: what a token says of its lifetime") {
  const Secret token = unsecured_token({{"sub", "al\"ice"}}, 1000, 4600);
  CHECK(number_claim(token.reveal(), "exp") == 4600);
  CHECK(number_claim(token.reveal(), "iat") == 1000);
  CHECK_FALSE(number_claim(token.reveal(), "nbf"));
  CHECK_FALSE(number_claim(token.reveal(), "sub"));
  CHECK_FALSE(number_claim("opaque", "exp"));
  CHECK_FALSE(number_claim("a.!!!.c", "exp"));
  CHECK(number_claim("x." + base64url(R"({"exp":1.7e9})") + ".y", "exp") == 1'700'000'000);
  CHECK_FALSE(number_claim("x." + base64url(R"({"exp":1e300})") + ".y", "exp"));
}

TEST_CASE("json: members of the top level, whatever is around them") {
  const std::string text =
      R"( {"a": {"access_token": "inner"}, "b": [1, {"x": "}"}], "access_token" : "tok\u00e9\"\n\ud83d\ude00", "expires_in": 3600, "n": null} )";
  CHECK(json_member(text, "access_token") == "tok\xc3\xa9\"\n\xf0\x9f\x98\x80");
  CHECK(json_member(text, "expires_in") == "3600");
  CHECK(json_member(text, "n") == "null");
  CHECK(json_member(text, "a") == R"({"access_token": "inner"})");
  CHECK_FALSE(json_member(text, "missing"));
  CHECK_FALSE(json_member("{}", "a"));
  for (const char* bad : {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":\"x}", "{\"a\":1,}", "{\"a\":\"\\q\"}", "null"})
    CHECK_FALSE(json_member(bad, "a"));
  CHECK_FALSE(json_member("{\"a\":" + std::string(100'000, '['), "a")); // nested too deep, not recursed into
  CHECK(json_string("a\"b\\c\n") == "\"a\\\"b\\\\c\\u000a\"");
}

TEST_CASE("jaas: what Java's clients write is understood") {
  const auto jaas = parse_jaas(Secret("org.apache.kafka.common.security.scram.ScramLoginModule   required\n username=\"alice\"\n  "
                                      "password=\"a\\\"b;c=d\" tokenauth=true;\n"));
  REQUIRE(jaas);
  CHECK(jaas->module == "ScramLoginModule");
  CHECK(jaas->text("username") == "alice");
  CHECK(jaas->option("password").reveal() == "a\"b;c=d");
  CHECK(jaas->text("tokenauth") == "true");
  CHECK(jaas->option("other").empty());
  CHECK(parse_jaas(Secret("com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true principal='a@B';"))->text("principal") ==
        "a@B");
}

TEST_CASE("jaas: what is wrong with it is said without quoting a password") {
  const auto refuse = [](std::string_view text, std::string_view cause) {
    const auto jaas = parse_jaas(Secret(text));
    REQUIRE_FALSE(jaas);
    CHECK_MESSAGE(has(jaas.error(), cause), jaas.error().message());
    CHECK_FALSE(has(jaas.error(), "hunter2"));
  };
  refuse("", "login module's class");
  refuse("x.PlainLoginModule username=\"a\" password=\"hunter2\";", "no \"required\"");
  refuse("x.PlainLoginModule required username=\"a\" password=\"hunter2\"", "the ; at its end is missing");
  refuse("x.PlainLoginModule required username=\"a\" password=\"hunter2;", "the value of the option password has no end");
  refuse("x.PlainLoginModule required username \"hunter2\";", "the option username has no =");
  refuse("x.PlainLoginModule required password=\"hunter2\"; y.Other required;", "more than one login module");
}

TEST_CASE("mechanism: from the settings, by name and by JAAS") {
  SaslConfig config;
  config.mechanism = "PLAIN";
  config.username = "alice";
  config.password = "wonder";
  CHECK((*make_mechanism(config))->name() == "PLAIN");
  config.mechanism = "SCRAM-SHA-256";
  CHECK((*make_mechanism(config))->who() == "alice");
  config.username.clear();
  config.jaas_config = "a.b.ScramLoginModule required username=\"bob\" password=\"x\";";
  CHECK((*make_mechanism(config))->who() == "bob");
  config.mechanism = "PLAIN";
  const auto other = make_mechanism(config);
  REQUIRE_FALSE(other);
  CHECK(has(other.error(), "has the module ScramLoginModule, and sasl.mechanism=PLAIN needs PlainLoginModule"));
  config.jaas_config = "a.b.PlainLoginModule required username=\"bob\";";
  const auto incomplete = make_mechanism(config);
  REQUIRE_FALSE(incomplete);
  CHECK(has(incomplete.error(), "no user name or password"));
  config.mechanism = "GSSAPI";
  CHECK_FALSE(*make_mechanism(config));
}
