#include "cli/commands/security.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "cli/support/shell.hpp"

using namespace klamm;
using namespace klamm::cli;

namespace {

bool holds(const std::vector<AclBinding>& acls, const AclBinding& one) { return std::find(acls.begin(), acls.end(), one) != acls.end(); }

} // namespace

TEST_CASE("security: ACLs to add are each right of each principal on each resource") {
  AclsOptions options;
  options.principals = {"alice", "Group:ops"};
  options.topics = {"orders"};
  options.groups = {"crew"};
  options.operations = {"read", "Describe_Configs"};
  options.pattern = "Prefixed";
  const auto acls = acls_to_add(options);
  CHECK(acls.size() == 8);
  CHECK(holds(acls, {AclResource::topics_from("orders"), "User:alice", AclOperation::read}));
  CHECK(holds(acls, {AclResource::groups_from("crew"), "Group:ops", AclOperation::describe_configs}));
  options.deny = true;
  options.hosts = {"10.0.0.1"};
  CHECK(
      holds(acls_to_add(options), {AclResource::topics_from("orders"), "User:alice", AclOperation::read, AclPermission::deny, "10.0.0.1"}));
}

TEST_CASE("security: what producers and consumers need") {
  AclsOptions options;
  options.principals = {"alice"};
  options.topics = {"orders"};
  options.transactional_ids = {"id"};
  options.producer = true;
  auto acls = acls_to_add(options);
  CHECK(acls.size() == 5);
  CHECK(holds(acls, {AclResource::topic("orders"), "User:alice", AclOperation::create}));
  CHECK(holds(acls, {AclResource::transactional_id("id"), "User:alice", AclOperation::write}));
  options.producer = false;
  options.consumer = true;
  CHECK_THROWS_WITH_AS(acls_to_add(options), doctest::Contains("need nothing of the TRANSACTIONAL_ID id"), Failure);
  options.transactional_ids.clear();
  options.groups = {"crew"};
  acls = acls_to_add(options);
  CHECK(acls.size() == 3);
  CHECK(holds(acls, {AclResource::group("crew"), "User:alice", AclOperation::read}));
  options.deny = true;
  CHECK_THROWS_AS(acls_to_add(options), Failure);
}

TEST_CASE("security: ACLs that lack something are refused") {
  AclsOptions options;
  CHECK_THROWS_WITH_AS(acls_to_add(options), doctest::Contains("--principal"), Failure);
  options.principals = {"alice"};
  CHECK_THROWS_WITH_AS(acls_to_add(options), doctest::Contains("something to give rights to"), Failure);
  options.cluster = true;
  CHECK_THROWS_WITH_AS(acls_to_add(options), doctest::Contains("--operation"), Failure);
  options.operations = {"raed"};
  CHECK_THROWS_WITH_AS(acls_to_add(options), doctest::Contains("--operation raed"), Failure);
  options.operations = {"alter"};
  options.pattern = "match";
  CHECK_THROWS_WITH_AS(acls_to_add(options), doctest::Contains("--pattern match"), Failure);
  options.pattern = "prefixed"; // (the cluster has one name)
  CHECK(acls_to_add(options) == std::vector{AclBinding(AclResource::cluster(), "User:alice", AclOperation::alter)});
}

TEST_CASE("security: filters fit all that is said, and all when nothing is") {
  CHECK(acl_filters({}) == std::vector{AclFilter()});
  AclsOptions options;
  options.principals = {"alice", "bob"};
  options.topics = {"a", "b"};
  options.pattern = "match";
  options.permission = "deny";
  const auto filters = acl_filters(options);
  CHECK(filters.size() == 4);
  AclFilter one;
  one.resource_type(AclResourceType::topic)
      .resource_name("b")
      .principal("User:bob")
      .pattern(AclPattern::match)
      .permission(AclPermission::deny);
  CHECK(std::find(filters.begin(), filters.end(), one) != filters.end());
}

TEST_CASE("security: names as Kafka writes them") {
  CHECK(acl_operation_name(AclOperation::remove) == "DELETE");
  CHECK(acl_operation_name(AclOperation::two_phase_commit) == "TWO_PHASE_COMMIT");
  CHECK(acl_operation_name(static_cast<AclOperation>(99)) == "UNKNOWN");
  CHECK(acl_resource_name(AclResourceType::transactional_id) == "TRANSACTIONAL_ID");
  CHECK(acl_resource_name(AclResourceType::user) == "USER");
  CHECK(acl_pattern_name(AclPattern::prefixed) == "PREFIXED");
  CHECK(acl_permission_name(AclPermission::allow) == "ALLOW");
  CHECK(scram_mechanism_name(ScramMechanism::scram_sha_512) == "SCRAM-SHA-512");
}

TEST_CASE("security: whom a quota is for, and how much") {
  QuotasOptions options;
  CHECK_THROWS_AS(quota_entity(options), Failure);
  options.user = "alice";
  CHECK(quota_entity(options) == QuotaEntity::user("alice"));
  options.default_client_id = true;
  CHECK(quota_entity(options) == QuotaEntity::user("alice").with_default_client_id());
  options.ip = "10.0.0.1";
  CHECK_THROWS_WITH_AS(quota_entity(options), doctest::Contains("addresses have quotas of their own"), Failure);
  options = {};
  options.default_ip = true;
  CHECK(quota_entity(options) == QuotaEntity::default_ip());
  options.ip = "10.0.0.1";
  CHECK_THROWS_AS(quota_entity(options), Failure);
  using Quota = std::pair<std::string, double>;
  CHECK(parse_quota("producer_byte_rate=1048576") == Quota{"producer_byte_rate", 1048576});
  CHECK(parse_quota("request_percentage=12.5") == Quota{"request_percentage", 12.5});
  for (const char* wrong : {"", "=1", "x", "x=", "x=fast", "x=-1", "x=0", "x=1MB", "x=inf"})
    CHECK_THROWS_AS_MESSAGE(parse_quota(wrong), Failure, wrong);
}

TEST_CASE("klamm security, klamm txn: what is wrong with the command line is said before anything is asked") {
  ::setenv("XDG_CONFIG_HOME", "/nowhere", 1);
  const auto says = [](const std::string& command, int code, const std::string& text) {
    const test::Outcome outcome = test::shell("klamm -b 127.0.0.1:1 " + command + " 2>&1 </dev/null");
    const std::string told = command + ": " + outcome.said;
    CHECK_MESSAGE(outcome.code == code, told);
    CHECK_MESSAGE(outcome.said.find(text) != std::string::npos, told);
  };
  says("security acls remove --execute", 2, "or --all for every one there is");
  says("security acls list --operation raed", 2, "READ, WRITE");
  says("security users set", 2, "klamm security users set --help");
  says("security users set alice --iterations 5", 2, "4096");
  says("security users set --user=alice --password=hunter2", 2, "has no flag --password\n  hint: others see the command line");
  says("security users list --mechanism x", 2, "has no flag --mechanism");
  says("security quotas set producer_byte_rate=1", 2, "whose quotas?");
  says("security quotas set --user a producer_byte_rate", 2, "is not NAME=VALUE");
  says("security acls add --principal a --producer -t orders --dry-run", 0, "User:a     *     CREATE     ALLOW");
  says("txn list --state resting", 2, "Ongoing");
  says("txn list --running-for long", 2, "is no duration");
  says("txn describe", 2, "klamm txn describe --help");
}
