// kafka-consumer-groups: lists, describes, moves and deletes groups.
#include "cli/kafka/consumer_groups.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/kafka/tools.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

ExitCode move(const KafkaArguments& said, Frame& frame) {
  GroupsOptions options;
  options.topics = said.values("topic");
  options.all_topics = said.has("all-topics");
  options.from_file = said.value_or("from-file", "");
  const SeekTo to = seek_of(said);
  if (options.from_file.empty() && options.topics.empty() && !options.all_topics)
    usage_error("--reset-offsets needs --topic or --all-topics, unless there is --from-file");
  if (!options.from_file.empty()) options.topics.clear(), options.all_topics = false;
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const std::vector<std::string> groups = groups_of(said, admin, outcome);
  const bool export_plan = said.has("export");
  KafkaColumns table({{"GROUP", 15}, {"TOPIC", 15}, {"PARTITION", 10}, {"NEW-OFFSET", 0}});
  Sink out(STDOUT_FILENO);
  for (const std::string& group : groups) {
    const auto described = admin.describe_groups({group}).value()[0].result; // (one that is not there yet is made)
    if (described && !described->members.empty()) {
      complain(frame, "group " + group + " has members, its state is " + std::string(group_state_name(described->state)),
               "stop its consumers first, and wait until their sessions have ended");
      outcome.count_failure();
      continue;
    }
    const std::vector<GroupMove> plan = plan_seek(admin, options, group, to, outcome);
    if (said.has("execute")) {
      std::vector<NewGroupOffset> moves;
      for (const GroupMove& one : plan) moves.emplace_back(one.partition, OffsetAndMetadata(one.to));
      if (moves.empty()) continue;
      for (const auto& [partition, moved] : admin.alter_group_offsets(group, moves).value()) {
        if (moved) outcome.succeeded();
        else outcome.failed(moved.error(), partition.topic);
      }
    }
    for (const GroupMove& one : plan) {
      const std::string partition = std::to_string(one.partition.partition), offset = std::to_string(one.to);
      if (export_plan) out.append((groups.size() > 1 ? group + "," : "") + one.partition.topic + "," + partition + "," + offset + "\n");
      table.add({group, one.partition.topic, partition, offset});
    }
  }
  out.append('\n');
  if (!export_plan) table.print(out);
  out.flush();
  if (!said.has("execute") && !said.has("dry-run") && !export_plan)
    warn(frame, "nothing was done", "--execute does it; --dry-run says that it is not meant to");
  return outcome.code();
}

ExitCode forget(const KafkaArguments& said, Frame& frame) {
  const std::string group = said.needed("group");
  const std::vector<std::string> topics = said.values("topic");
  if (topics.empty()) usage_error("--delete-offsets needs --topic");
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<TopicPartition> partitions;
  for (const std::string& text : topics) {
    const auto [topic, numbers] = parse_topic_partitions(text);
    for (const std::int32_t number : numbers) partitions.push_back({topic, number});
    if (!numbers.empty()) continue;
    const auto described = admin.describe_topics({topic}).value()[0].result;
    if (!described) outcome.failed(described.error(), topic);
    else
      for (const PartitionDescription& one : described->partitions) partitions.push_back({topic, one.partition});
  }
  if (partitions.empty()) return outcome.code();
  KafkaColumns table({{"TOPIC", 15}, {"PARTITION", 10}, {"STATUS", 15}});
  for (const auto& [partition, deleted] : admin.delete_group_offsets(group, partitions).value()) {
    if (deleted) outcome.succeeded();
    else outcome.failed(deleted.error(), partition.topic);
    table.add({partition.topic, std::to_string(partition.partition), deleted ? "Successful" : "Error: " + deleted.error().cause()});
  }
  Sink out(STDOUT_FILENO);
  if (outcome.code() == ExitCode::ok) out.append("Request succeeded for deleting offsets from group " + group + ".\n");
  out.append('\n');
  table.print(out);
  out.flush();
  return outcome.code();
}

ExitCode remove(const KafkaArguments& said, Frame& frame) {
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::string deleted, failed;
  const std::vector<std::string> groups = groups_of(said, admin, outcome);
  if (groups.empty()) return outcome.code();
  for (const auto& [group, result] : admin.delete_groups(groups).value()) {
    std::string& list = result ? deleted : failed;
    list += (list.empty() ? "'" : ", '") + group + "'";
    if (result) outcome.succeeded();
    else outcome.failed(result.error(), {});
  }
  if (failed.empty()) say("Deletion of requested consumer groups (" + deleted + ") was successful.");
  else if (!deleted.empty()) say("\nThese consumer groups were deleted successfully: " + deleted);
  return outcome.code();
}

