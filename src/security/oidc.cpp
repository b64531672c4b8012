#include "security/oidc.hpp"

#include <charconv>

#include "base/text.hpp"
#include "security/crypto.hpp"
#include "security/file.hpp"
#include "security/json.hpp"
#include "security/jwt.hpp"
#include "security/oauthbearer.hpp"
#include "security/text_secret.hpp"

namespace klamm::security {
namespace {

Error missing(const std::string& setting, const std::string& why) {
  return Error(ErrorCode::config_conflict, setting + " is not set, and " + why, setting);
}

Result<Secret> assertion_of(const OauthbearerConfig& config, std::int64_t now) {
  if (!config.assertion_file.empty()) {
    auto ready = read_small_file(config.assertion_file, "sasl.oauthbearer.assertion.file");
    if (!ready) return ready.error();
    std::string_view text = ready->reveal();
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    return Secret(text);
  }
  const auto key = read_small_file(config.assertion_private_key_file, "sasl.oauthbearer.assertion.private.key.file");
  if (!key) return key.error();
  Secret further;
  if (!config.assertion_template_file.empty()) {
    auto read = read_small_file(config.assertion_template_file, "sasl.oauthbearer.assertion.template.file");
    if (!read) return read.error();
    further = *std::move(read);
  }
  const std::string id = hex(random_bytes(16));
  return make_assertion(config, {key->reveal(), further.reveal(), now, id});
}

/// "invalid_client: the secret has expired": what the provider says, if it says something.
std::string told(const HttpResponse& response) {
  const auto error = json_member(response.body.reveal(), "error");
  const auto description = json_member(response.body.reveal(), "error_description");
  std::string text;
  if (error) text = ": " + escaped(std::string_view(*error).substr(0, 100));
  if (description) text += ": " + escaped(std::string_view(*description).substr(0, 300));
  return text;
}

} // namespace

Result<Url> check_oidc(const OauthbearerConfig& config) {
  auto url = parse_url(config.token_endpoint_url, "sasl.oauthbearer.token.endpoint.url");
  if (!url) return url;
  if (config.grant_type == OauthbearerGrant::client_credentials) {
    if (config.client_credentials_client_id.empty())
      return missing("sasl.oauthbearer.client.credentials.client.id", "client_credentials needs it");
    if (config.client_credentials_client_secret.empty())
      return missing("sasl.oauthbearer.client.credentials.client.secret", "client_credentials needs it");
  } else if (config.assertion_file.empty() && config.assertion_private_key_file.empty()) {
    return missing("sasl.oauthbearer.assertion.private.key.file", "jwt_bearer needs it, or sasl.oauthbearer.assertion.file");
  }
  return url;
}

Result<Secret> token_request(const OauthbearerConfig& config, const Url& url, std::int64_t now) {
  HttpHeaders headers{{"Content-Type", Secret("application/x-www-form-urlencoded")}};
  const std::string scope = config.scope.empty() ? "" : "&scope=" + url_encoded(config.scope);
  if (config.grant_type == OauthbearerGrant::client_credentials) {
    const std::string_view id = config.client_credentials_client_id, secret = config.client_credentials_client_secret.reveal();
    std::string encoded_secret = config.header_urlencode ? url_encoded(secret) : std::string(secret);
    const Secret pair = joined({config.header_urlencode ? url_encoded(id) : std::string(id), ":", encoded_secret});
    wipe(encoded_secret.data(), encoded_secret.size());
    std::string encoded = base64(pair.reveal());
    headers.emplace_back("Authorization", joined({"Basic ", encoded}));
    wipe(encoded.data(), encoded.size());
    return http_request("POST", url, headers, "grant_type=client_credentials" + scope);
  }
  const auto assertion = assertion_of(config, now);
  if (!assertion) return assertion.error();
  const Secret body =
      joined({"grant_type=", url_encoded("urn:ietf:params:oauth:grant-type:jwt-bearer"), "&assertion=", assertion->reveal(), scope});
  return http_request("POST", url, headers, body.reveal());
}

Result<OauthbearerToken> token_of(const HttpResponse& response, const Url& url, std::int64_t now) {
  const std::string who = url.to_string() + " answered " + std::to_string(response.status);
  if (response.status == 429 || response.status >= 500)
    return Error(ErrorCode::connect_failed, "the identity provider is overloaded or out of order: " + who + told(response));
  if (response.status >= 300 && response.status < 400)
    return Error(ErrorCode::sasl_authentication_failed, who + ", which points elsewhere: redirects are not followed",
                 "sasl.oauthbearer.token.endpoint.url: name the place itself");
  if (response.status != 200)
    return Error(ErrorCode::sasl_authentication_failed, "the identity provider refused to give a token: " + who + told(response),
                 response.status == 404 ? "sasl.oauthbearer.token.endpoint.url"
                                        : "check the client's id and secret or assertion, and the scope");
  const auto value = json_member(response.body.reveal(), "access_token");
  if (!value || value->empty())
    return Error(ErrorCode::sasl_authentication_failed, who + " without an access_token",
                 "is sasl.oauthbearer.token.endpoint.url the right address?");
  OauthbearerToken token;
  token.value = Secret(*value);
  std::optional<std::int64_t> expires = number_claim(*value, "exp");
  if (const auto lifetime = expires ? std::nullopt : json_member(response.body.reveal(), "expires_in")) {
    std::int64_t seconds = 0;
    const auto parsed = std::from_chars(lifetime->data(), lifetime->data() + lifetime->size(), seconds);
    if (parsed.ec == std::errc() && seconds > 0 && seconds < 400LL * 86400) expires = now + seconds;
  }
  if (expires) token.expires = std::chrono::system_clock::time_point(std::chrono::seconds(*expires));
  return token;
}

} // namespace klamm::security
