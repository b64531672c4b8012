// kafka-configs: settings of topics, brokers, their loggers, groups and client metrics.
#include <algorithm>
#include <klamm/admin.hpp>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/kafka/kafka_configs.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

struct Kind {
  std::string_view type, singular;
  ConfigResourceType resource;
  ConfigSource source; ///< of what was set for one of them
};
constexpr Kind kinds[]{{"topics", "topic", ConfigResourceType::topic, ConfigSource::dynamic_topic_config},
                       {"brokers", "broker", ConfigResourceType::broker, ConfigSource::dynamic_broker_config},
                       {"broker-loggers", "broker-logger", ConfigResourceType::broker_logger, ConfigSource::dynamic_broker_logger_config},
                       {"groups", "group", ConfigResourceType::group, ConfigSource::group_config},
                       {"client-metrics", "client-metric", ConfigResourceType::client_metrics, ConfigSource::client_metrics_config}};

const Kind& kind_of(const std::string& type) {
  return *std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& kind) { return kind.type == type; });
}

std::string_view source_name(ConfigSource source) {
  switch (source) {
    case ConfigSource::dynamic_topic_config: return "DYNAMIC_TOPIC_CONFIG";
    case ConfigSource::dynamic_broker_config: return "DYNAMIC_BROKER_CONFIG";
    case ConfigSource::dynamic_default_broker_config: return "DYNAMIC_DEFAULT_BROKER_CONFIG";
    case ConfigSource::static_broker_config: return "STATIC_BROKER_CONFIG";
    case ConfigSource::default_config: return "DEFAULT_CONFIG";
    case ConfigSource::dynamic_broker_logger_config: return "DYNAMIC_BROKER_LOGGER_CONFIG";
    case ConfigSource::client_metrics_config: return "DYNAMIC_CLIENT_METRICS_CONFIG";
    case ConfigSource::group_config: return "DYNAMIC_GROUP_CONFIG";
    case ConfigSource::unknown: break;
  }
  return "UNKNOWN";
}

std::string line_of(const ConfigEntry& entry) {
  std::string synonyms;
  for (const ConfigSynonym& one : entry.synonyms)
    synonyms += (synonyms.empty() ? "" : ", ") + std::string(source_name(one.source)) + ":" + one.name + "=" + one.value.value_or("null");
  return "  " + entry.name + "=" + entry.value.value_or("null") + " sensitive=" + (entry.sensitive ? "true" : "false") + " synonyms={" +
         synonyms + "}\n";
}

/// The one that is named, or all of its kind.
std::vector<ConfigResource> resources_of(Admin& admin, const ConfigEntity& entity) {
  const Kind& kind = kind_of(entity.type);
  if (entity.is_default) return {ConfigResource::all_brokers()};
  if (entity.name) return {{kind.resource, *entity.name}};
  std::vector<ConfigResource> all;
  if (kind.resource == ConfigResourceType::topic) {
    for (const TopicListing& topic : admin.list_topics({.include_internal = true}).value())
      all.push_back(ConfigResource::topic(topic.name));
  } else if (kind.resource == ConfigResourceType::group) {
    for (const GroupListing& group : admin.list_groups().value().all().value()) all.push_back(ConfigResource::group(group.group_id));
  } else if (kind.resource == ConfigResourceType::client_metrics) {
    all = admin.list_config_resources({ConfigResourceType::client_metrics}).value();
  } else {
    for (const BrokerDescription& broker : admin.describe_cluster().value().brokers)
      all.emplace_back(kind.resource, std::to_string(broker.id));
    if (kind.resource == ConfigResourceType::broker) all.push_back(ConfigResource::all_brokers());
  }
  return all;
}

} // namespace

ExitCode describe_configs_of(const ConfigEntity& entity, bool all, Frame& frame) {
  const Kind& kind = kind_of(entity.type);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const std::vector<ConfigResource> resources = resources_of(admin, entity);
  if (resources.empty()) return ExitCode::ok;
  Sink out(STDOUT_FILENO);
  for (const auto& [resource, described] : admin.describe_configs(resources, {.include_synonyms = true}).value()) {
    if (!described) {
      outcome.failed(described.error(), resource.name);
      continue;
    }
    outcome.succeeded();
    const bool common = resource.type == ConfigResourceType::broker && resource.name.empty();
    const ConfigSource source = common ? ConfigSource::dynamic_default_broker_config : kind.source;
    if (common) out.append("Default configs for brokers in the cluster are:\n");
    else out.append((all ? "All configs for " : "Dynamic configs for ") + std::string(kind.singular) + " " + resource.name + " are:\n");
    std::vector<ConfigEntry> entries = *described;
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (const ConfigEntry& entry : entries)
      if (all || entry.source == source) out.append(line_of(entry));
  }
  out.flush();
  return outcome.code();
}

ExitCode alter_configs_of(const ConfigEntity& entity, const std::map<std::string, std::string>& add, const std::vector<std::string>& remove,
                          Frame& frame) {
  const Kind& kind = kind_of(entity.type);
  std::vector<AlterConfig> changes;
  for (const auto& [name, value] : add) changes.push_back(AlterConfig::set(name, value));
  for (const std::string& name : remove) changes.push_back(AlterConfig::remove(name));
  const ConfigResource resource(kind.resource, entity.name.value_or(""));
  Admin admin(frame.admin());
  const std::vector<ConfigChanges> all{{resource, changes}};
  admin.incremental_alter_configs(all).value()[0].result.value();
  if (entity.is_default) say("Completed updating default config for " + entity.type + " in the cluster.");
  else say("Completed updating config for " + std::string(kind.singular) + " " + *entity.name + ".");
  return ExitCode::ok;
}

} // namespace klamm::cli
