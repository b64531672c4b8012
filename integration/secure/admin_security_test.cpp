// ACLs, SCRAM users and quotas through klamm::Admin on real Kafka, compared with kafka-acls.sh and kafka-configs.sh.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>

#include "support/secured.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string acls(const std::string& arguments) { return kafka("kafka-acls.sh", arguments); }
std::string configs(const std::string& arguments) { return kafka("kafka-configs.sh", arguments); }

/// The broker learns of what the controller has done a moment later.
template <class Done>
void wait_until(Done done) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) FAIL("it did not come to pass within a minute");
  }
}

} // namespace

TEST_CASE("admin: ACLs are as kafka-acls.sh sees them, and the other way round") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string name = new_name("acl"), carol = "User:carol-" + name;
  const AclBinding read(AclResource::topic(name), carol, AclOperation::read),
      deny(AclResource::groups_from(name), carol, AclOperation::remove, AclPermission::deny, "10.1.2.3"),
      txn(AclResource::transactional_id(name), carol, AclOperation::write), wrong(AclResource::topic(name), "carol", AclOperation::read);
  const std::vector made{read, deny, txn, wrong};
  const auto created = admin.create_acls(made).value();
  CHECK(created.at(read).has_value());
  CHECK(created.at(deny).has_value());
  CHECK(created.at(txn).has_value());
  CHECK(created.at(wrong).error().code() == ErrorCode::invalid_request);
  AclFilter carols;
  carols.principal(carol);
  wait_until([&] { return admin.describe_acls(carols).value().size() == 3; });

  const std::string seen = acls("--list --principal " + carol);
  INFO(seen);
  CHECK(contains(seen, "Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=" + name + ", patternType=LITERAL)`"));
  CHECK(contains(seen, "(principal=" + carol + ", host=*, operation=READ, permissionType=ALLOW)"));
  CHECK(contains(seen, "Current ACLs for resource `ResourcePattern(resourceType=GROUP, name=" + name + ", patternType=PREFIXED)`"));
  CHECK(contains(seen, "(principal=" + carol + ", host=10.1.2.3, operation=DELETE, permissionType=DENY)"));
  CHECK(
      contains(seen, "Current ACLs for resource `ResourcePattern(resourceType=TRANSACTIONAL_ID, name=" + name + ", patternType=LITERAL)`"));

  acls("--add --allow-principal " + carol + " --operation Describe --topic " + name + " --resource-pattern-type prefixed");
  const AclBinding theirs(AclResource::topics_from(name), carol, AclOperation::describe);
  AclFilter applies;
  applies.resource_type(AclResourceType::topic).resource_name(name + "-1").pattern(AclPattern::match);
  wait_until([&] { return admin.describe_acls(applies).value() == std::vector{theirs}; });

  const std::vector filters{AclFilter::of(deny), AclFilter::of(theirs), AclFilter::of(deny).host("10.9.9.9")};
  const auto deleted = admin.delete_acls(filters).value();
  CHECK(deleted.at(filters[0])->at(deny).has_value());
  CHECK(deleted.at(filters[1])->at(theirs).has_value());
  CHECK(deleted.at(filters[2])->empty());
  wait_until([&] { return admin.describe_acls(carols).value().size() == 2; });
  const std::string after = acls("--list --principal " + carol);
  CHECK_FALSE(contains(after, "PREFIXED"));
  acls("--remove --force --allow-principal " + carol + " --operation Read --topic " + name);
  wait_until([&] { return admin.describe_acls(carols).value() == std::vector{txn}; });
  CHECK(admin.delete_acls({carols}).value()[0].result->size() == 1);
}

