#include "cli/commands/share.hpp"

#include <algorithm>
#include <klamm/admin.hpp>
#include <map>
#include <set>
#include <unistd.h>

#include "cli/commands/groups.hpp"
#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/suggestions.hpp"
#include "cli/output/table.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

std::string name_of(const TopicPartition& partition) { return partition.topic + "[" + std::to_string(partition.partition) + "]"; }

std::vector<std::string> named(Admin& admin, const ShareOptions& options, Outcome& outcome) {
  if (!options.groups.empty()) return options.groups;
  std::vector<std::string> ids;
  const auto listed = admin.list_groups({.types = {GroupType::share}}).value();
  for (const Error& error : listed.errors) outcome.failed(error, {});
  for (const GroupListing& one : listed.found) ids.push_back(one.group_id);
  return ids;
}

/// Share groups of these names; of the others it is told why not.
std::vector<GroupDescription> described(Admin& admin, const std::vector<std::string>& ids, const Frame& frame, Outcome& outcome) {
  std::vector<GroupDescription> groups;
  if (ids.empty()) return groups;
  for (const auto& [id, group] : admin.describe_groups(ids).value()) {
    if (!group) {
      outcome.failed(with_close_groups(admin, group.error(), id), {});
    } else if (group->type != GroupType::share) {
      complain(frame, "group " + id + " is no share group: its type is " + std::string(group_type_name(group->type)),
               "klamm groups describe " + id);
      outcome.count_failure();
    } else {
      groups.push_back(*group);
    }
  }
  return groups;
}

std::map<TopicPartition, ShareOffset> offsets_of(Admin& admin, const std::string& group, Outcome& outcome) {
  std::map<TopicPartition, ShareOffset> offsets;
  const auto told = admin.list_share_group_offsets({GroupOffsetsSpec(group)}).value();
  if (!told[0].result) throw Exception(told[0].result.error());
  for (const auto& [partition, offset] : *told[0].result) {
    if (!offset) outcome.failed(offset.error(), name_of(partition));
    else if (*offset) offsets.emplace(partition, **offset);
  }
  return offsets;
}

Table new_offsets_table() {
  return Table({{"group"}, {"topic"}, {"partition"}, {"start_offset"}, {"lag"}, {"members"}, {"leader_epoch", true}});
}

void print(const Table& table, OutputForm form) {
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
}

/// What a group is to be moved in, with where it stands now.
std::map<TopicPartition, std::optional<std::int64_t>> partitions_of(Admin& admin, const ShareOptions& options, const std::string& group,
                                                                    Outcome& outcome) {
  std::map<TopicPartition, std::optional<std::int64_t>> partitions;
  const auto offsets = offsets_of(admin, group, outcome);
  if (options.all_topics) {
    for (const auto& [partition, offset] : offsets) partitions.emplace(partition, offset.start_offset);
    return partitions;
  }
  std::vector<TopicRef> topics;
  std::vector<std::vector<std::int32_t>> wanted;
  for (const std::string& text : options.topics) {
    auto [topic, numbers] = parse_topic_partitions(text);
    topics.emplace_back(topic);
    wanted.push_back(std::move(numbers));
  }
  std::size_t i = 0;
  for (const auto& [topic, there] : admin.describe_topics(topics).value()) {
    const std::vector<std::int32_t>& numbers = wanted[i++];
    if (!there) {
      outcome.failed(with_close_topics(admin, there.error(), topic.name), topic.name);
      continue;
    }
    for (const PartitionDescription& one : there->partitions) {
      if (!numbers.empty() && std::find(numbers.begin(), numbers.end(), one.partition) == numbers.end()) continue;
      const auto at = offsets.find({there->name, one.partition});
      partitions[{there->name, one.partition}] = at == offsets.end() ? std::nullopt : std::optional(at->second.start_offset);
    }
  }
  return partitions;
}

} // namespace

ExitCode list_share_groups(const ShareOptions&, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const auto listed = admin.list_groups({.types = {GroupType::share}}).value();
  for (const Error& error : listed.errors) outcome.failed(error, {});
  Table table({{"group"}, {"state"}});
  for (const GroupListing& one : listed.found) {
    outcome.succeeded();
    table.add({one.group_id, std::string(group_state_name(one.state))});
  }
  print(table, form);
  return outcome.code();
}

