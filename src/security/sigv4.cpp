#include "security/sigv4.hpp"

#include <ctime>
#include <vector>

#include "security/crypto.hpp"
#include "security/http.hpp"
#include "security/json.hpp"
#include "security/text_secret.hpp"

namespace klamm::security {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view msk_service = "kafka-cluster";

/// "20130524T000000Z"
std::string timestamp(std::int64_t now) {
  const auto seconds = static_cast<std::time_t>(now);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

} // namespace

Secret sigv4_key(const Secret& secret_access_key, std::string_view day, std::string_view region, std::string_view service) {
  Secret key = hmac(Hash::sha256, joined({"AWS4", secret_access_key.reveal()}).reveal(), day);
  for (const std::string_view part : {region, service, std::string_view("aws4_request")}) key = hmac(Hash::sha256, key.reveal(), part);
  return key;
}

std::map<std::string, Secret> presigned_query(const AwsCredentials& credentials, const PresignInputs& inputs) {
  const std::string time = timestamp(inputs.now), day = time.substr(0, 8);
  const std::string scope = day + "/" + std::string(inputs.region) + "/" + std::string(inputs.service) + "/aws4_request";
  std::map<std::string, Secret> query;
  for (const auto& [name, value] : inputs.query) query[name] = Secret(value);
  query["X-Amz-Algorithm"] = Secret(algorithm);
  query["X-Amz-Credential"] = Secret(credentials.access_key_id + "/" + scope);
  query["X-Amz-Date"] = Secret(time);
  query["X-Amz-Expires"] = Secret(std::to_string(inputs.expires_seconds));
  query["X-Amz-SignedHeaders"] = "host";
  if (!credentials.session_token.empty()) query["X-Amz-Security-Token"] = credentials.session_token;
  std::string canonical_query; // sorted: std::map is
  for (const auto& [name, value] : query)
    canonical_query += (canonical_query.empty() ? "" : "&") + url_encoded(name) + "=" + url_encoded(value.reveal());
  Secret canonical = joined({"GET\n", inputs.path, "\n", canonical_query, "\nhost:", inputs.host, "\n\nhost\n", inputs.payload_hash});
  wipe(canonical_query.data(), canonical_query.size());
  const std::string to_sign = std::string(algorithm) + "\n" + time + "\n" + scope + "\n" + hex(digest(Hash::sha256, canonical.reveal()));
  const Secret key = sigv4_key(credentials.secret_access_key, day, inputs.region, inputs.service);
  query["X-Amz-Signature"] = Secret(hex(hmac(Hash::sha256, key.reveal(), to_sign).reveal()));
  return query;
}

std::string region_of_broker(std::string_view host) {
  for (const std::string_view suffix : {std::string_view(".amazonaws.com"), std::string_view(".amazonaws.com.cn")}) {
    if (!host.ends_with(suffix)) continue;
    const std::string_view rest = host.substr(0, host.size() - suffix.size());
    const std::string_view region = rest.substr(rest.rfind('.') + 1);
    if (region.find('-') != std::string_view::npos && rest.find("kafka") != std::string_view::npos) return std::string(region);
  }
  return {};
}

Secret msk_iam_payload(const AwsCredentials& credentials, std::string_view host, std::string_view region, std::int64_t now) {
  PresignInputs inputs;
  inputs.host = host;
  inputs.query = {{"Action", "kafka-cluster:Connect"}};
  inputs.region = region;
  inputs.service = msk_service;
  inputs.now = now;
  const std::string of_nothing = hex(digest(Hash::sha256, ""));
  inputs.payload_hash = of_nothing;
  Secret json = joined({R"({"version":"2020_10_22","host":)", json_string(host), R"(,"user-agent":"klamm")"});
  for (const auto& [name, value] : presigned_query(credentials, inputs)) {
    std::string quoted = json_string(value.reveal());
    json = joined({json.reveal(), ",", json_string(lower(name)), ":", quoted});
    wipe(quoted.data(), quoted.size());
  }
  return joined({json.reveal(), "}"});
}

} // namespace klamm::security
