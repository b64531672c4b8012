// The cluster through klamm::Admin on real Kafka, compared with Kafka's scripts.
#include <doctest/doctest.h>

#include <algorithm>
#include <klamm/klamm.hpp>

#include "support/cluster.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("admin: the cluster is described as kafka-cluster.sh and kafka-broker-api-versions.sh see it") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const auto ours = admin.describe_cluster({.include_authorized_operations = true, .include_fenced_brokers = true}).value();
  CHECK(contains(cluster("exec kafka-cluster.sh cluster-id --bootstrap-server " + bootstrap()), "Cluster ID: " + ours.id));
  REQUIRE(ours.brokers.size() == 1);
  const BrokerDescription& broker = ours.brokers[0];
  CHECK(contains(kafka("kafka-broker-api-versions.sh", ""),
                 broker.host + ":" + std::to_string(broker.port) + " (id: " + std::to_string(broker.id) +
                     " rack: " + broker.rack.value_or("null") + " isFenced: " + (broker.fenced ? "true" : "false")));
  CHECK(ours.controller == broker.id);
  REQUIRE(ours.authorized_operations);
  CHECK_FALSE(ours.authorized_operations->empty());
}

TEST_CASE("admin: what has settings is listed as kafka-configs.sh made it") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const auto metrics = ConfigResource::client_metrics(new_name("metrics")), group = ConfigResource::group(new_name("group"));
  kafka("kafka-configs.sh", "--alter --entity-type client-metrics --entity-name " + metrics.name + " --add-config interval.ms=5000");
  CHECK(admin.incremental_alter_configs({{group, {AlterConfig::set("consumer.session.timeout.ms", "50000")}}}).value().all());
  const auto has = [](const std::vector<ConfigResource>& all, const ConfigResource& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  const auto of_metrics = admin.list_config_resources({ConfigResourceType::client_metrics}).value();
  CHECK(has(of_metrics, metrics));
  CHECK_FALSE(has(of_metrics, group));
  const auto all = admin.list_config_resources().value();
  CHECK(has(all, metrics));
  CHECK(has(all, group));
  CHECK(has(all, ConfigResource::broker(1)));
  CHECK(contains(kafka("kafka-configs.sh", "--describe --entity-type groups"), "group " + group.name));
  CHECK(admin.incremental_alter_configs({{metrics, {AlterConfig::remove("interval.ms")}}}).value().all());
  CHECK(admin.incremental_alter_configs({{group, {AlterConfig::remove("consumer.session.timeout.ms")}}}).value().all());
  CHECK_FALSE(contains(kafka("kafka-configs.sh", "--describe --entity-type client-metrics"), metrics.name));
}
