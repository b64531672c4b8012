#include <doctest/doctest.h>

#include "security/scram.hpp"

using namespace klamm;
using namespace klamm::security;

namespace {

ScramExchange exchange_of(Hash hash, std::string nonce = "rOprNGfwEbeRWgbNEkqO", std::string user = "user") {
  return ScramExchange({hash, std::move(user), Secret("pencil"), false}, std::move(nonce), std::make_shared<SaltedPasswordCache>());
}
std::string said(ScramExchange& exchange, std::string_view challenge) {
  const auto message = exchange.step(challenge);
  REQUIRE(message);
  REQUIRE(*message);
  return std::string((*message)->reveal());
}
constexpr std::string_view nonce_of_both = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
std::string first(const std::string& nonce = std::string(nonce_of_both),
                  const std::string& salt = "W22ZaJ0SNY7soEsUEjb6gQ==", const std::string& iterations = "4096") {
  return "r=" + nonce + ",s=" + salt + ",i=" + iterations;
}
void check_refused(Result<std::optional<Secret>> result, std::string_view text) {
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::sasl_authentication_failed);
  CHECK_MESSAGE(result.error().message().find(text) != std::string::npos, result.error().message());
  CHECK(result.error().message().find("pencil") == std::string::npos);
}

} // namespace

TEST_CASE("scram: SHA-256 says what RFC 7677 says") {
  ScramExchange exchange = exchange_of(Hash::sha256);
  CHECK(said(exchange, "") == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  CHECK(exchange.is_slow());
  CHECK(said(exchange, first()) ==
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  CHECK_FALSE(exchange.is_slow());
  const auto over = exchange.step("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  REQUIRE(over);
  CHECK_FALSE(*over);
}

TEST_CASE("scram: SHA-512 with the same password and nonces (computed with Python's hashlib)") {
  ScramExchange exchange = exchange_of(Hash::sha512);
  said(exchange, "");
  CHECK(said(exchange, first()) == "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                   "p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==");
  CHECK(exchange.step("v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="));
}

TEST_CASE("scram: names with commas and equal signs are escaped, delegation tokens are named") {
  ScramExchange exchange = exchange_of(Hash::sha256, "abc", "a,b=c");
  CHECK(said(exchange, "") == "n,,n=a=2Cb=3Dc,r=abc");
  ScramExchange token({Hash::sha256, "id", Secret("hmac"), true}, "abc", std::make_shared<SaltedPasswordCache>());
  CHECK(said(token, "") == "n,,n=id,r=abc,tokenauth=true");
}

TEST_CASE("scram: a broker that breaks the rules is refused before the password is used") {
  const auto refuse = [](const std::string& challenge, std::string_view text) {
    ScramExchange exchange = exchange_of(Hash::sha256);
    said(exchange, "");
    check_refused(exchange.step(challenge), text);
  };
  refuse(first("another"), "its nonce does not continue ours");
  refuse(first("rOprNGfwEbeRWgbNEkqO"), "its nonce does not continue ours"); // it added nothing
  refuse(first(std::string(nonce_of_both), "W22ZaJ0SNY7soEsUEjb6gQ==", "2147483648"), "2147483648 iterations");
  refuse(first(std::string(nonce_of_both), "W22ZaJ0SNY7soEsUEjb6gQ==", "1"), "1 iterations");
  refuse(first(std::string(nonce_of_both), "W22ZaJ0SNY7soEsUEjb6gQ==", "-4096"), "-4096 iterations");
  refuse(first(std::string(nonce_of_both), "W22ZaJ0SNY7soEsUEjb6gQ==", "4096x"), "its iteration count is no number");
  refuse(first(std::string(nonce_of_both), "W22ZaJ0SNY7soEsUEjb6gQ==", "99999999999999999999"), "its iteration count is no number");
  refuse(first(std::string(nonce_of_both), "not base64!"), "its salt is not base64");
  refuse(first(std::string(nonce_of_both), ""), "its salt is not base64");
  refuse("m=ext," + first(), "extension");
  refuse("", "its first message is not of the form");
  refuse("r=rOprNGfwEbeRWgbNEkqOx", "its first message is not of the form");
  refuse(std::string(10'000'000, 'x'), "its message has 10000000 bytes");
}

TEST_CASE("scram: a broker that does not know the password is refused, whatever it says at the end") {
  const auto finish = [](const std::string& last) {
    ScramExchange exchange = exchange_of(Hash::sha256);
    said(exchange, "");
    said(exchange, first());
    return exchange.step(last);
  };
  check_refused(finish("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G0="), "its signature is wrong");
  check_refused(finish("v="), "its signature is wrong");
  check_refused(finish("v=6rri"), "its signature is wrong");
  check_refused(finish(""), "its last message is not of the form v=");
  check_refused(finish("e=invalid-proof"), "invalid-proof");
}

TEST_CASE("scram: after the end nothing more is accepted") {
  ScramExchange exchange = exchange_of(Hash::sha256);
  said(exchange, "");
  said(exchange, first());
  CHECK(exchange.step("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  check_refused(exchange.step("r=x"), "after the last one");
}

TEST_CASE("scram: the slow step is made once as long as salt and iterations stay") {
  const auto cache = std::make_shared<SaltedPasswordCache>();
  const auto salt = *from_base64("W22ZaJ0SNY7soEsUEjb6gQ==");
  CHECK_FALSE(cache->find(salt, 4096));
  ScramExchange one({Hash::sha256, "user", Secret("pencil"), false}, "rOprNGfwEbeRWgbNEkqO", cache);
  said(one, "");
  said(one, first());
  REQUIRE(cache->find(salt, 4096));
  CHECK_FALSE(cache->find(salt, 8192));
  CHECK_FALSE(cache->find("other", 4096));
  // What is in the cache is used: with another password in it the proof is another one.
  cache->keep(salt, 4096, Secret("something else"));
  ScramExchange two({Hash::sha256, "user", Secret("pencil"), false}, "rOprNGfwEbeRWgbNEkqO", cache);
  said(two, "");
  CHECK(said(two, first()).find("p=dHzbZapWIk4jUhN") == std::string::npos);
}

TEST_CASE("scram: each exchange has a nonce of its own") {
  const auto mechanism = make_scram({Hash::sha512, "user", Secret("pencil"), false});
  CHECK(mechanism->name() == "SCRAM-SHA-512");
  std::vector<std::string> firsts;
  for (int i = 0; i < 2; ++i)
    mechanism->begin({}, [&](Result<std::unique_ptr<SaslExchange>> exchange) { firsts.emplace_back((*(*exchange)->step(""))->reveal()); });
  CHECK(firsts[0].size() == std::string("n,,n=user,r=").size() + 32);
  CHECK(firsts[0] != firsts[1]);
}
