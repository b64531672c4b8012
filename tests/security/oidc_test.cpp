// Asking an identity provider for tokens: URLs, HTTP, assertions, answers.
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "security/crypto.hpp"
#include "security/json.hpp"
#include "security/jwt.hpp"
#include "security/oauthbearer.hpp"
#include "security/oidc.hpp"
#include "security/support/certificates.hpp"

using namespace klamm;
using namespace klamm::security;
using namespace klamm::test;

namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

OauthbearerConfig client_credentials() {
  OauthbearerConfig config;
  config.token_endpoint_url = "https://login.example/oauth2/token";
  config.client_credentials_client_id = "my-client";
  config.client_credentials_client_secret = "s:e/cret";
  return config;
}
HttpResponse answered(int status, std::string_view body) { return {status, {}, Secret(body)}; }
const Url endpoint = parse_url("https://login.example/oauth2/token", "u").value();

Result<std::optional<HttpResponse>> read_in_pieces(std::string_view text, std::size_t size) {
  HttpReader reader;
  Result<std::optional<HttpResponse>> result = std::optional<HttpResponse>();
  for (std::size_t at = 0; at < text.size(); at += size) {
    result = reader.read(text.substr(at, size));
    if (!result || *result) return result;
  }
  auto end = reader.end();
  if (!end) return end.error();
  return std::optional(*std::move(end));
}

} // namespace

TEST_CASE("url: https anywhere, http on loopback only, nothing else") {
  const Url url = parse_url("https://login.example:8443/a/b?c=d", "setting").value();
  CHECK(url.https);
  CHECK(url.host == "login.example");
  CHECK(url.port == 8443);
  CHECK(url.target == "/a/b?c=d");
  CHECK(parse_url("https://h", "s")->target == "/");
  CHECK(parse_url("http://127.0.0.1:1234/t", "s")->port == 1234);
  CHECK(parse_url("http://[::1]:80/", "s")->host == "::1");
  CHECK(parse_url("http://localhost/", "s"));
  for (const char* bad : {"", "file:///etc/passwd", "ftp://h/", "http://login.example/t", "http://10.0.0.1/", "https://",
                          "https://user:topsecret@h/", "https://h:0/", "https://h:99999/", "https://h/#f", "https://h/a b",
                          "https://h\r\nx/", "//h/", "http://127.0.0.1.evil.example@h/"}) {
    const auto refused = parse_url(bad, "sasl.oauthbearer.token.endpoint.url");
    CHECK_MESSAGE(!refused, bad);
    if (!refused) CHECK_FALSE(has(refused.error().message(), "topsecret"));
  }
}

