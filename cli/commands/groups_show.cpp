// klamm groups list, describe, lag, members: looking at groups.
#include <algorithm>
#include <array>
#include <set>
#include <unistd.h>

#include "cli/commands/groups.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/suggestions.hpp"
#include "cli/commands/words.hpp"
#include "cli/frame/interrupt.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

constexpr std::array all_states{
    GroupState::preparing_rebalance, GroupState::completing_rebalance, GroupState::stable,   GroupState::dead, GroupState::empty,
    GroupState::assigning,           GroupState::reconciling,          GroupState::not_ready};
constexpr std::array all_types{GroupType::classic, GroupType::consumer, GroupType::share, GroupType::streams};

Cell known(std::optional<std::int64_t> value) { return value ? Cell(*value) : Cell(); }
Cell known(const std::string& text) { return text.empty() ? Cell() : Cell(text); }

// Those that were named, or all.
std::vector<std::string> named(Admin& admin, const GroupsOptions& options, Outcome& outcome) {
  if (!options.groups.empty()) return options.groups;
  std::vector<std::string> ids;
  const auto listed = admin.list_groups().value();
  for (const Error& error : listed.errors) outcome.failed(error, {});
  for (const GroupListing& one : listed.found) ids.push_back(one.group_id);
  return ids;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

// "orders[0-2,5] payments[1]"
std::string ranges_of(const std::vector<TopicPartition>& partitions) {
  std::string text;
  for (std::size_t i = 0; i < partitions.size();) {
    const std::string& topic = partitions[i].topic;
    text += (text.empty() ? "" : " ") + topic + "[";
    for (bool first = true; i < partitions.size() && partitions[i].topic == topic; first = false) {
      const std::int32_t from = partitions[i].partition;
      std::int32_t to = from;
      for (++i; i < partitions.size() && partitions[i].topic == topic && partitions[i].partition == to + 1; ++i) ++to;
      text += (first ? "" : ",") + std::to_string(from) + (to > from ? "-" + std::to_string(to) : "");
    }
    text += "]";
  }
  return text;
}

// What a member reads: partitions, or the tasks of a topology.
std::vector<TopicPartition> share_of(const MemberDescription& member) {
  if (!member.streams) return member.assignment;
  std::vector<TopicPartition> tasks;
  for (const StreamsTaskIds& of : member.streams->assignment.active)
    for (const std::int32_t partition : of.partitions) tasks.push_back({of.subtopology_id, partition});
  return tasks;
}

std::string name_of(const TopicPartition& partition) { return partition.topic + "[" + std::to_string(partition.partition) + "]"; }

Table new_progress_table() {
  return Table({{"group"},
                {"topic"},
                {"partition"},
                {"current_offset"},
                {"end_offset"},
                {"lag"},
                {"member"},
                {"host"},
                {"instance"},
                {"member_id", true},
                {"leader_epoch", true},
                {"metadata", true}});
}

void add(Table& table, const std::string& group, const TopicPartition& partition, const GroupProgress& progress) {
  const MemberDescription* const owner = progress.owner;
  const auto& committed = progress.committed;
  table.add({group, partition.topic, std::int64_t{partition.partition}, committed ? Cell(committed->offset) : Cell(), known(progress.end),
             known(progress.lag()), owner ? Cell(owner->client_id) : Cell(), owner ? Cell(owner->client_host) : Cell(),
             known(owner ? owner->group_instance_id.value_or("") : ""), known(owner ? owner->member_id : ""),
             committed && committed->leader_epoch >= 0 ? Cell(std::int64_t{committed->leader_epoch}) : Cell(),
             known(committed ? committed->metadata : "")});
}

std::string heading(const GroupDescription& group) {
  std::string text = "Group: " + group.group_id + "  Type: " + std::string(group_type_name(group.type)) +
                     "  State: " + std::string(group_state_name(group.state)) + "  Coordinator: " + std::to_string(group.coordinator);
  if (!group.assignor.empty()) text += "  Assignor: " + group.assignor;
  return text + "  Members: " + std::to_string(group.members.size()) + "\n";
}

// "2 members idle: 4 members, 2 partitions"
std::string idle_members(const GroupDescription& group, std::size_t partitions) {
  const auto idle = std::count_if(group.members.begin(), group.members.end(), [](const auto& member) { return share_of(member).empty(); });
  if (idle == 0 || group.state != GroupState::stable) return {};
  return std::to_string(idle) + (idle == 1 ? " member idle: " : " members idle: ") + std::to_string(group.members.size()) + " members, " +
         std::to_string(partitions) + " partitions\n";
}

/// Calls `shown(description)` for each group that could be described; tells of the others.
template <class Shown>
void for_each_group(Admin& admin, const GroupsOptions& options, Outcome& outcome, Shown&& shown) {
  const std::vector<std::string> groups = named(admin, options, outcome);
  if (groups.empty()) return;
  for (const auto& [id, described] : admin.describe_groups(groups).value()) {
    if (!described) {
      outcome.failed(with_close_groups(admin, described.error(), id), {});
      continue;
    }
    outcome.succeeded();
    shown(*described);
  }
}

} // namespace

