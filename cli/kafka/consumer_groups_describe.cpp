// kafka-consumer-groups --describe
#include <algorithm>
#include <unistd.h>

#include "cli/commands/suggestions.hpp"
#include "cli/kafka/consumer_groups.hpp"

namespace klamm::cli {
namespace {

std::string or_dash(std::string text) { return text.empty() ? "-" : text; }
std::string number_or_dash(std::optional<std::int64_t> number) { return number ? std::to_string(*number) : "-"; }

/// "orders:0,1;payments:2"
std::string by_topics(const std::vector<TopicPartition>& partitions) {
  std::string text;
  const std::string* topic = nullptr;
  for (const TopicPartition& one : partitions) {
    if (topic && *topic == one.topic) text += "," + std::to_string(one.partition);
    else text += (text.empty() ? "" : ";") + one.topic + ":" + std::to_string(one.partition);
    topic = &one.topic;
  }
  return or_dash(text);
}

/// Says on standard error what there is to say of a group's state; whether it has anything to show.
void tell_state(const GroupDescription& group, const Frame& frame) {
  switch (group.state) {
    case GroupState::empty:
    case GroupState::dead: warn(frame, "consumer group '" + group.group_id + "' has no active members"); break;
    case GroupState::preparing_rebalance:
    case GroupState::completing_rebalance:
    case GroupState::assigning:
    case GroupState::reconciling: warn(frame, "consumer group '" + group.group_id + "' is rebalancing"); break;
    default: break;
  }
}

void show_offsets(Sink& out, Admin& admin, const GroupDescription& group, bool verbose, Outcome& outcome) {
  const auto progress = progress_of(admin, group.group_id, group.members, std::ref(outcome));
  std::vector<KafkaColumns::Column> columns{{"GROUP", 15}, {"TOPIC", 15}, {"PARTITION", 10}};
  if (verbose) columns.push_back({"LEADER-EPOCH", 15});
  for (const char* name : {"CURRENT-OFFSET", "LOG-END-OFFSET", "LAG", "CONSUMER-ID", "HOST"}) columns.push_back({name, 15});
  columns.push_back({"CLIENT-ID", 0});
  KafkaColumns table(std::move(columns));
  const auto add = [&](const TopicPartition& partition, const GroupProgress& at) {
    std::vector<std::string> row{group.group_id, partition.topic, std::to_string(partition.partition)};
    if (verbose) row.push_back(at.committed && at.committed->leader_epoch >= 0 ? std::to_string(at.committed->leader_epoch) : "-");
    row.push_back(at.committed ? std::to_string(at.committed->offset) : "-");
    row.push_back(number_or_dash(at.end));
    row.push_back(number_or_dash(at.lag()));
    row.push_back(at.owner ? at.owner->member_id : "-");
    row.push_back(at.owner ? at.owner->client_host : "-");
    row.push_back(at.owner ? at.owner->client_id : "-");
    table.add(std::move(row));
  };
  // Those of who has most come first, those that nobody reads last.
  std::vector<const MemberDescription*> members;
  for (const MemberDescription& member : group.members) members.push_back(&member);
  std::stable_sort(members.begin(), members.end(),
                   [](const auto* a, const auto* b) { return a->assignment.size() > b->assignment.size(); });
  members.push_back(nullptr);
  for (const MemberDescription* member : members)
    for (const auto& [partition, at] : progress)
      if (at.owner == member) add(partition, at);
  if (table.empty()) return;
  out.append('\n');
  table.print(out);
}

void show_members(Sink& out, const GroupDescription& group, bool verbose) {
  const bool any_static = std::any_of(group.members.begin(), group.members.end(), [](const auto& one) { return one.group_instance_id; });
  std::vector<KafkaColumns::Column> columns{{"GROUP", 15}, {"CONSUMER-ID", 15}};
  if (any_static) columns.push_back({"GROUP-INSTANCE-ID", 17});
  for (const char* name : {"HOST", "CLIENT-ID", "#PARTITIONS"}) columns.push_back({name, 15});
  if (verbose)
    for (const auto& [name, width] :
         {std::pair("CURRENT-EPOCH", 15U), {"CURRENT-ASSIGNMENT", 20U}, {"TARGET-EPOCH", 15U}, {"TARGET-ASSIGNMENT", 20U}})
      columns.push_back({name, width});
  KafkaColumns table(std::move(columns));
  std::vector<const MemberDescription*> members;
  for (const MemberDescription& member : group.members) members.push_back(&member);
  std::stable_sort(members.begin(), members.end(),
                   [](const auto* a, const auto* b) { return a->assignment.size() > b->assignment.size(); });
  for (const MemberDescription* member : members) {
    std::vector<std::string> row{group.group_id, member->member_id};
    if (any_static) row.push_back(member->group_instance_id.value_or("-"));
    row.insert(row.end(), {member->client_host, member->client_id, std::to_string(member->assignment.size())});
    if (verbose) {
      const bool new_protocol = group.type == GroupType::consumer;
      row.insert(row.end(), {new_protocol ? std::to_string(member->member_epoch) : "-", by_topics(member->assignment),
                             new_protocol ? std::to_string(group.assignment_epoch) : "-",
                             member->target_assignment ? by_topics(*member->target_assignment) : "-"});
    }
    table.add(std::move(row));
  }
  out.append('\n');
  table.print(out);
}

void show_state(Sink& out, const GroupDescription& group, const std::string& coordinator, bool verbose) {
  std::vector<KafkaColumns::Column> columns{{"GROUP", 15}, {"COORDINATOR (ID)", 25}, {"ASSIGNMENT-STRATEGY", 20}, {"STATE", 20}};
  if (verbose) columns.insert(columns.end(), {{"GROUP-EPOCH", 15}, {"TARGET-ASSIGNMENT-EPOCH", 25}});
  columns.push_back({"#MEMBERS", 0});
  KafkaColumns table(std::move(columns));
  std::vector<std::string> row{group.group_id, coordinator + "  (" + std::to_string(group.coordinator) + ")", or_dash(group.assignor),
                               std::string(group_state_name(group.state))};
  const auto epoch = [](std::int32_t value) { return value >= 0 ? std::to_string(value) : std::string("-"); };
  if (verbose) row.insert(row.end(), {epoch(group.group_epoch), epoch(group.assignment_epoch)});
  row.push_back(std::to_string(group.members.size()));
  table.add(std::move(row));
  out.append('\n');
  table.print(out);
}

} // namespace

ExitCode describe_as_kafka(const KafkaArguments& said, Frame& frame) {
  if (said.value("state")) usage_error("--describe --state shows the groups that are named; --list --state takes states");
  const bool verbose = said.has("verbose");
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::map<std::int32_t, std::string> addresses;
  if (said.has("state"))
    for (const auto& broker : admin.describe_cluster().value().brokers)
      addresses[broker.id] = broker.host + ":" + std::to_string(broker.port);
  const std::vector<std::string> groups = groups_of(said, admin, outcome);
  if (groups.empty()) return outcome.code();
  Sink out(STDOUT_FILENO);
  for (const auto& [id, group] : admin.describe_groups(groups).value()) {
    if (!group) {
      outcome.failed(with_close_groups(admin, group.error(), id), {});
      continue;
    }
    outcome.succeeded();
    tell_state(*group, frame);
    if (said.has("state")) show_state(out, *group, addresses[group->coordinator], verbose);
    else if (said.has("members")) show_members(out, *group, verbose);
    else show_offsets(out, admin, *group, verbose, outcome);
    out.flush();
  }
  return outcome.code();
}

} // namespace klamm::cli
