#include "cli/commands/cluster.hpp"

#include <algorithm>
#include <klamm/admin.hpp>
#include <unistd.h>

#include "cli/commands/groups.hpp"
#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/output/table.hpp"
#include "cli/records/partition_list.hpp"

namespace klamm::cli {
namespace {

void print(const Table& table, const Frame& frame) {
  Sink out(STDOUT_FILENO);
  table.print(out, parse_output_form(frame.output));
  out.flush();
}

Cell known(const std::optional<std::int64_t>& value) { return value ? Cell(*value) : Cell(); }

/// The brokers that --broker names, or all.
std::vector<std::int32_t> brokers_named(Admin& admin, const ClusterOptions& options) {
  if (!options.brokers.empty()) return parse_partitions(options.brokers);
  std::vector<std::int32_t> ids;
  for (const BrokerDescription& broker : admin.describe_cluster().value().brokers) ids.push_back(broker.id);
  return ids;
}

} // namespace

std::string_view config_source_name(ConfigSource source) noexcept {
  switch (source) {
    case ConfigSource::dynamic_topic_config: return "DYNAMIC_TOPIC_CONFIG";
    case ConfigSource::dynamic_broker_config: return "DYNAMIC_BROKER_CONFIG";
    case ConfigSource::dynamic_default_broker_config: return "DYNAMIC_DEFAULT_BROKER_CONFIG";
    case ConfigSource::static_broker_config: return "STATIC_BROKER_CONFIG";
    case ConfigSource::default_config: return "DEFAULT_CONFIG";
    case ConfigSource::dynamic_broker_logger_config: return "DYNAMIC_BROKER_LOGGER_CONFIG";
    case ConfigSource::client_metrics_config: return "CLIENT_METRICS_CONFIG";
    case ConfigSource::group_config: return "GROUP_CONFIG";
    case ConfigSource::unknown: break;
  }
  return "UNKNOWN";
}

ExitCode cluster_info(const ClusterOptions&, const Frame& frame) {
  Admin admin(frame.admin());
  const ClusterDescription cluster = admin.describe_cluster().value();
  std::int64_t topics = 0, partitions = 0, without_leader = 0, under_replicated = 0;
  std::vector<TopicRef> names;
  for (const TopicListing& one : admin.list_topics({.include_internal = true}).value()) names.emplace_back(one.name);
  for (const auto& [name, topic] : names.empty() ? DescribeTopicsResult() : admin.describe_topics(names).value()) {
    if (!topic) continue;
    ++topics;
    for (const PartitionDescription& partition : topic->partitions) {
      ++partitions;
      without_leader += partition.leader < 0 ? 1 : 0;
      under_replicated += partition.in_sync_replicas.size() < partition.replicas.size() ? 1 : 0;
    }
  }
  Table table({{"cluster"}, {"brokers"}, {"controller"}, {"topics"}, {"partitions"}, {"under_replicated"}, {"without_leader"}});
  table.add({cluster.id, static_cast<std::int64_t>(cluster.brokers.size()),
             cluster.controller < 0 ? Cell() : Cell(std::int64_t{cluster.controller}), topics, partitions, under_replicated,
             without_leader});
  print(table, frame);
  return ExitCode::ok;
}

ExitCode cluster_brokers(const ClusterOptions&, const Frame& frame) {
  Admin admin(frame.admin());
  const ClusterDescription cluster = admin.describe_cluster().value();
  Table table({{"broker"}, {"host"}, {"port"}, {"rack"}, {"controller"}});
  for (const BrokerDescription& one : cluster.brokers)
    table.add({std::int64_t{one.id}, one.host, std::int64_t{one.port}, one.rack ? Cell(*one.rack) : Cell(), one.id == cluster.controller});
  print(table, frame);
  return ExitCode::ok;
}

ExitCode cluster_configs(const ClusterOptions& options, const Frame& frame) {
  if (!options.topic.empty() + !options.group.empty() + !options.brokers.empty() > 1)
    usage_error("cluster configs is of brokers, or of a topic, or of a group: give one of --broker, --topic, --group");
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<ConfigResource> resources;
  if (!options.topic.empty()) resources.push_back(ConfigResource::topic(options.topic));
  else if (!options.group.empty()) resources.push_back(ConfigResource::group(options.group));
  else
    for (const std::int32_t id : brokers_named(admin, options)) resources.push_back(ConfigResource::broker(id));
  Table table({{"of"}, {"name"}, {"value"}, {"source"}, {"read_only", true}, {"sensitive", true}});
  for (const auto& [resource, described] : admin.describe_configs(resources).value()) {
    if (!described) {
      outcome.failed(described.error(), options.topic);
      continue;
    }
    outcome.succeeded();
    for (const ConfigEntry& entry : *described)
      if (options.all || entry.source != ConfigSource::default_config)
        table.add({resource.name, entry.name, entry.value ? Cell(*entry.value) : Cell(), std::string(config_source_name(entry.source)),
                   entry.read_only, entry.sensitive});
  }
  print(table, frame);
  return outcome.code();
}

ExitCode cluster_api_versions(const ClusterOptions& options, const Frame& frame) {
  Admin admin(frame.admin());
  Outcome outcome(frame);
  Table table({{"broker"}, {"api"}, {"key"}, {"min"}, {"max"}});
  for (const auto& [broker, apis] :
       admin.describe_api_versions(options.brokers.empty() ? std::vector<std::int32_t>() : parse_partitions(options.brokers)).value()) {
    if (!apis) {
      outcome.failed(apis.error(), {});
      continue;
    }
    outcome.succeeded();
    for (const ApiVersionRange& one : *apis)
      table.add({std::int64_t{broker}, std::string(api_key_name(one.api)), static_cast<std::int64_t>(one.api), std::int64_t{one.min},
                 std::int64_t{one.max}});
  }
  print(table, frame);
  return outcome.code();
}

ExitCode cluster_log_dirs(const ClusterOptions& options, const Frame& frame) {
  Admin admin(frame.admin());
  Outcome outcome(frame);
  Table table({{"broker"}, {"path"}, {"topic"}, {"partition"}, {"bytes"}, {"lag"}, {"future", true}});
  for (const auto& [broker, dirs] : admin.describe_log_dirs(brokers_named(admin, options)).value()) {
    if (!dirs) {
      outcome.failed(dirs.error(), {});
      continue;
    }
    for (const LogDir& dir : *dirs) {
      if (dir.error) {
        outcome.failed(*dir.error, {});
        continue;
      }
      outcome.succeeded();
      for (const ReplicaLog& replica : dir.replicas)
        if (options.topic.empty() || replica.partition.topic == options.topic)
          table.add({std::int64_t{broker}, dir.path, replica.partition.topic, std::int64_t{replica.partition.partition}, replica.size,
                     replica.offset_lag, replica.future});
    }
  }
  print(table, frame);
  return outcome.code();
}

ExitCode cluster_quorum(const ClusterOptions&, const Frame& frame) {
  Admin admin(frame.admin());
  const MetadataQuorum quorum = admin.describe_metadata_quorum().value();
  Table table({{"node"},
               {"role"},
               {"log_end_offset"},
               {"lag"},
               {"last_fetch_time"},
               {"last_caught_up_time"},
               {"directory_id", true},
               {"leader_epoch", true}});
  std::int64_t end = 0; // the leader's
  for (const QuorumReplica& voter : quorum.voters)
    if (voter.id == quorum.leader) end = voter.log_end_offset;
  const auto add = [&](const QuorumReplica& one, const std::string& role) {
    table.add({std::int64_t{one.id}, role, one.log_end_offset, std::max<std::int64_t>(0, end - one.log_end_offset),
               known(one.last_fetch_time), known(one.last_caught_up_time), one.directory_id.to_string(),
               std::int64_t{quorum.leader_epoch}});
  };
  for (const QuorumReplica& one : quorum.voters) add(one, one.id == quorum.leader ? "leader" : "voter");
  for (const QuorumReplica& one : quorum.observers) add(one, "observer");
  print(table, frame);
  return ExitCode::ok;
}

ExitCode cluster_features(const ClusterOptions&, const Frame& frame) {
  Admin admin(frame.admin());
  const ClusterFeatures features = admin.describe_features().value();
  Table table({{"feature"}, {"level"}, {"min"}, {"max"}});
  for (const auto& [name, levels] : features.supported) {
    const auto at = features.finalized.find(name);
    table.add({name, at == features.finalized.end() ? Cell() : Cell(std::int64_t{at->second}), std::int64_t{levels.min},
               std::int64_t{levels.max}});
  }
  print(table, frame);
  return ExitCode::ok;
}

ExitCode elect_leaders(const ClusterOptions& options, const Frame& frame) {
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::map<std::string, std::vector<std::int32_t>> wanted;
  for (const std::string& text : options.topics) wanted.insert(parse_topic_partitions(text));
  std::vector<TopicRef> topics;
  for (const auto& [topic, numbers] : wanted) topics.emplace_back(topic);
  if (topics.empty())
    for (const TopicListing& one : admin.list_topics({.include_internal = true}).value()) topics.emplace_back(one.name);
  std::vector<TopicPartition> partitions;
  Table table({{"topic"}, {"partition"}, {"leader"}, {"preferred"}});
  for (const auto& [name, topic] : topics.empty() ? DescribeTopicsResult() : admin.describe_topics(topics).value()) {
    if (!topic) {
      outcome.failed(topic.error(), name.name);
      continue;
    }
    const std::vector<std::int32_t>& numbers = wanted[name.name];
    for (const PartitionDescription& one : topic->partitions) {
      if (!numbers.empty() && std::find(numbers.begin(), numbers.end(), one.partition) == numbers.end()) continue;
      const std::int32_t preferred = one.replicas.empty() ? -1 : one.replicas.front();
      if (options.unclean ? one.leader >= 0 : one.leader == preferred) continue; // nothing to elect
      partitions.push_back({topic->name, one.partition});
      table.add(
          {topic->name, std::int64_t{one.partition}, one.leader < 0 ? Cell() : Cell(std::int64_t{one.leader}), std::int64_t{preferred}});
    }
  }
  if (partitions.empty()) {
    say(options.unclean ? "every partition has a leader" : "every partition is led by its preferred replica");
    return outcome.code();
  }
  print(table, frame);
  if (options.unclean) warn(frame, "an unclean election loses the records that only the missing replicas have");
  if (!is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  const ElectionType type = options.unclean ? ElectionType::unclean : ElectionType::preferred;
  for (const auto& [partition, elected] : admin.elect_leaders(type, partitions).value()) {
    if (!elected) {
      outcome.failed(elected.error(), partition.topic);
      continue;
    }
    outcome.succeeded();
    say("elected the leader of " + partition.topic + "[" + std::to_string(partition.partition) + "]");
  }
  return outcome.code();
}

} // namespace klamm::cli
