#include "security/aws_credentials.hpp"

#include <charconv>
#include <cstdio>
#include <ctime>

#include "base/text.hpp"
#include "security/file.hpp"
#include "security/json.hpp"
#include "security/text_secret.hpp"

namespace klamm::security {
namespace {

Error incomplete(const std::string& what, std::string hint = {}) {
  return Error(ErrorCode::config_conflict, "AWS_MSK_IAM: " + what, std::move(hint));
}

std::string credentials_file(const AwsEnvironment& environment) {
  const std::string named = environment("AWS_SHARED_CREDENTIALS_FILE");
  return named.empty() ? environment("HOME") + "/.aws/credentials" : named;
}
std::string profile_name(const AwsEnvironment& environment, const std::string& profile) {
  const std::string named = profile.empty() ? environment("AWS_PROFILE") : profile;
  return named.empty() ? "default" : named;
}

std::string without_newline(const Secret& text) {
  std::string_view content = text.reveal();
  while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.remove_suffix(1);
  return std::string(content);
}

/// Addresses that answer for the machine itself, on a link that nobody else is on.
bool is_metadata_address(const std::string& host) {
  return host == "169.254.169.254" || host == "169.254.170.2" || host == "169.254.170.23" || host == "fd00:ec2::254" ||
         host == "fd00:ec2::23";
}

/// As parse_url, and http to the addresses of metadata services.
Result<Url> metadata_url(const std::string& text, const std::string& setting) {
  if (text.starts_with("http://")) {
    auto url = parse_url("https://" + text.substr(7), setting);
    if (!url) return url;
    if (is_metadata_address(url->host)) {
      url->https = false;
      const bool has_port = text.find(':', text.find(']') == std::string::npos ? 7 : text.find(']')) != std::string::npos;
      if (!has_port) url->port = 80;
      return url;
    }
  }
  return parse_url(text, setting);
}

} // namespace

AwsSource find_aws_source(const AwsEnvironment& environment, const std::string& profile) {
  if (!profile.empty()) return AwsSource::profile;
  if (!environment("AWS_ACCESS_KEY_ID").empty() || !environment("AWS_SECRET_ACCESS_KEY").empty()) return AwsSource::environment;
  if (!environment("AWS_WEB_IDENTITY_TOKEN_FILE").empty()) return AwsSource::web_identity;
  if (!environment("AWS_PROFILE").empty() || is_readable(credentials_file(environment))) return AwsSource::profile;
  if (!environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").empty() || !environment("AWS_CONTAINER_CREDENTIALS_FULL_URI").empty())
    return AwsSource::container;
  return AwsSource::instance;
}

Result<AwsCredentials> environment_credentials(const AwsEnvironment& environment) {
  AwsCredentials credentials{environment("AWS_ACCESS_KEY_ID"), Secret(environment("AWS_SECRET_ACCESS_KEY")),
                             Secret(environment("AWS_SESSION_TOKEN"))};
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty())
    return incomplete("of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set", "set both, or neither");
  return credentials;
}

Result<AwsCredentials> profile_credentials(const AwsEnvironment& environment, const std::string& profile) {
  const std::string path = credentials_file(environment), wanted = profile_name(environment, profile);
  const auto content = read_small_file(path, "AWS_SHARED_CREDENTIALS_FILE");
  if (!content) return content.error();
  AwsCredentials credentials;
  bool inside = false, found = false;
  std::string_view rest = content->reveal();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      inside = trimmed(line.substr(1, std::min(line.find(']'), line.size()) - 1)) == wanted;
      found = found || inside;
      continue;
    }
    const std::size_t equals = line.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    const std::string_view name = trimmed(line.substr(0, equals)), value = trimmed(line.substr(equals + 1));
    if (name == "aws_access_key_id") credentials.access_key_id = std::string(value);
    else if (name == "aws_secret_access_key") credentials.secret_access_key = Secret(value);
    else if (name == "aws_session_token") credentials.session_token = Secret(value);
  }
  if (!found) return incomplete(path + " has no profile [" + wanted + "]", "AWS_PROFILE, or awsProfileName in sasl.jaas.config");
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty())
    return incomplete("the profile [" + wanted + "] in " + path + " has no aws_access_key_id or no aws_secret_access_key",
                      "profiles that assume a role or sign in on the web are not followed: export their credentials into the environment");
  return credentials;
}