std::map<TopicPartition, OffsetAndMetadata> committed_of(Admin& admin, const std::string& group, const Untold& untold) {
  std::map<TopicPartition, OffsetAndMetadata> committed;
  const GroupOffsets told = admin.list_group_offsets({GroupOffsetsSpec(group)}).value()[0].result.value();
  for (const auto& [partition, offset] : told) {
    if (!offset) untold(offset.error(), name_of(partition));
    else if (*offset) committed.emplace(partition, **offset);
  }
  return committed;
}

std::map<TopicPartition, GroupProgress> progress_of(Admin& admin, const std::string& group, const std::vector<MemberDescription>& members,
                                                    const Untold& untold) {
  std::map<TopicPartition, GroupProgress> progress;
  for (auto& [partition, offset] : committed_of(admin, group, untold)) progress[partition].committed = offset;
  for (const MemberDescription& member : members)
    for (const TopicPartition& partition : member.assignment) progress[partition].owner = &member;
  std::vector<PartitionOffsetSpec> ends;
  for (const auto& [partition, of] : progress) ends.emplace_back(partition, OffsetSpec::latest());
  if (ends.empty()) return progress;
  for (const auto& [partition, end] : admin.list_offsets(ends).value()) {
    if (end) progress[partition].end = end->offset;
    else untold(end.error(), name_of(partition));
  }
  return progress;
}

ExitCode list_groups(const GroupsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  ListGroupsOptions wanted;
  wanted.states = parse_words(options.states, all_states, group_state_name, "--state");
  wanted.types = parse_words(options.types, all_types, group_type_name, "--type");
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const auto listed = admin.list_groups(wanted).value();
  for (const Error& error : listed.errors) outcome.failed(error, {});
  Table table({{"group"}, {"type"}, {"state"}, {"protocol", true}});
  for (const GroupListing& one : listed.found) {
    outcome.succeeded();
    table.add({one.group_id, std::string(group_type_name(one.type)), std::string(group_state_name(one.state)), one.protocol_type});
  }
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
  return outcome.code();
}

ExitCode describe_groups(const GroupsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const bool for_people = form == OutputForm::table || form == OutputForm::wide;
  Admin admin(frame.admin());
  Outcome outcome(frame);
  Sink out(STDOUT_FILENO);
  Table all = new_progress_table();
  for_each_group(admin, options, outcome, [&](const GroupDescription& group) {
    const auto progress = progress_of(admin, group.group_id, group.members, std::ref(outcome));
    Table own = new_progress_table();
    for (const auto& [partition, of] : progress) add(for_people ? own : all, group.group_id, partition, of);
    if (!for_people) return;
    out.append(heading(group));
    if (own.size() > 0) own.print(out, form);
    out.append(idle_members(group, progress.size()));
  });
  if (!for_people) all.print(out, form);
  out.flush();
  return outcome.code();
}

ExitCode group_lag(const GroupsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const bool redrawn = options.watch && form == OutputForm::table && ::isatty(STDOUT_FILENO) == 1;
  if (options.watch) catch_interrupts();
  do {
    Table table({{"group"}, {"topic"}, {"partitions"}, {"lag"}, {"state", true}});
    for_each_group(admin, options, outcome, [&](const GroupDescription& group) {
      std::map<std::string, std::pair<std::int64_t, std::int64_t>> topics; // how many partitions, and their lag
      for (const auto& [partition, of] : progress_of(admin, group.group_id, group.members, std::ref(outcome))) {
        auto& [partitions, lag] = topics[partition.topic];
        ++partitions;
        lag += of.lag().value_or(0);
      }
      for (const auto& [topic, sums] : topics)
        table.add({group.group_id, topic, sums.first, sums.second, std::string(group_state_name(group.state))});
    });
    Sink out(STDOUT_FILENO);
    if (redrawn) out.append("\x1b[H\x1b[2J"); // from the top of an empty screen
    table.print(out, form);
    out.flush();
  } while (options.watch && !interrupted_within(std::chrono::duration<double>(*options.watch)));
  return outcome.code();
}

ExitCode group_members(const GroupsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  Table table({{"group"},
               {"member"},
               {"host"},
               {"instance"},
               {"partitions"},
               {"assignment"},
               {"member_id", true},
               {"epoch", true},
               {"rack", true},
               {"subscription", true}});
  for_each_group(admin, options, outcome, [&](const GroupDescription& group) {
    for (const MemberDescription& member : group.members)
      table.add({group.group_id, member.client_id, member.client_host, known(member.group_instance_id.value_or("")),
                 static_cast<std::int64_t>(share_of(member).size()), ranges_of(share_of(member)), member.member_id,
                 member.member_epoch >= 0 ? Cell(std::int64_t{member.member_epoch}) : Cell(), known(member.rack.value_or("")),
                 known(member.subscribed_regex.empty() ? joined(member.subscribed_topics) : member.subscribed_regex)});
  });
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
  return outcome.code();
}

} // namespace klamm::cli
