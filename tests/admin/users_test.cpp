#include "admin/quotas.hpp"
#include "admin/scram_users.hpp"
#include "admin/support/admin_world.hpp"
#include "wire/messages/alter_client_quotas.hpp"
#include "wire/messages/alter_user_scram_credentials.hpp"
#include "wire/messages/describe_client_quotas.hpp"
#include "wire/messages/describe_user_scram_credentials.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("users: SCRAM credentials of some, in the order of the question, or of all") {
  AdminWorld world;
  world.brokers.on<wire::DescribeUserScramCredentialsRequest>([](NodeId, const wire::DescribeUserScramCredentialsRequest& request) {
    wire::DescribeUserScramCredentialsResponse response;
    response.results.push_back({"alice", ErrorCode::none, {}, {{2, 8192}, {1, 4096}}});
    if (request.users) response.results.push_back({"nobody", ErrorCode::resource_not_found, "no such user", {}});
    return response;
  });
  const auto some = world.run<admin::DescribeScram>(std::vector<std::string>{"nobody", "alice", "forgotten"}).value();
  REQUIRE(some.size() == 3);
  CHECK(some[0].result.error().cause() == "no such user");
  REQUIRE(some[1].result->size() == 2);
  CHECK((*some[1].result)[0].mechanism == ScramMechanism::scram_sha_256);
  CHECK((*some[1].result)[1].iterations == 8192);
  CHECK(some[2].result.error().code() == ErrorCode::protocol_error);
  const auto all = world.run<admin::DescribeScram>(std::vector<std::string>{}).value();
  REQUIRE(all.size() == 1);
  CHECK(all[0].key == "alice");
  CHECK(world.run<admin::DescribeScram>(std::vector<std::string>{"a", "a"}).error().code() == ErrorCode::duplicate_resource);
}

TEST_CASE("users: passwords leave only salted and hashed; what is wrong is not sent") {
  AdminWorld world;
  std::string seen;
  world.brokers.on<wire::AlterUserScramCredentialsRequest>([&](NodeId, const wire::AlterUserScramCredentialsRequest& request) {
    for (const auto& one : request.deletions) seen += "-" + std::string(one.name) + std::to_string(one.mechanism) + " ";
    for (const auto& one : request.upsertions)
      seen += "+" + std::string(one.name) + std::to_string(one.mechanism) + ":" + std::to_string(one.iterations) + ":" +
              std::string(one.salt.text()) + ":" + std::string(one.salted_password.text()) + " ";
    seen += "| ";
    wire::AlterUserScramCredentialsResponse response;
    response.results = {{"bob", ErrorCode::resource_not_found, "no such credential"}, {"alice", ErrorCode::none, {}}};
    return response;
  });
  const std::vector<ScramUserChanges> users{
      {"alice", {ScramChange::set(ScramMechanism::scram_sha_256, "pw", 5000), ScramChange::remove(ScramMechanism::scram_sha_512)}},
      {"bob", {ScramChange::remove(ScramMechanism::scram_sha_256)}},
      {"few", {ScramChange::set(ScramMechanism::scram_sha_256, "pw", 4095)}},
      {"empty", {ScramChange::set(ScramMechanism::scram_sha_256, "")}},
      {"odd", {ScramChange::set(ScramMechanism::unknown, "pw")}},
      {"twice", {ScramChange::set(ScramMechanism::scram_sha_256, "pw"), ScramChange::remove(ScramMechanism::scram_sha_256)}},
      {"idle", {}},
      {"", {ScramChange::remove(ScramMechanism::scram_sha_256)}}};
  const auto operation = std::make_shared<admin::AlterScram>(users);
  int salted = 0;
  operation->salt([&](const ScramChange& change) {
    ++salted;
    CHECK(change.iterations() == 5000);
    return admin::SaltedPassword{"salt", "hash"};
  });
  CHECK(salted == 1);
  const auto altered = world.run_operation(operation).value();
  CHECK(seen == "-bob1 +alice1:5000:salt:hash | -alice2 | "); // a broker refuses two changes of a user at once
  CHECK(altered.at("alice").has_value());
  CHECK(altered.at("bob").error().cause() == "no such credential");
  CHECK(altered.at("few").error().cause() == "4095 iterations are too few or too many");
  CHECK(altered.at("empty").error().code() == ErrorCode::unacceptable_credential);
  CHECK(altered.at("odd").error().code() == ErrorCode::unsupported_sasl_mechanism);
  CHECK(altered.at("twice").error().code() == ErrorCode::duplicate_resource);
  CHECK(altered.at("idle").error().code() == ErrorCode::invalid_request);
  CHECK(altered.at("").error().code() == ErrorCode::unacceptable_credential);
}