TEST_CASE("http: responses are read in pieces of any size, with each kind of length") {
  for (const std::size_t size : {1, 7, 10'000}) {
    const auto sized = read_in_pieces("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello", size);
    REQUIRE(sized);
    CHECK((*sized)->body.reveal() == "hello");
    CHECK((*sized)->headers.at("x") == "y");
    const auto chunked = read_in_pieces("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", size);
    REQUIRE(chunked);
    CHECK((*chunked)->body.reveal() == "hello");
    const auto until_end = read_in_pieces("HTTP/1.0 404 Not Found\r\n\r\nhello", size);
    REQUIRE(until_end);
    CHECK((*until_end)->status == 404);
    CHECK((*until_end)->body.reveal() == "hello");
    CHECK((*read_in_pieces("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", size))->status == 204);
  }
}

TEST_CASE("http: what is too large, cut off or no HTTP is refused") {
  for (const std::string& bad :
       {std::string("SSH-2.0-OpenSSH\r\n\r\n"), std::string("HTTP/1.1 xx\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), std::string("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
        std::string("HTTP/1.1 200 OK\r\n\r\n") + std::string(2'000'000, 'x'),
        std::string("HTTP/1.1 200 OK\r\nA: ") + std::string(100'000, 'x'), std::string("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
        std::string()})
    CHECK_MESSAGE(!read_in_pieces(bad, 1000), bad.substr(0, 60));
}

TEST_CASE("oidc: client_credentials ask as RFC 6749 says") {
  OauthbearerConfig config = client_credentials();
  config.scope = "kafka read";
  CHECK(check_oidc(config));
  const Secret request = token_request(config, endpoint, 1000).value();
  CHECK(request.reveal() ==
        "POST /oauth2/token HTTP/1.1\r\nHost: login.example\r\nUser-Agent: klamm\r\nAccept: application/json\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic " +
            base64("my-client:s:e/cret") + "\r\nContent-Length: 48\r\n\r\ngrant_type=client_credentials&scope=kafka%20read");
  config.header_urlencode = true;
  CHECK(has(token_request(config, endpoint, 1000)->reveal(), base64("my-client:s%3Ae%2Fcret")));
}

TEST_CASE("oidc: what is missing is named") {
  OauthbearerConfig config = client_credentials();
  config.client_credentials_client_secret = Secret();
  CHECK(has(check_oidc(config).error().message(), "sasl.oauthbearer.client.credentials.client.secret is not set"));
  config.grant_type = OauthbearerGrant::jwt_bearer;
  CHECK(has(check_oidc(config).error().message(), "sasl.oauthbearer.assertion.private.key.file is not set"));
}

TEST_CASE("oidc: assertions are signed as the settings say, and verify") {
  const Identity identity = make_identity({.common_name = "x"}); // P-256
  const TemporaryFile key(identity.key), further(R"({"header":{"kid":"k1"},"payload":{"department":"orders"}})");
  OauthbearerConfig config;
  config.token_endpoint_url = "https://login.example/oauth2/token";
  config.grant_type = OauthbearerGrant::jwt_bearer;
  config.assertion_algorithm = AssertionAlgorithm::es256;
  config.assertion_private_key_file = key.path();
  config.assertion_template_file = further.path();
  config.assertion_claim_iss = "me";
  config.assertion_claim_sub = "alice";
  config.assertion_claim_aud = "https://login.example";
  config.assertion_claim_jti_include = true;
  CHECK(check_oidc(config));
  const Secret request = token_request(config, endpoint, 1'700'000'000).value();
  CHECK(has(request.reveal(), "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="));
  const std::string_view assertion = request.reveal().substr(request.reveal().find("assertion=") + 10);
  const std::size_t first = assertion.find('.'), second = assertion.find('.', first + 1);
  const std::string header = from_base64url(assertion.substr(0, first)).value();
  const std::string claims = from_base64url(assertion.substr(first + 1, second - first - 1)).value();
  CHECK(json_member(header, "alg") == "ES256");
  CHECK(json_member(header, "kid") == "k1");
  CHECK(json_member(claims, "iss") == "me");
  CHECK(json_member(claims, "sub") == "alice");
  CHECK(json_member(claims, "aud") == "https://login.example");
  CHECK(json_member(claims, "department") == "orders");
  CHECK(json_member(claims, "exp") == "1700000300");
  CHECK(json_member(claims, "nbf") == "1699999940");
  CHECK(json_member(claims, "jti").value_or("").size() == 32);
  CHECK(from_base64url(assertion.substr(second + 1))->size() == 64);
  config.assertion_algorithm = AssertionAlgorithm::rs256; // with a key of the other kind
  CHECK(has(token_request(config, endpoint, 1).error().message(), "RS256 needs an RSA key"));
}

TEST_CASE("oidc: a ready-made assertion is read anew each time") {
  TemporaryFile ready("first.a.b\n");
  OauthbearerConfig config = client_credentials();
  config.grant_type = OauthbearerGrant::jwt_bearer;
  config.assertion_file = ready.path();
  CHECK(token_request(config, endpoint, 1)->reveal().ends_with("&assertion=first.a.b"));
  ready.replace("second.a.b");
  CHECK(token_request(config, endpoint, 1)->reveal().ends_with("&assertion=second.a.b"));
}

TEST_CASE("oidc: answers become tokens, or errors that say who refused and why") {
  const auto token = token_of(answered(200, R"({"access_token":"opaque","expires_in":300})"), endpoint, 1000);
  REQUIRE(token);
  CHECK(token->value.reveal() == "opaque");
  CHECK(token->expires == std::chrono::system_clock::time_point(std::chrono::seconds(1300)));
  const Secret jwt = unsecured_token({{"sub", "a"}}, 0, 5000);
  CHECK(token_of(answered(200, "{\"access_token\":" + json_string(jwt.reveal()) + ",\"expires_in\":1}"), endpoint, 1000)->expires ==
        std::chrono::system_clock::time_point(std::chrono::seconds(5000)));
  const auto refused = token_of(answered(401, R"({"error":"invalid_client","error_description":"the secret has expired"})"), endpoint, 0);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::sasl_authentication_failed);
  CHECK(has(refused.error().message(), "https://login.example/oauth2/token answered 401: invalid_client: the secret has expired"));
  CHECK(token_of(answered(503, "busy"), endpoint, 0).error().code() == ErrorCode::connect_failed);
  CHECK(token_of(answered(429, ""), endpoint, 0).error().code() == ErrorCode::connect_failed);
  CHECK(has(token_of(answered(302, ""), endpoint, 0).error().message(), "redirects are not followed"));
  CHECK(has(token_of(answered(200, "<html>"), endpoint, 0).error().message(), "without an access_token"));
}
