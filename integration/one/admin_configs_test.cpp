// Settings through klamm::Admin on real Kafka, compared with kafka-configs.sh.
#include <doctest/doctest.h>

#include <algorithm>
#include <klamm/klamm.hpp>

#include "support/cluster.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

const ConfigEntry& entry(const std::vector<ConfigEntry>& entries, const std::string& name) {
  const auto at = std::find_if(entries.begin(), entries.end(), [&](const ConfigEntry& e) { return e.name == name; });
  if (at == entries.end()) throw std::runtime_error("there is no setting " + name);
  return *at;
}

} // namespace

TEST_CASE("admin: settings that klamm changes are as kafka-configs.sh sees them, and the other way round") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string name = new_name("admin-configs");
  const auto topic = ConfigResource::topic(name);
  REQUIRE(admin.create_topics({NewTopic(name, 1, 1)}).value().all());
  const ConfigChanges changes(topic, {AlterConfig::set("retention.ms", "99"), AlterConfig::remove("cleanup.policy")});
  CHECK(admin.incremental_alter_configs({changes}, {.validate_only = true}).value().all());
  CHECK(admin.incremental_alter_configs({ConfigChanges(topic, {AlterConfig::set("retention.ms", "much")})})
            .value()
            .at(topic)
            .error()
            .code() == ErrorCode::invalid_config);
  CHECK(admin.incremental_alter_configs({ConfigChanges(topic, {AlterConfig::set("retention.ms", "123456")})}).value().all());
  CHECK(admin.incremental_alter_configs({ConfigChanges(topic, {AlterConfig::append("cleanup.policy", "compact")})}).value().all());

  const std::string seen = kafka("kafka-configs.sh", "--describe --entity-type topics --entity-name " + name);
  INFO(seen);
  CHECK(seen.find("retention.ms=123456 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=123456") != std::string::npos);
  CHECK(seen.find("cleanup.policy=delete,compact") != std::string::npos);
  kafka("kafka-configs.sh",
        "--alter --entity-type topics --entity-name " + name + " --add-config max.message.bytes=54321 --delete-config retention.ms");

  const auto broker = ConfigResource::broker(1), loggers = ConfigResource::broker_logger(1), missing = ConfigResource::topic("not-" + name);
  const auto told = admin
                        .describe_configs({topic, broker, loggers, missing, ConfigResource::all_brokers()},
                                          {.include_synonyms = true, .include_documentation = true})
                        .value();
  const auto& entries = told.at(topic).value();
  CHECK(entry(entries, "max.message.bytes").value == "54321");
  CHECK(entry(entries, "max.message.bytes").source == ConfigSource::dynamic_topic_config);
  CHECK(entry(entries, "max.message.bytes").type == ConfigType::int32);
  CHECK_FALSE(entry(entries, "max.message.bytes").synonyms.empty());
  CHECK_FALSE(entry(entries, "max.message.bytes").documentation.empty());
  CHECK(entry(entries, "retention.ms").value == "-1"); // the test brokers' default
  CHECK(entry(entries, "retention.ms").source != ConfigSource::dynamic_topic_config);
  CHECK(entry(told.at(broker).value(), "node.id").value == "1");
  CHECK(entry(told.at(broker).value(), "node.id").read_only);
  CHECK_FALSE(told.at(loggers).value().empty());
  CHECK(told.at(missing).error().code() == ErrorCode::unknown_topic_or_partition);
  CHECK(told.at(ConfigResource::all_brokers()).has_value());
  CHECK(admin.delete_topics({name}).value().all());
}