TEST_CASE("users: quotas by what their entity has, the default of a kind by no name") {
  AdminWorld world;
  world.brokers.on<wire::DescribeClientQuotasRequest>([](NodeId, const wire::DescribeClientQuotasRequest& request) {
    CHECK(request.strict);
    REQUIRE(request.components.size() == 3);
    CHECK(request.components[0].entity_type == "client-id");
    CHECK(request.components[0].match_type == 1);
    CHECK_FALSE(request.components[0].match);
    CHECK(request.components[1].match_type == 2);
    CHECK(request.components[2].match == "alice");
    wire::DescribeClientQuotasResponse response;
    response.entries->push_back({{{"user", "alice"}, {"client-id", std::nullopt}}, {{"producer_byte_rate", 1.5}}});
    response.entries->push_back({{{"ip", std::nullopt}}, {{"connection_creation_rate", 3}}});
    return response;
  });
  QuotaFilter filter;
  filter.name("user", "alice").fallback("client-id").any("ip").strict();
  const auto quotas = world.run<admin::DescribeQuotas>(filter).value();
  REQUIRE(quotas.size() == 2);
  CHECK(quotas[1].entity == QuotaEntity::default_ip());
  CHECK(quotas[0].entity == QuotaEntity::user("alice").with_default_client_id());
  CHECK(quotas[0].quotas.at("producer_byte_rate") == 1.5);
  QuotaFilter wrong;
  wrong.any("group");
  CHECK(world.run<admin::DescribeQuotas>(wrong).error().cause() == "quotas are not for 'group'");
}

TEST_CASE("users: quotas are set and removed, each entity told by itself") {
  AdminWorld world;
  world.brokers.on<wire::AlterClientQuotasRequest>([](NodeId, const wire::AlterClientQuotasRequest& request) {
    CHECK(request.validate_only);
    REQUIRE(request.entries.size() == 2);
    REQUIRE(request.entries[0].ops.size() == 2);
    CHECK(request.entries[0].ops[0].remove);
    CHECK(request.entries[0].ops[1].value == 2.5);
    CHECK_FALSE(request.entries[0].ops[1].remove);
    wire::AlterClientQuotasResponse response;
    response.entries.push_back({ErrorCode::invalid_request, "unheard of", request.entries[1].entity});
    response.entries.push_back({ErrorCode::none, {}, request.entries[0].entity});
    return response;
  });
  const auto alice = QuotaEntity::user("alice").with_client_id("app"), all = QuotaEntity::default_user();
  const std::vector<QuotaChanges> changes{{alice, {{"a", std::nullopt}, {"b", 2.5}}},
                                          {all, {{"c", 1}}},
                                          {QuotaEntity::ip(""), {{"c", 1}}},
                                          {QuotaEntity::ip("1.2.3.4"), {}},
                                          {QuotaEntity(std::map<std::string, std::optional<std::string>>{}), {{"c", 1}}},
                                          {QuotaEntity::user("nan"), {{"c", std::numeric_limits<double>::quiet_NaN()}}}};
  const auto altered = world.run<admin::AlterQuotas>(changes, AlterQuotasOptions{.validate_only = true}).value();
  CHECK(altered.at(alice).has_value());
  CHECK(altered.at(all).error().cause() == "unheard of");
  for (const std::size_t wrong : {2U, 3U, 4U, 5U}) CHECK(altered[wrong].result.error().code() == ErrorCode::invalid_request);
}
