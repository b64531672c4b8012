// klamm topics create, alter, delete, trim: changing topics.
#include <algorithm>
#include <charconv>
#include <klamm/admin.hpp>
#include <map>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/suggestions.hpp"
#include "cli/commands/topics.hpp"
#include "cli/output/table.hpp"
#include "cli/records/partition_list.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

void warn_of_names(const std::string& topic, const Frame& frame) {
  if (topic.find_first_of("._") != std::string::npos)
    warn(frame, "topics with a period ('.') or underscore ('_') could collide in the names of metrics", "use either, but not both");
}

} // namespace

std::pair<std::string, std::string> parse_topic_setting(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) usage_error("'" + text + "' is not NAME=VALUE", "as in retention.ms=7d");
  std::string name = text.substr(0, equals), value = text.substr(equals + 1);
  const bool has_unit = !value.empty() && value.find_first_not_of("0123456789") != std::string::npos && value.front() != '-';
  if (name.ends_with(".ms") && has_unit) {
    const auto milliseconds = parse_duration(value);
    if (!milliseconds) usage_error(name + "=" + value + " is no duration", "milliseconds, or 7d, 1h30m (w d h m s ms)");
    value = std::to_string(*milliseconds);
  }
  return {std::move(name), std::move(value)};
}

ExitCode create_topics(const TopicsOptions& options, const Frame& frame) {
  std::vector<NewTopic> topics;
  for (const std::string& name : options.topics) {
    NewTopic& topic = topics.emplace_back(name, options.partitions.value_or(-1), options.replication_factor.value_or(-1));
    for (const std::string& setting : options.settings) topic.configs.insert(parse_topic_setting(setting));
    warn_of_names(name, frame);
  }
  Admin admin(frame.admin());
  Outcome outcome(frame);
  for (const auto& [name, created] : admin.create_topics(topics, {.validate_only = options.dry_run}).value()) {
    const bool was_there = !created && created.error().code() == ErrorCode::topic_already_exists;
    if (!created && !(was_there && options.if_not_exists)) {
      outcome.failed(created.error(), name);
      continue;
    }
    outcome.succeeded();
    if (was_there) say("topic " + name + " exists already");
    else if (options.dry_run) say("topic " + name + " would be created");
    else say("created topic " + name + (created->partitions > 0 ? " with " + std::to_string(created->partitions) + " partitions" : ""));
  }
  return outcome.code();
}

ExitCode alter_topics(const TopicsOptions& options, const Frame& frame) {
  std::vector<AlterConfig> changes;
  for (const std::string& setting : options.settings) {
    auto [name, value] = parse_topic_setting(setting);
    changes.push_back(AlterConfig::set(std::move(name), std::move(value)));
  }
  for (const std::string& name : options.unset) changes.push_back(AlterConfig::remove(name));
  if (changes.empty() && !options.partitions)
    usage_error("topics alter needs something to change", "--partitions N, --set NAME=VALUE, --unset NAME");

  Admin admin(frame.admin());
  Outcome outcome(frame);
  const std::string done = options.dry_run ? "would be changed" : "changed";
  if (options.partitions) {
    std::vector<NewPartitions> grown;
    for (const std::string& topic : options.topics) grown.emplace_back(topic, *options.partitions);
    for (const auto& [topic, result] : admin.create_partitions(grown, {.validate_only = options.dry_run}).value()) {
      if (!result) {
        outcome.failed(with_close_topics(admin, result.error(), topic), topic);
        continue;
      }
      outcome.succeeded();
      say("partitions of " + topic + " " + done);
      warn(frame, "records of one key may go to another partition of " + topic + " from now on, which changes their order");
    }
  }
  if (changes.empty()) return outcome.code();
  std::vector<ConfigChanges> all;
  for (const std::string& topic : options.topics) all.emplace_back(ConfigResource::topic(topic), changes);
  for (const auto& [resource, result] : admin.incremental_alter_configs(all, {.validate_only = options.dry_run}).value()) {
    if (!result) {
      outcome.failed(with_close_topics(admin, result.error(), resource.name), resource.name);
      continue;
    }
    outcome.succeeded();
    say("settings of " + resource.name + " " + done);
  }
  return outcome.code();
}

