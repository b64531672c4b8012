#include "admin/configs.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/describe_configs.hpp"
#include "wire/messages/incremental_alter_configs.hpp"
#include "wire/messages/list_config_resources.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("configs: brokers are asked themselves, anyone about topics; values with their sources") {
  AdminWorld world;
  std::map<std::string, NodeId> asked_of;
  world.brokers.on<wire::DescribeConfigsRequest>([&](NodeId node, const wire::DescribeConfigsRequest& request) {
    CHECK(request.include_synonyms);
    wire::DescribeConfigsResponse response;
    for (const auto& resource : request.resources) {
      CHECK_FALSE(resource.configuration_keys);
      asked_of[std::to_string(resource.resource_type) + ":" + std::string(resource.resource_name)] = node;
      auto& told = response.results.emplace_back();
      told.resource_type = resource.resource_type;
      told.resource_name = resource.resource_name;
      if (resource.resource_name == "missing") {
        told.error_code = ErrorCode::unknown_topic_or_partition;
        told.error_message = "no such topic";
        continue;
      }
      auto& second = told.configs.emplace_back();
      second.name = "retention.ms";
      second.value = "77";
      second.config_source = 1;
      second.config_type = 5;
      second.synonyms = {{"retention.ms", "77", 1}, {"log.retention.ms", "88", 4}};
      auto& first = told.configs.emplace_back();
      first.name = "password";
      first.value = "must not be shown";
      first.is_sensitive = true;
      first.read_only = true;
    }
    return response;
  });
  const auto orders = ConfigResource::topic("orders"), two = ConfigResource::broker(2), loggers = ConfigResource::broker_logger(3);
  const auto absent = ConfigResource::broker(9), unreadable = ConfigResource(ConfigResourceType::broker, "2x"),
             missing = ConfigResource::topic("missing");
  const std::vector<ConfigResource> resources{
      orders, two, loggers, absent, unreadable, missing, ConfigResource::all_brokers(), ConfigResource::topic("")};
  const auto told = world.run<admin::DescribeConfigs>(resources, DescribeConfigsOptions{.include_synonyms = true}).value();
  const std::vector<ConfigEntry>& entries = told.at(orders).value();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].name == "password");
  CHECK(entries[0].sensitive);
  CHECK(entries[0].read_only);
  CHECK_FALSE(entries[0].value);
  CHECK(entries[1].value == "77");
  CHECK(entries[1].source == ConfigSource::dynamic_topic_config);
  CHECK(entries[1].type == ConfigType::int64);
  REQUIRE(entries[1].synonyms.size() == 2);
  CHECK(entries[1].synonyms[1].name == "log.retention.ms");
  CHECK(entries[1].synonyms[1].source == ConfigSource::static_broker_config);
  CHECK(asked_of.at("4:2") == 2);
  CHECK(asked_of.at("8:3") == 3);
  CHECK(asked_of.contains("4:"));
  CHECK(told.at(absent).error().code() == ErrorCode::broker_id_not_registered);
  CHECK(told.at(absent).error().hint() == "its brokers are 1, 2, 3");
  CHECK(told.at(unreadable).error().cause() == "a broker is named by its id, not '2x'");
  CHECK(told.at(missing).error().cause() == "no such topic");
  CHECK(told.at(ConfigResource::topic("")).error().cause() == "the resource's name is empty");
}

TEST_CASE("configs: changed one by one; older brokers are told with what they lack") {
  AdminWorld world;
  const std::vector<ConfigChanges> changes{
      {ConfigResource::topic("orders"),
       {AlterConfig::set("a", "1"), AlterConfig::remove("b"), AlterConfig::append("c", "x,y"), AlterConfig::subtract("d", "z")}},
      {ConfigResource::broker(2), {AlterConfig::set("e", "bad")}},
      {ConfigResource::topic("none"), {}},
      {ConfigResource::topic("twice"), {AlterConfig::set("a", "1"), AlterConfig::remove("a")}}};
  SUBCASE("they know it") {
    std::string seen;
    world.brokers.on<wire::IncrementalAlterConfigsRequest>([&](NodeId node, const wire::IncrementalAlterConfigsRequest& request) {
      wire::IncrementalAlterConfigsResponse response;
      CHECK_FALSE(request.validate_only);
      for (const auto& resource : request.resources) {
        for (const auto& config : resource.configs)
          seen += std::string(config.name) + std::to_string(config.config_operation) + std::string(config.value.value_or("-")) + " ";
        auto& told = response.resources.emplace_back();
        told.resource_type = resource.resource_type;
        told.resource_name = resource.resource_name;
        if (resource.resource_name != "2") continue;
        CHECK(node == 2);
        told.error_code = ErrorCode::invalid_config;
        told.error_message = "bad is bad";
      }
      return response;
    });
    const auto altered = world.run<admin::AlterConfigs>(changes, AlterConfigsOptions{}).value();
    CHECK(altered.at(ConfigResource::topic("orders")).has_value());
    CHECK(altered.at(ConfigResource::broker(2)).error().cause() == "bad is bad");
    CHECK(altered.at(ConfigResource::topic("none")).error().cause() == "there is nothing to change");
    CHECK(altered.at(ConfigResource::topic("twice")).error().cause() == "the setting a is changed twice");
    CHECK(seen.find("a01 b1- c2x,y d3z ") != std::string::npos);
  }
  SUBCASE("they don't") {
    const auto altered = world.run<admin::AlterConfigs>(changes, AlterConfigsOptions{}).value();
    CHECK(altered.at(ConfigResource::topic("orders")).error().code() == ErrorCode::unsupported_by_broker);
    CHECK(altered.at(ConfigResource::topic("orders")).error().message().find("IncrementalAlterConfigs from Kafka 2.3 on") !=
          std::string::npos);
  }
}

TEST_CASE("configs: what has settings is listed by type; older brokers know client metrics subscriptions only") {
  AdminWorld world;
  std::vector<std::int8_t> asked;
  world.brokers.on<wire::ListConfigResourcesRequest>([&](NodeId, const wire::ListConfigResourcesRequest& request) {
    asked = request.resource_types;
    wire::ListConfigResourcesResponse response;
    response.config_resources = {{"b", 16}, {"a", 16}};
    return response;
  });
  const std::vector wanted{ConfigResource::client_metrics("a"), ConfigResource::client_metrics("b")};
  const std::vector metrics{ConfigResourceType::client_metrics};
  CHECK(world.run<admin::ListConfigResources>(metrics).value() == wanted);
  CHECK(asked == std::vector<std::int8_t>{16});
  world.brokers.apis[ApiKey::list_config_resources] = {0, 0};
  for (const NodeId id : {1, 2, 3}) world.brokers.hang_up(id);
  CHECK(world.run<admin::ListConfigResources>(metrics).value() == wanted);
  CHECK(asked.empty());
  const auto refused = world.run<admin::ListConfigResources>(std::vector<ConfigResourceType>{});
  CHECK(refused.error().code() == ErrorCode::unsupported_by_broker);
  CHECK(refused.error().hint().find("4.1") != std::string::npos);
}
