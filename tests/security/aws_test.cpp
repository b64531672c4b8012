// AWS: signatures with the known answers of its documentation, and credentials from everywhere.
#include <doctest/doctest.h>

#include "security/aws_credentials.hpp"
#include "security/crypto.hpp"
#include "security/json.hpp"
#include "security/support/certificates.hpp"

using namespace klamm;
using namespace klamm::security;
using namespace klamm::test;

namespace {

AwsEnvironment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
}
bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
HttpResponse answered(int status, std::string_view body) { return {status, {}, Secret(body)}; }

} // namespace

TEST_CASE("sigv4: the signing key and the presigned URL of AWS's documentation") {
  CHECK(hex(sigv4_key(Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), "20120215", "us-east-1", "iam").reveal()) ==
        "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
  PresignInputs inputs;
  inputs.host = "examplebucket.s3.amazonaws.com";
  inputs.path = "/test.txt";
  inputs.region = "us-east-1";
  inputs.service = "s3";
  inputs.now = 1369353600; // 2013-05-24T00:00:00Z
  inputs.expires_seconds = 86400;
  inputs.payload_hash = "UNSIGNED-PAYLOAD";
  const auto query = presigned_query({"AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), {}}, inputs);
  CHECK(query.at("X-Amz-Date").reveal() == "20130524T000000Z");
  CHECK(query.at("X-Amz-Signature").reveal() == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST_CASE("msk iam: the payload has what brokers look for, signed") {
  const AwsCredentials credentials{"AKID", Secret("secret-key"), Secret("session/token")};
  const Secret payload = msk_iam_payload(credentials, "b-1.demo.c2.kafka.eu-west-1.amazonaws.com", "eu-west-1", 1369353600);
  const auto member = [&](const char* name) { return json_member(payload.reveal(), name).value_or("(none)"); };
  CHECK(member("version") == "2020_10_22");
  CHECK(member("host") == "b-1.demo.c2.kafka.eu-west-1.amazonaws.com");
  CHECK(member("action") == "kafka-cluster:Connect");
  CHECK(member("x-amz-algorithm") == "AWS4-HMAC-SHA256");
  CHECK(member("x-amz-credential") == "AKID/20130524/eu-west-1/kafka-cluster/aws4_request");
  CHECK(member("x-amz-date") == "20130524T000000Z");
  CHECK(member("x-amz-security-token") == "session/token");
  CHECK(member("x-amz-signedheaders") == "host");
  CHECK(member("x-amz-expires") == "900");
  CHECK(member("x-amz-signature").size() == 64);
  CHECK_FALSE(has(payload.reveal(), "secret-key"));
  CHECK(region_of_broker("b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com") == "eu-west-1");
  CHECK(region_of_broker("boot-xyz.c1.kafka-serverless.us-east-1.amazonaws.com") == "us-east-1");
  CHECK(region_of_broker("b-1.demo.abc.c2.kafka.cn-north-1.amazonaws.com.cn") == "cn-north-1");
  CHECK(region_of_broker("localhost") == "");
  CHECK(region_of_broker("example.amazonaws.com") == "");
}

TEST_CASE("aws: the first source that the environment names counts") {
  const TemporaryFile credentials("[default]\n");
  const std::map<std::string, std::string> none{{"HOME", "/nonexistent"}};
  const auto with = [&](std::map<std::string, std::string> more) {
    more.insert(none.begin(), none.end());
    return find_aws_source(environment_of(std::move(more)), "");
  };
  CHECK(with({{"AWS_ACCESS_KEY_ID", "a"}, {"AWS_WEB_IDENTITY_TOKEN_FILE", "f"}}) == AwsSource::environment);
  CHECK(with({{"AWS_WEB_IDENTITY_TOKEN_FILE", "f"}, {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "u"}}) == AwsSource::web_identity);
  CHECK(with({{"AWS_SHARED_CREDENTIALS_FILE", credentials.path()}}) == AwsSource::profile);
  CHECK(with({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2"}}) == AwsSource::container);
  CHECK(with({}) == AwsSource::instance);
  CHECK(find_aws_source(environment_of({{"AWS_ACCESS_KEY_ID", "a"}}), "named") == AwsSource::profile);
  const auto half = environment_credentials(environment_of({{"AWS_ACCESS_KEY_ID", "a"}}));
  REQUIRE_FALSE(half);
  CHECK(has(half.error().message(), "only one is set"));
}

TEST_CASE("aws: profiles are read from the shared file") {
  const TemporaryFile file("# comment\n[default]\naws_access_key_id = D\naws_secret_access_key = DS\n\n[ team "
                           "]\naws_access_key_id=T\naws_secret_access_key=T=S\naws_session_token = TT\n[sso]\nsso_session = x\n");
  const auto environment = environment_of({{"AWS_SHARED_CREDENTIALS_FILE", file.path()}});
  CHECK(profile_credentials(environment, "")->access_key_id == "D");
  const auto team = profile_credentials(environment, "team");
  REQUIRE(team);
  CHECK(team->secret_access_key.reveal() == "T=S");
  CHECK(team->session_token.reveal() == "TT");
  CHECK(has(profile_credentials(environment, "other").error().message(), "has no profile [other]"));
  CHECK(has(profile_credentials(environment, "sso").error().message(), "has no aws_access_key_id"));
}

TEST_CASE("aws: what is asked of STS, a container and an instance") {
  const TemporaryFile token("web.identity.token\n"), authorization("pod-token\n");
  const auto sts = web_identity_request(
      environment_of({{"AWS_WEB_IDENTITY_TOKEN_FILE", token.path()}, {"AWS_ROLE_ARN", "arn:aws:iam::1:role/r"}}), "eu-west-1");
  REQUIRE(sts);
  CHECK(sts->url.to_string() == "https://sts.eu-west-1.amazonaws.com/");
  CHECK(sts->request.reveal().ends_with("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&"
                                        "RoleSessionName=klamm&WebIdentityToken=web.identity.token"));
  const auto ecs = container_request(environment_of({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x"}}));
  REQUIRE(ecs);
  CHECK(ecs->url.to_string() == "http://169.254.170.2/v2/credentials/x");
  const auto eks = container_request(environment_of({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials"},
                                                     {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", authorization.path()}}));
  REQUIRE(eks);
  CHECK(has(eks->request.reveal(), "\r\nAuthorization: pod-token\r\n"));
  CHECK_FALSE(container_request(environment_of({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example/"}})));
  CHECK_FALSE(container_request(environment_of({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "file:///etc/passwd"}})));
  CHECK(has(instance_token_request(environment_of({}))->request.reveal(), "PUT /latest/api/token HTTP/1.1\r\nHost: 169.254.169.254\r\n"));
  CHECK(has(instance_request(environment_of({}), Secret("t"), "my role")->request.reveal(),
            "GET /latest/meta-data/iam/security-credentials/my%20role HTTP/1.1\r\n"));
  CHECK_FALSE(instance_token_request(environment_of({{"AWS_EC2_METADATA_DISABLED", "true"}})));
}

TEST_CASE("aws: answers of each source become credentials, or errors without secrets") {
  const Url url = parse_url("https://sts.eu-west-1.amazonaws.com/", "u").value();
  const auto instance = lease_of(
      answered(200, R"({"Code":"Success","AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"2013-05-24T00:00:00Z"})"), url);
  REQUIRE(instance);
  CHECK(instance->credentials.access_key_id == "A");
  CHECK(instance->credentials.session_token.reveal() == "T");
  CHECK(instance->expires == 1369353600);
  const auto sts = lease_of(
      answered(
          200,
          R"({"AssumeRoleWithWebIdentityResponse":{"AssumeRoleWithWebIdentityResult":{"Credentials":{"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T","Expiration":1.3693536E9}}}})"),
      url);
  REQUIRE(sts);
  CHECK(sts->expires == 1369353600);
  const auto refused = lease_of(
      answered(403, R"({"Error":{"Code":"AccessDenied","Message":"Not authorized to perform sts:AssumeRoleWithWebIdentity"}})"), url);
  REQUIRE_FALSE(refused);
  CHECK(has(refused.error().message(), "answered 403: Not authorized to perform"));
  CHECK(lease_of(answered(503, ""), url).error().code() == ErrorCode::connect_failed);
  const auto incomplete = lease_of(answered(200, R"({"AccessKeyId":"A","SecretAccessKey":"topsecret"})"), url);
  REQUIRE_FALSE(incomplete);
  CHECK_FALSE(has(incomplete.error().message(), "topsecret"));
}