Result<AwsRequest> web_identity_request(const AwsEnvironment& environment, const std::string& region) {
  const auto token = read_small_file(environment("AWS_WEB_IDENTITY_TOKEN_FILE"), "AWS_WEB_IDENTITY_TOKEN_FILE");
  if (!token) return token.error();
  const std::string role = environment("AWS_ROLE_ARN");
  if (role.empty()) return incomplete("AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not");
  const std::string named = environment("AWS_ROLE_SESSION_NAME"), endpoint = environment("AWS_ENDPOINT_URL_STS");
  const std::string suffix = region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  const auto url = parse_url(endpoint.empty() ? "https://sts." + region + suffix + "/" : endpoint, "AWS_ENDPOINT_URL_STS");
  if (!url) return url.error();
  std::string token_text = without_newline(*token);
  const Secret body =
      joined({"Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=", url_encoded(role),
              "&RoleSessionName=", url_encoded(named.empty() ? "klamm" : named), "&WebIdentityToken=", url_encoded(token_text)});
  wipe(token_text.data(), token_text.size());
  return AwsRequest{*url, http_request("POST", *url, {{"Content-Type", Secret("application/x-www-form-urlencoded")}}, body.reveal())};
}

Result<AwsRequest> container_request(const AwsEnvironment& environment) {
  const std::string relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const auto url = relative.empty() ? metadata_url(environment("AWS_CONTAINER_CREDENTIALS_FULL_URI"), "AWS_CONTAINER_CREDENTIALS_FULL_URI")
                                    : metadata_url("http://169.254.170.2" + relative, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  if (!url) return url.error();
  HttpHeaders headers;
  Secret token(environment("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
  if (const std::string file = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); !file.empty()) {
    const auto read = read_small_file(file, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    if (!read) return read.error();
    token = Secret(without_newline(*read));
  }
  if (token.reveal().find_first_of("\r\n") != std::string_view::npos)
    return incomplete("the container's authorization token has line breaks in it");
  if (!token.empty()) headers.emplace_back("Authorization", token);
  return AwsRequest{*url, http_request("GET", *url, headers, "")};
}

namespace {

Result<Url> instance_url(const AwsEnvironment& environment, const std::string& path) {
  std::string base = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (base.empty()) base = "http://169.254.169.254";
  while (base.ends_with('/')) base.pop_back();
  return metadata_url(base + path, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
}

} // namespace

Result<AwsRequest> instance_token_request(const AwsEnvironment& environment) {
  if (environment("AWS_EC2_METADATA_DISABLED") == "true")
    return incomplete("there are no credentials: not in the environment, in a profile or of a container, and "
                      "AWS_EC2_METADATA_DISABLED=true forbids the instance's");
  const auto url = instance_url(environment, "/latest/api/token");
  if (!url) return url.error();
  return AwsRequest{*url, http_request("PUT", *url, {{"X-aws-ec2-metadata-token-ttl-seconds", Secret("300")}}, "")};
}

Result<AwsRequest> instance_request(const AwsEnvironment& environment, const Secret& token, const std::string& role) {
  const auto url = instance_url(environment, "/latest/meta-data/iam/security-credentials/" + (role.empty() ? "" : url_encoded(role)));
  if (!url) return url.error();
  if (token.reveal().find_first_of("\r\n") != std::string_view::npos)
    return incomplete("the instance's metadata service gave a token with line breaks in it");
  return AwsRequest{*url, http_request("GET", *url, {{"X-aws-ec2-metadata-token", token}}, "")};
}

Result<AwsLease> lease_of(const HttpResponse& response, const Url& url) {
  const std::string who = url.to_string() + " answered " + std::to_string(response.status);
  if (response.status == 429 || response.status >= 500)
    return Error(ErrorCode::connect_failed, "AWS gives no credentials just now: " + who);
  std::string json(response.body.reveal());
  for (const char* around : {"AssumeRoleWithWebIdentityResponse", "AssumeRoleWithWebIdentityResult", "Credentials"})
    if (auto inside = json_member(json, around)) {
      wipe(json.data(), json.size());
      json = std::move(*inside);
    }
  const auto id = json_member(json, "AccessKeyId"), key = json_member(json, "SecretAccessKey");
  auto session = json_member(json, "Token");
  if (!session) session = json_member(json, "SessionToken");
  const auto expiration = json_member(json, "Expiration");
  const auto error = json_member(json, "Error");
  const std::string reason = error ? escaped(json_member(*error, "Message").value_or("").substr(0, 300)) : "";
  wipe(json.data(), json.size());
  if (response.status != 200 || !id || !key || !session)
    return Error(ErrorCode::sasl_authentication_failed, "AWS gave no credentials: " + who + (reason.empty() ? "" : ": " + reason),
                 "check the role, and that this machine, container or service account may assume it");
  return AwsLease{{*id, Secret(*key), Secret(*session)}, expiration ? parse_aws_time(*expiration) : std::nullopt};
}

std::optional<std::int64_t> parse_aws_time(std::string_view text) {
  std::tm parts{};
  const std::string copy(text);
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour, &parts.tm_min,
                  &parts.tm_sec) == 6) {
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return static_cast<std::int64_t>(timegm(&parts));
  }
  double seconds = 0;
  const auto parsed = std::from_chars(copy.data(), copy.data() + copy.size(), seconds);
  if (parsed.ec != std::errc() || !(seconds > 0 && seconds < 1e12)) return std::nullopt;
  return static_cast<std::int64_t>(seconds);
}

} // namespace klamm::security