ExitCode list(const KafkaArguments& said, Frame& frame) {
  ListGroupsOptions wanted;
  wanted.states = states_of(said.value_or("state", ""));
  wanted.types = types_of(said.value_or("type", ""));
  const std::set<GroupType> types = wanted.types.empty() ? std::set{GroupType::unknown, GroupType::classic, GroupType::consumer}
                                                         : std::set<GroupType>(wanted.types.begin(), wanted.types.end());
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const auto listed = admin.list_groups(wanted).value();
  for (const Error& error : listed.errors) outcome.failed(error, {});
  std::vector<KafkaColumns::Column> columns{{"GROUP", 25}};
  if (said.has("type")) columns.push_back({"TYPE", 20});
  if (said.has("state")) columns.push_back({"STATE", 20});
  const bool names_only = columns.size() == 1;
  KafkaColumns table(std::move(columns));
  Sink out(STDOUT_FILENO);
  for (const GroupListing& group : listed.found) {
    outcome.succeeded();
    const bool of_consumers = group.protocol_type == "consumer" || group.protocol_type.empty() || group.type == GroupType::consumer;
    if (!of_consumers || !types.contains(group.type)) continue;
    if (names_only) {
      out.append(group.group_id + "\n");
      continue;
    }
    std::vector<std::string> row{group.group_id};
    if (said.has("type")) row.emplace_back(group_type_name(group.type));
    if (said.has("state")) row.emplace_back(group_state_name(group.state));
    table.add(std::move(row));
  }
  if (!names_only) table.print(out);
  out.flush();
  return outcome.code();
}

ExitCode run(const KafkaArguments& said, Frame& frame) {
  const std::string_view action = said.one_of({"list", "describe", "delete", "reset-offsets", "delete-offsets"});
  if (const auto wait = said.number("timeout", 1, INT32_MAX)) frame.timeout = static_cast<double>(*wait) / 1000;
  said.excludes("members", {"offsets", "state"});
  said.excludes("offsets", {"state"});
  said.excludes("all-groups", {"group"});
  said.excludes("all-topics", {"topic"});
  said.excludes("execute", {"dry-run"});
  if (action == "list") return list(said, frame);
  if (action != "delete-offsets" && !said.has("group") && !said.has("all-groups"))
    usage_error("--" + std::string(action) + " needs --group or --all-groups");
  if (action == "describe") return describe_as_kafka(said, frame);
  if (action == "reset-offsets") return move(said, frame);
  return action == "delete" ? remove(said, frame) : forget(said, frame);
}

} // namespace

KafkaTool kafka_consumer_groups_tool() {
  using Takes = KafkaFlag::Takes;
  return {"kafka-consumer-groups",
          "Lists, describes, moves and deletes groups.",
          {{"list", "", "The names of all groups; with --state or --type a table"},
           {"describe", "", "Where groups stand, and how far behind they are"},
           {"delete", "", "Delete groups with their offsets"},
           {"delete-offsets", "", "Forget the offsets of --topic"},
           {"reset-offsets", "", "Let groups without members go on somewhere else"},
           {"group", "GROUP", "Which; may be said several times"},
           {"all-groups", "", "All groups"},
           {"topic", "TOPIC[:N,N]", "Of which topics (and partitions)"},
           {"all-topics", "", "--reset-offsets: all that the group has offsets for"},
           {"members", "", "--describe: the members"},
           {"offsets", "", "--describe: partitions with offsets and lag (this is the default)"},
           {"state", "STATE,…", "--describe: the groups themselves; --list: only groups in these states", Takes::maybe},
           {"type", "TYPE,…", "--list: only groups of these types", Takes::maybe},
           {"verbose", "", "--describe: more columns"},
           {"to-earliest", "", "--reset-offsets: to the beginning"},
           {"to-latest", "", "--reset-offsets: to the end"},
           {"to-current", "", "--reset-offsets: to where it stands, within the partition"},
           {"to-offset", "OFFSET", "--reset-offsets: to this offset"},
           {"to-datetime", "TIME", "--reset-offsets: to the first record of that time or later, 2026-11-20T18:30:00.000"},
           {"by-duration", "DURATION", "--reset-offsets: to the first record of so long ago, P1DT2H30M"},
           {"shift-by", "N", "--reset-offsets: by N records on, or back"},
           {"from-file", "FILE", "--reset-offsets: to what the file says: topic,partition,offset"},
           {"dry-run", "", "--reset-offsets: only say what would be done (this is the default)"},
           {"execute", "", "--reset-offsets: do it"},
           {"export", "", "--reset-offsets: print what --from-file takes"},
           {"timeout", "MS", "How long a question to the cluster may take"}},
          {{"new-consumer", "there is no other"},
           {"to-date-time", "--to-datetime"},
           {"validate-regex", "klamm has no RE2: klamm consume '^REGEX' -g GROUP, and the broker says what is wrong with it"}},
          run};
}

} // namespace klamm::cli