ExitCode describe_share_groups(const ShareOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const bool for_people = form == OutputForm::table || form == OutputForm::wide;
  Admin admin(frame.admin());
  Outcome outcome(frame);
  Sink out(STDOUT_FILENO);
  Table all = new_offsets_table();
  for (const GroupDescription& group : described(admin, named(admin, options, outcome), frame, outcome)) {
    outcome.succeeded();
    std::map<TopicPartition, std::int64_t> members;
    for (const MemberDescription& member : group.members)
      for (const TopicPartition& partition : member.assignment) ++members[partition];
    Table own = new_offsets_table();
    for (const auto& [partition, offset] : offsets_of(admin, group.group_id, outcome))
      (for_people ? own : all)
          .add({group.group_id, partition.topic, std::int64_t{partition.partition},
                offset.start_offset < 0 ? Cell() : Cell(offset.start_offset), offset.lag ? Cell(*offset.lag) : Cell(), members[partition],
                offset.leader_epoch < 0 ? Cell() : Cell(std::int64_t{offset.leader_epoch})});
    if (!for_people) continue;
    out.append("Group: " + group.group_id + "  State: " + std::string(group_state_name(group.state)) +
               "  Coordinator: " + std::to_string(group.coordinator) + "  Members: " + std::to_string(group.members.size()) + "\n");
    if (own.size() > 0) own.print(out, form);
  }
  if (!for_people) all.print(out, form);
  out.flush();
  return outcome.code();
}

ExitCode seek_share_groups(const ShareOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  if (options.topics.empty() == !options.all_topics) usage_error("share seek needs either --topic or --all-topics");
  if (options.to.empty())
    usage_error("share seek needs --to", "beginning, end, an offset, +N or -N from where it is, a time (-1h, 2026-11-20)");
  const SeekTo to = parse_seek_to(options.to, wall_now());
  Admin admin(frame.admin());
  Outcome outcome(frame);
  for (const std::string& group : options.groups) {
    std::vector<TopicPartition> partitions;
    std::vector<std::optional<std::int64_t>> current;
    for (const auto& [partition, at] : partitions_of(admin, options, group, outcome)) {
      partitions.push_back(partition);
      current.push_back(at);
    }
    if (partitions.empty()) {
      say("share group " + group + ": there is no partition to move");
      continue;
    }
    const std::vector<std::int64_t> offsets = seek_targets(admin, to, partitions, {}, current);
    Table table({{"group"}, {"topic"}, {"partition"}, {"start_offset"}, {"new_offset"}});
    std::vector<NewShareOffset> moves;
    for (std::size_t i = 0; i < partitions.size(); ++i) {
      table.add({group, partitions[i].topic, std::int64_t{partitions[i].partition}, current[i] ? Cell(*current[i]) : Cell(), offsets[i]});
      moves.emplace_back(partitions[i], offsets[i]);
    }
    print(table, form);
    if (!is_meant(options.execute, options.dry_run, frame)) continue;
    for (const auto& [partition, moved] : admin.alter_share_group_offsets(group, moves).value()) {
      if (moved) outcome.succeeded();
      else outcome.failed(moved.error(), partition.topic);
    }
  }
  return outcome.code();
}

ExitCode delete_share_groups(const ShareOptions& options, const Frame& frame) {
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<std::string> there;
  for (const GroupDescription& group : described(admin, options.groups, frame, outcome)) {
    there.push_back(group.group_id);
    say("share group " + group.group_id + ": " + std::string(group_state_name(group.state)) + ", " + std::to_string(group.members.size()) +
        " members, stands in " + std::to_string(offsets_of(admin, group.group_id, outcome).size()) + " partitions");
  }
  if (there.empty() || !is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [id, deleted] : admin.delete_groups(there).value()) {
    if (!deleted) {
      outcome.failed(deleted.error(), {});
      continue;
    }
    outcome.succeeded();
    say("deleted share group " + id);
  }
  return outcome.code();
}

ExitCode delete_share_offsets(const ShareOptions& options, const Frame& frame) {
  if (options.topics.empty()) usage_error("share delete-offsets needs a --topic");
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const std::string& group = options.groups.front();
  std::set<std::string> forgotten;
  for (const auto& [partition, offset] : offsets_of(admin, group, outcome)) {
    if (std::find(options.topics.begin(), options.topics.end(), partition.topic) == options.topics.end()) continue;
    forgotten.insert(partition.topic);
    say("share group " + group + ": " + name_of(partition) + " at " + std::to_string(offset.start_offset));
  }
  for (const std::string& topic : options.topics)
    if (!forgotten.contains(topic)) throw Failure(ExitCode::error, "share group " + group + " does not stand in " + topic);
  if (!is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [topic, deleted] : admin.delete_share_group_offsets(group, {forgotten.begin(), forgotten.end()}).value()) {
    if (!deleted) {
      outcome.failed(deleted.error(), topic);
      continue;
    }
    outcome.succeeded();
    say("forgot " + topic);
  }
  return outcome.code();
}

} // namespace klamm::cli