TEST_CASE("admin: SCRAM users that klamm makes log in, and are as kafka-configs.sh sees them") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string dave = "dave-" + new_name("user"), erin = "erin-" + new_name("user");
  const std::vector<ScramUserChanges> changes{
      {dave, {ScramChange::set(ScramMechanism::scram_sha_256, "first"), ScramChange::set(ScramMechanism::scram_sha_512, "second", 8192)}},
      {erin, {ScramChange::remove(ScramMechanism::scram_sha_256)}}};
  const auto altered = admin.alter_user_scram_credentials(changes).value();
  CHECK(altered.at(dave).has_value());
  CHECK(altered.at(erin).error().code() == ErrorCode::resource_not_found);
  wait_until([&] { return admin.describe_user_scram_credentials({dave}).value().at(dave).has_value(); });
  const std::string seen = configs("--describe --entity-type users --entity-name " + dave);
  INFO(seen);
  CHECK(contains(seen, "SCRAM-SHA-256=iterations=4096"));
  CHECK(contains(seen, "SCRAM-SHA-512=iterations=8192"));
  for (const auto& [mechanism, password] : Settings{{"SCRAM-SHA-256", "first"}, {"SCRAM-SHA-512", "second"}}) {
    CAPTURE(mechanism);
    Admin as_dave(configured<AdminConfig>({{"security.protocol", "SASL_PLAINTEXT"},
                                           {"bootstrap.servers", setting("KLAMM_SASL_PLAINTEXT")},
                                           {"sasl.mechanism", mechanism},
                                           {"sasl.username", dave},
                                           {"sasl.password", password}}));
    CHECK(as_dave.describe_cluster().has_value());
  }

  configs("--alter --entity-type users --entity-name " + erin + " --add-config SCRAM-SHA-512=[iterations=5000,password=x]");
  configs("--alter --entity-type users --entity-name " + dave + " --delete-config SCRAM-SHA-256");
  const auto told = admin.describe_user_scram_credentials({erin, dave, "not-" + dave}).value();
  REQUIRE(told.at(erin)->size() == 1);
  CHECK(told.at(erin)->front().mechanism == ScramMechanism::scram_sha_512);
  CHECK(told.at(erin)->front().iterations == 5000);
  REQUIRE(told.at(dave)->size() == 1);
  CHECK(told.at(dave)->front().mechanism == ScramMechanism::scram_sha_512);
  CHECK(told.at("not-" + dave).error().code() == ErrorCode::resource_not_found);
  CHECK(admin.describe_user_scram_credentials().value().at(erin).has_value());
  const std::vector<ScramUserChanges> removals{{dave, {ScramChange::remove(ScramMechanism::scram_sha_512)}},
                                               {erin, {ScramChange::remove(ScramMechanism::scram_sha_512)}}};
  CHECK(admin.alter_user_scram_credentials(removals).value().all());
  CHECK_FALSE(contains(configs("--describe --entity-type users --entity-name " + erin), "SCRAM"));
}

TEST_CASE("admin: quotas are as kafka-configs.sh sees them, and the other way round") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string frank = "frank-" + new_name("user"), app = new_name("app");
  const auto user = QuotaEntity::user(frank), both = user.with_client_id(app);
  const std::vector<QuotaChanges> changes{{user, {{"producer_byte_rate", 1e6}, {"request_percentage", 12.5}}},
                                          {both, {{"consumer_byte_rate", 2e6}}},
                                          {QuotaEntity::user("x-" + frank), {{"unheard_of", 1}}}};
  CHECK(admin.alter_client_quotas({changes[0]}, {.validate_only = true}).value().all());
  const auto altered = admin.alter_client_quotas(changes).value();
  CHECK(altered.at(user).has_value());
  CHECK(altered.at(both).has_value());
  CHECK(altered[2].result.error().code() == ErrorCode::invalid_request);
  QuotaFilter franks;
  franks.name("user", frank);
  wait_until([&] { return admin.describe_client_quotas(franks).value().size() == 2; });
  const std::string seen = configs("--describe --entity-type users --entity-name " + frank);
  INFO(seen);
  CHECK(contains(seen, "producer_byte_rate=1000000.0"));
  CHECK(contains(seen, "request_percentage=12.5"));
  CHECK(contains(configs("--describe --entity-type users --entity-name " + frank + " --entity-type clients --entity-name " + app),
                 "consumer_byte_rate=2000000.0"));

  configs("--alter --entity-type users --entity-name " + frank + " --add-config producer_byte_rate=77 --delete-config request_percentage");
  configs("--alter --entity-type users --entity-name " + frank + " --entity-type clients --entity-name " + app +
          " --delete-config consumer_byte_rate");
  const auto told = admin.describe_client_quotas(franks).value();
  REQUIRE(told.size() == 1);
  CHECK(told[0].entity == user);
  CHECK(told[0].quotas == std::map<std::string, double>{{"producer_byte_rate", 77}});
  CHECK(admin.alter_client_quotas({{user, {{"producer_byte_rate", std::nullopt}}}}).value().all());
  wait_until([&] { return admin.describe_client_quotas(franks).value().empty(); });
}
