// Where AWS's credentials come from, as its tools find them: the environment, a web identity's role, a profile, a container's or an instance's role. Here: which
// of them it is, the requests to be sent, and what their answers mean. Pure but for reading the profile and token files.
#pragma once

#include <functional>
#include <optional>

#include "security/http.hpp"
#include "security/sigv4.hpp"

namespace klamm::security {

/// The value of an environment variable; empty where it is not set.
using AwsEnvironment = std::function<std::string(const std::string&)>;

enum class AwsSource : std::uint8_t { environment, web_identity, profile, container, instance };

/// The first that the environment names: keys, a web identity, a profile (by `profile`, or where the default one has keys), a container; else the instance.
AwsSource find_aws_source(const AwsEnvironment& environment, const std::string& profile);

/// The keys of the environment. Errors: config_conflict when half of them is missing.
Result<AwsCredentials> environment_credentials(const AwsEnvironment& environment);
/// The keys of a profile in the shared credentials file (AWS_SHARED_CREDENTIALS_FILE, ~/.aws/credentials). Errors: config_file_unreadable, config_conflict.
Result<AwsCredentials> profile_credentials(const AwsEnvironment& environment, const std::string& profile);

struct AwsRequest {
  Url url;
  Secret request;
};
/// AssumeRoleWithWebIdentity (EKS: IRSA).
Result<AwsRequest> web_identity_request(const AwsEnvironment& environment, const std::string& region);
/// ECS, and EKS's pod identities.
Result<AwsRequest> container_request(const AwsEnvironment& environment);
/// The three of an instance (IMDSv2): a token for asking, the role's name, its credentials.
Result<AwsRequest> instance_token_request(const AwsEnvironment& environment);
Result<AwsRequest> instance_request(const AwsEnvironment& environment, const Secret& token, const std::string& role);

struct AwsLease {
  AwsCredentials credentials;
  std::optional<std::int64_t> expires; ///< seconds since 1970
};
/// The credentials in an answer of any of them. Errors: sasl_authentication_failed, connect_failed (may pass); never with a secret in them.
Result<AwsLease> lease_of(const HttpResponse& response, const Url& url);

/// "2026-11-21T12:00:00Z", or seconds as a number.
std::optional<std::int64_t> parse_aws_time(std::string_view text);

} // namespace klamm::security