ExitCode delete_topics(const TopicsOptions& options, const Frame& frame) {
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const std::vector<TopicRef> named(options.topics.begin(), options.topics.end());
  std::vector<TopicRef> there;
  for (const auto& [topic, described] : admin.describe_topics(named).value()) {
    if (described) {
      there.push_back(topic);
      say("topic " + topic.name + ": " + std::to_string(described->partitions.size()) + " partitions with all their records");
    } else if (!options.if_exists) {
      outcome.failed(with_close_topics(admin, described.error(), topic.name), topic.name);
    }
  }
  if (there.empty() || !is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [topic, deleted] : admin.delete_topics(there).value()) {
    if (!deleted) {
      outcome.failed(deleted.error(), topic.name);
      continue;
    }
    outcome.succeeded();
    say("deleted topic " + topic.name);
  }
  return outcome.code();
}

ExitCode trim_topics(const TopicsOptions& options, const Frame& frame) {
  const std::vector<std::int32_t> wanted = options.which.empty() ? std::vector<std::int32_t>() : parse_partitions(options.which);
  if (options.at.empty()) usage_error("topics trim needs --before", "an offset, a time (2026-11-20, -7d), or end");
  const Start before = parse_range({options.at}, wall_now()).start;
  if (before.at != Start::At::end && before.at != Start::At::offset && before.at != Start::At::time)
    usage_error("--before " + options.at + " is neither an offset, nor a time, nor end");

  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<TopicPartition> partitions;
  for (const auto& [topic, described] : admin.describe_topics({options.topics.begin(), options.topics.end()}).value()) {
    if (!described) outcome.failed(with_close_topics(admin, described.error(), topic.name), topic.name);
    else
      for (const PartitionDescription& one : described->partitions)
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), one.partition) != wanted.end())
          partitions.push_back({described->name, one.partition});
  }
  if (partitions.empty()) return outcome.code() == ExitCode::ok ? throw Failure(ExitCode::error, "no such partition") : outcome.code();
  std::vector<PartitionOffsetSpec> first, end;
  for (const TopicPartition& one : partitions) {
    first.emplace_back(one, OffsetSpec::earliest());
    end.emplace_back(one, before.at == Start::At::time ? OffsetSpec::at(before.value) : OffsetSpec::latest());
  }
  const ListOffsetsResult firsts = admin.list_offsets(first).value(), ends = admin.list_offsets(end).value();
  Table table({{"topic"}, {"partition"}, {"beginning"}, {"new_beginning"}, {"goes"}});
  std::vector<RecordsToDelete> records;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    if (!firsts[i].result || !ends[i].result) {
      outcome.failed(firsts[i].result ? ends[i].result.error() : firsts[i].result.error(), partitions[i].topic);
      continue;
    }
    // (no record is that young: everything goes)
    const std::int64_t there = firsts[i].result->offset, at = ends[i].result->offset;
    const std::int64_t until = before.at == Start::At::offset ? before.value : at < 0 ? RecordsToDelete::high_watermark : at;
    if (until != RecordsToDelete::high_watermark && until <= there) continue;
    table.add({partitions[i].topic, std::int64_t{partitions[i].partition}, there, until < 0 ? Cell(std::string("end")) : Cell(until),
               until < 0 ? Cell() : Cell(until - there)});
    records.emplace_back(partitions[i], until);
  }
  if (records.empty()) return say("there is nothing before that"), outcome.code();
  {
    Sink out(STDOUT_FILENO);
    table.print(out, parse_output_form(frame.output));
    out.flush();
  }
  if (!is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [partition, result] : admin.delete_records(records).value()) {
    if (!result) {
      outcome.failed(result.error(), partition.topic);
      continue;
    }
    outcome.succeeded();
    say(partition.topic + "[" + std::to_string(partition.partition) + "] begins at " + std::to_string(*result));
  }
  return outcome.code();
}

} // namespace klamm::cli
