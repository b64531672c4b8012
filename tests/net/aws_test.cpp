// AWS_MSK_IAM with stubs of STS and of the metadata services, in memory.
#include <doctest/doctest.h>

#include "net/aws_login.hpp"
#include "net/support/worlds.hpp"
#include "security/json.hpp"
#include "security/support/certificates.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

/// Answers by the first words of each request.
struct AwsWorld : MemoryWorld {
  std::map<std::string, std::string> environment{{"HOME", "/nonexistent"}};
  std::map<std::string, std::string> bodies; ///< "GET /path" → JSON; what is not there is 404
  std::vector<std::string> requests;
  std::vector<std::shared_ptr<Transport>> open;
  std::shared_ptr<SaslMechanism> mechanism;

  void serve(const Address& at) {
    network->listen(at, [this](std::unique_ptr<Transport> transport) {
      const std::shared_ptr<Transport> shared = std::move(transport);
      open.push_back(shared);
      const auto buffer = std::make_shared<std::vector<std::byte>>(16384);
      shared->read_some(*buffer, [this, weak = std::weak_ptr(shared), buffer](Result<std::size_t> size) {
        const auto peer = weak.lock();
        if (!size || !peer) return;
        requests.emplace_back(as_text(ConstBytes(*buffer).first(*size)));
        const std::string& request = requests.back();
        const auto found = bodies.find(request.substr(0, request.find(" HTTP/")));
        const std::string body = found == bodies.end() ? "" : found->second;
        const std::string response = std::string(found == bodies.end() ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK") +
                                     "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        std::vector<Slice> pieces;
        pieces.push_back(Slice::copy_of(as_bytes(response)));
        (void)peer->write(std::move(pieces), [](const Result<void>&) {});
      });
    });
  }
  /// The payload, or the error's message.
  std::string login(const std::string& host = "b-1.x.c2.kafka.eu-west-1.amazonaws.com") {
    if (!mechanism)
      mechanism = make_msk_iam({}, runtime, [this](const std::string& name) {
                    return environment.contains(name) ? environment.at(name) : std::string();
                  }).value();
    std::string said = "(nothing)";
    bool told = false;
    mechanism->begin({host, 9098, true}, [&](Result<std::unique_ptr<SaslExchange>> exchange) {
      told = true;
      said = exchange ? std::string((*(*exchange)->step("")).value().reveal()) : exchange.error().message();
    });
    settle();
    while (!told && clock->advance_to_next()) settle();
    return said;
  }
};
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
std::string lease(const std::string& id, const std::string& expires) {
  return R"({"AccessKeyId":")" + id + R"(","SecretAccessKey":"topsecret","Token":"session","Expiration":")" + expires + "\"}";
}

} // namespace

TEST_CASE("msk iam: keys of the environment, with the region of the broker's name or of the environment") {
  AwsWorld world;
  world.environment["AWS_ACCESS_KEY_ID"] = "AKID";
  world.environment["AWS_SECRET_ACCESS_KEY"] = "topsecret";
  CHECK(has(security::json_member(world.login(), "x-amz-credential").value_or(""), "AKID/"));
  CHECK(has(security::json_member(world.login(), "x-amz-credential").value_or(""), "/eu-west-1/kafka-cluster/aws4_request"));
  CHECK(has(world.login("proxy.internal"), "the region is not in the broker's name"));
  world.environment["AWS_REGION"] = "us-east-2";
  CHECK(has(world.login("proxy.internal"), "/us-east-2/kafka-cluster/"));
  CHECK_FALSE(has(world.login(), "topsecret"));
}

TEST_CASE("msk iam: an instance's role is asked for in three steps, once until shortly before it expires") {
  AwsWorld world;
  world.serve({"169.254.169.254", 80});
  world.bodies["PUT /latest/api/token"] = "imds-token";
  world.bodies["GET /latest/meta-data/iam/security-credentials/"] = "my-role";
  world.bodies["GET /latest/meta-data/iam/security-credentials/my-role"] = lease("FIRST", "2100-01-01T00:00:00Z");
  CHECK(has(world.login(), "FIRST/"));
  REQUIRE(world.requests.size() == 3);
  CHECK(has(world.requests[2], "X-aws-ec2-metadata-token: imds-token"));
  CHECK(has(world.login(), "FIRST/"));
  CHECK(world.requests.size() == 3);
}

TEST_CASE("msk iam: expired credentials are renewed; without new ones the error says why") {
  AwsWorld world;
  world.serve({"169.254.170.2", 80});
  world.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/x";
  world.bodies["GET /v2/x"] = lease("FIRST", "1970-01-01T00:00:01Z");
  CHECK(has(world.login(), "FIRST/")); // the clock is the client's; the broker decides
  world.bodies["GET /v2/x"] = lease("SECOND", "2100-01-01T00:00:00Z");
  CHECK(has(world.login(), "SECOND/"));
  AwsWorld nothing;
  const std::string error = nothing.login();
  CHECK(has(error, "there are no credentials in the environment"));
  CHECK(has(error, "AWS_ACCESS_KEY_ID"));
}

TEST_CASE("msk iam: a web identity's role, from a stub of STS") {
  const TemporaryFile token("web-token");
  AwsWorld world;
  world.serve({"127.0.0.1", 4566});
  world.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = token.path();
  world.environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/r";
  world.environment["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:4566/";
  world.bodies["POST /"] =
      R"({"AssumeRoleWithWebIdentityResponse":{"AssumeRoleWithWebIdentityResult":{"Credentials":{"AccessKeyId":"ROLE","SecretAccessKey":"S","SessionToken":"T","Expiration":4e9}}}})";
  CHECK(has(world.login(), "ROLE/"));
}
