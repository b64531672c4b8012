#include "security/oauthbearer.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "base/text.hpp"
#include "security/crypto.hpp"
#include "security/json.hpp"
#include "security/text_secret.hpp"

namespace klamm::security {
namespace {

constexpr std::string_view separator = "\x01";

bool all(std::string_view text, bool (*fits)(char)) { return !text.empty() && std::all_of(text.begin(), text.end(), fits); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_visible(char c) { return c > ' ' && c < '\x7f'; }
bool is_value(char c) { return (c >= ' ' && c < '\x7f') || c == '\t' || c == '\r' || c == '\n'; }

Error unusable(const std::string& what) { return Error(ErrorCode::config_value_invalid, "OAUTHBEARER: " + what); }

} // namespace

Result<std::optional<Secret>> OauthbearerExchange::step(std::string_view challenge) {
  if (!std::exchange(sent_, true)) {
    if (!all(token_.value.reveal(), &is_visible)) return unusable("the token is empty, or has spaces or control characters in it");
    std::string extensions;
    for (const auto& [key, value] : token_.extensions) {
      if (!all(key, &is_letter) || key == "auth")
        return unusable("\"" + escaped(key) + "\" can't be an extension's name: letters only, and not auth");
      if (!value.empty() && !all(value, &is_value)) return unusable("the value of the extension " + key + " has control characters in it");
      extensions += key + "=" + value + "\x01";
    }
    return std::optional(joined({"n,,", separator, "auth=Bearer ", token_.value.reveal(), separator, extensions, separator}));
  }
  if (challenge.empty() && !refused_) return std::optional<Secret>();
  if (std::exchange(refused_, true))
    return Error(ErrorCode::sasl_authentication_failed, "the broker refused the token, and did not end the exchange");
  return std::optional(Secret(separator)); // RFC 7628, 3.2.3: then the broker says what is wrong
}

std::optional<std::int64_t> number_claim(std::string_view token, std::string_view claim) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto claims = from_base64url(token.substr(first + 1, second - first - 1));
  const auto text = claims ? json_member(*claims, claim) : std::nullopt;
  if (!text) return std::nullopt;
  double value = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), value);
  if (parsed.ec != std::errc() || !(value > -1e15 && value < 1e15)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

Secret unsecured_token(const std::map<std::string, std::string>& string_claims, std::int64_t issued_at, std::int64_t expires) {
  std::string claims = "{";
  for (const auto& [name, value] : string_claims) claims += json_string(name) + ":" + json_string(value) + ",";
  claims += "\"iat\":" + std::to_string(issued_at) + ",\"exp\":" + std::to_string(expires) + "}";
  return Secret(base64url(R"({"alg":"none"})") + "." + base64url(claims) + ".");
}

} // namespace klamm::security
