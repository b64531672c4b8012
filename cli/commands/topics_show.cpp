// klamm topics list, describe, offsets: looking at topics.
#include <algorithm>
#include <klamm/admin.hpp>
#include <unistd.h>

#include "cli/commands/outcome.hpp"
#include "cli/commands/suggestions.hpp"
#include "cli/commands/topics.hpp"
#include "cli/output/table.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

// Those that were named, or all.
std::vector<TopicRef> named(Admin& admin, const TopicsOptions& options) {
  std::vector<TopicRef> topics(options.topics.begin(), options.topics.end());
  if (topics.empty())
    for (const TopicListing& one : admin.list_topics({.include_internal = options.internal}).value()) topics.emplace_back(one.name);
  return topics;
}

// What was set for each topic, as kafka-topics shows it.
std::string settings_of(Admin& admin, const std::string& topic) {
  const auto described = admin.describe_configs({ConfigResource::topic(topic)});
  std::string text;
  if (!described || !(*described)[0].result) return text; // (a right of its own)
  for (const ConfigEntry& entry : *(*described)[0].result)
    if (entry.source == ConfigSource::dynamic_topic_config)
      text += (text.empty() ? "" : ",") + entry.name + "=" + entry.value.value_or("[hidden]");
  return text;
}

bool is_filtered(const TopicsOptions& options) {
  return options.under_replicated || options.unavailable || options.at_min_isr || options.under_min_isr;
}

bool is_wanted(const PartitionDescription& partition, const TopicsOptions& options, std::size_t min_in_sync) {
  const std::size_t in_sync = partition.in_sync_replicas.size();
  return !is_filtered(options) || (options.under_replicated && in_sync < partition.replicas.size()) ||
         (options.unavailable && partition.leader < 0) || (options.at_min_isr && in_sync == min_in_sync) ||
         (options.under_min_isr && in_sync < min_in_sync);
}

std::string health(const PartitionDescription& partition) {
  if (partition.leader < 0) return "no leader";
  if (partition.in_sync_replicas.size() < partition.replicas.size())
    return "ISR " + std::to_string(partition.in_sync_replicas.size()) + "/" + std::to_string(partition.replicas.size());
  return "ok";
}

Table new_partition_table() {
  return Table(
      {{"topic"}, {"partition"}, {"leader"}, {"replicas"}, {"isr"}, {"health"}, {"leader_epoch", true}, {"offline", true}, {"elr", true}});
}

void add(Table& table, const std::string& topic, const PartitionDescription& partition) {
  table.add({topic, std::int64_t{partition.partition}, partition.leader < 0 ? Cell() : Cell(std::int64_t{partition.leader}),
             partition.replicas, partition.in_sync_replicas, health(partition), std::int64_t{partition.leader_epoch},
             partition.offline_replicas, partition.eligible_leader_replicas ? Cell(*partition.eligible_leader_replicas) : Cell()});
}

std::string heading(Admin& admin, const TopicDescription& topic) {
  const std::size_t replicas = topic.partitions.empty() ? 0 : topic.partitions.front().replicas.size();
  return "Topic: " + topic.name + "  TopicId: " + topic.id.to_string() + "  PartitionCount: " + std::to_string(topic.partitions.size()) +
         "  ReplicationFactor: " + std::to_string(replicas) + "  Configs: " + settings_of(admin, topic.name) + "\n";
}

} // namespace

ExitCode list_topics(const TopicsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  Table table({{"topic"}, {"id", true}, {"internal", true}});
  for (const TopicListing& one : admin.list_topics({.include_internal = options.internal}).value())
    table.add({one.name, one.id.to_string(), one.internal});
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
  return ExitCode::ok;
}

ExitCode describe_topics(const TopicsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const bool for_people = form == OutputForm::table || form == OutputForm::wide;
  const bool filtered = is_filtered(options);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  Sink out(STDOUT_FILENO);
  Table all = new_partition_table();
  const std::vector<TopicRef> topics = named(admin, options);
  if (topics.empty()) return ExitCode::ok;
  const DescribeTopicsResult told = admin.describe_topics(topics).value();
  std::vector<std::string> names;
  for (const auto& [topic, described] : told)
    if (described && (options.at_min_isr || options.under_min_isr)) names.push_back(described->name);
  std::map<std::string, std::size_t> least = least_in_sync(admin, names);
  for (const auto& [topic, described] : told) {
    if (!described) {
      outcome.failed(with_close_topics(admin, described.error(), topic.name), topic.name);
      continue;
    }
    outcome.succeeded();
    Table own = new_partition_table();
    for (const PartitionDescription& partition : described->partitions)
      if (is_wanted(partition, options, least[described->name])) add(for_people && !filtered ? own : all, described->name, partition);
    if (!for_people || filtered) continue;
    out.append(heading(admin, *described));
    own.print(out, form);
  }
  if (!for_people || all.size() > 0) all.print(out, form);
  out.flush();
  return outcome.code();
}

ExitCode topic_offsets(const TopicsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const Timestamp now = wall_now();
  std::vector<OffsetSpec> specs{OffsetSpec::earliest(), OffsetSpec::latest()};
  if (options.at == "max-timestamp") specs = {OffsetSpec::max_timestamp()};
  else if (options.at == "beginning" || options.at == "earliest") specs = {OffsetSpec::earliest()};
  else if (options.at == "end" || options.at == "latest") specs = {OffsetSpec::latest()};
  else if (!options.at.empty()) {
    const auto time = parse_time(options.at, now);
    if (!time) usage_error("--at " + options.at + " is no time", "beginning, end, max-timestamp, milliseconds, 2026-11-20T18:30:00Z, -1h");
    specs = {OffsetSpec::at(*time)};
  }
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<TopicPartition> partitions;
  const std::vector<TopicRef> topics = named(admin, options);
  if (topics.empty()) return ExitCode::ok;
  for (const auto& [topic, described] : admin.describe_topics(topics).value()) {
    if (!described) outcome.failed(with_close_topics(admin, described.error(), topic.name), topic.name);
    else
      for (const PartitionDescription& one : described->partitions) partitions.push_back({described->name, one.partition});
  }
  std::vector<ListOffsetsResult> found;
  for (const OffsetSpec& spec : specs) {
    std::vector<PartitionOffsetSpec> asked;
    for (const TopicPartition& one : partitions) asked.emplace_back(one, spec);
    found.push_back(asked.empty() ? ListOffsetsResult() : admin.list_offsets(asked).value());
  }
  const bool both = specs.size() == 2;
  Table table(both ? std::vector<Column>{{"topic"}, {"partition"}, {"beginning"}, {"end"}, {"offsets"}}
                   : std::vector<Column>{{"topic"}, {"partition"}, {"offset"}, {"timestamp"}});
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const auto& first = found.front()[i].result;
    const auto& last = found.back()[i].result;
    if (!first || !last) {
      outcome.failed(first ? last.error() : first.error(), partitions[i].topic);
      continue;
    }
    outcome.succeeded();
    std::vector<Cell> row{partitions[i].topic, std::int64_t{partitions[i].partition}};
    const auto known = [](std::int64_t value) { return value < 0 ? Cell() : Cell(value); };
    if (both) row.insert(row.end(), {first->offset, last->offset, last->offset - first->offset});
    else row.insert(row.end(), {known(first->offset), known(first->timestamp)});
    table.add(std::move(row));
  }
  Sink out(STDOUT_FILENO);
  if (table.size() > 0) table.print(out, form);
  out.flush();
  return outcome.code();
}

} // namespace klamm::cli
