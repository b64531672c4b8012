// kafka-topics: lists, makes, changes, describes and deletes topics.
#include <algorithm>
#include <charconv>
#include <klamm/admin.hpp>
#include <map>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/kafka/tools.hpp"
#include "cli/kafka/topic_names.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

constexpr std::int64_t most_int = INT32_MAX, most_short = INT16_MAX;

std::string joined(const std::vector<std::int32_t>& ids) {
  std::string text;
  for (const std::int32_t id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
  return text;
}

/// "1:2,2:3" as the replicas of each partition.
std::vector<std::vector<std::int32_t>> parse_assignment(const std::string& text) {
  std::vector<std::vector<std::int32_t>> partitions;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    std::vector<std::int32_t>& replicas = partitions.emplace_back();
    for (std::size_t from = at; from <= end;) {
      const std::size_t to = std::min(text.find(':', from), end);
      std::int32_t id = -1;
      const auto [stop, error] = std::from_chars(text.data() + from, text.data() + to, id);
      if (error != std::errc() || stop != text.data() + to || id < 0)
        usage_error("--replica-assignment " + text + " is no list of brokers",
                    "0:1,1:2 puts partition 0 on 0 and 1, partition 1 on 1 and 2");
      replicas.push_back(id);
      from = to + 1;
    }
    at = end + 1;
  }
  return partitions;
}

/// The topics that --topic means. Throws Failure where there is none, unless --if-exists makes that fine.
std::vector<std::string> wanted(Admin& admin, const KafkaArguments& said, bool must_exist) {
  const std::string expression = said.value_or("topic", "");
  const TopicFilter pattern(expression);
  std::vector<std::string> names, all;
  for (const TopicListing& topic : admin.list_topics({.include_internal = !said.has("exclude-internal")}).value()) {
    all.push_back(topic.name);
    if (pattern.fits(topic.name)) names.push_back(topic.name);
  }
  if (names.empty() && !expression.empty() && must_exist && !said.has("if-exists")) throw no_such_topic(expression, all);
  return names;
}

ExitCode list(const KafkaArguments& said, Frame& frame) {
  Admin admin(frame.admin());
  Sink out(STDOUT_FILENO);
  for (const std::string& topic : wanted(admin, said, false)) {
    out.append(topic);
    out.append('\n');
  }
  out.flush();
  return ExitCode::ok;
}

ExitCode create(const KafkaArguments& said, Frame& frame) {
  const std::string name = said.needed("topic");
  said.excludes("replica-assignment", {"partitions", "replication-factor"});
  const auto partitions = said.number("partitions", 1, most_int), factor = said.number("replication-factor", 1, most_short);
  NewTopic topic = said.has("replica-assignment")
                       ? NewTopic(name, parse_assignment(said.needed("replica-assignment")))
                       : NewTopic(name, static_cast<std::int32_t>(partitions.value_or(-1)), static_cast<std::int16_t>(factor.value_or(-1)));
  for (const std::string& setting : said.values("config")) {
    const std::size_t equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) usage_error("--config " + setting + " is not NAME=VALUE");
    topic.configs.insert_or_assign(setting.substr(0, equals), setting.substr(equals + 1));
  }
  if (name.find_first_of("._") != std::string::npos)
    say("WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is "
        "best to use either, but not both.");
  Admin admin(frame.admin());
  const auto created = admin.create_topics({topic}).value();
  const bool was_there = !created[0].result && created[0].result.error().code() == ErrorCode::topic_already_exists;
  if (was_there && said.has("if-not-exists")) return ExitCode::ok;
  created[0].result.value();
  say("Created topic " + name + ".");
  return ExitCode::ok;
}

ExitCode alter(const KafkaArguments& said, Frame& frame) {
  said.needed("topic");
  if (said.has("config"))
    usage_error("--config goes with --create only",
                "kafka-configs --alter --entity-type topics --entity-name NAME --add-config NAME=VALUE");
  const auto total = said.number("partitions", 1, most_int);
  if (!total) usage_error("--alter needs --partitions", "settings of topics are kafka-configs' business");
  Admin admin(frame.admin());
  std::vector<NewPartitions> grown;
  for (const std::string& name : wanted(admin, said, true)) {
    NewPartitions& topic = grown.emplace_back(name, static_cast<std::int32_t>(*total));
    if (!said.has("replica-assignment")) continue;
    const auto all = parse_assignment(said.needed("replica-assignment")); // of all partitions, also of those that there are
    const std::size_t there = admin.describe_topics({name}).value()[0].result.value().partitions.size();
    topic.assignments.assign(all.begin() + static_cast<std::ptrdiff_t>(std::min(there, all.size())), all.end());
  }
  if (grown.empty()) return ExitCode::ok;
  Outcome outcome(frame);
  for (const auto& [topic, result] : admin.create_partitions(grown).value()) {
    if (result) outcome.succeeded();
    else outcome.failed(result.error(), topic);
  }
  return outcome.code();
}

ExitCode remove(const KafkaArguments& said, Frame& frame) {
  said.needed("topic");
  Admin admin(frame.admin());
  const std::vector<std::string> names = wanted(admin, said, true);
  if (names.empty()) return ExitCode::ok;
  Outcome outcome(frame);
  for (const auto& [topic, deleted] : admin.delete_topics({names.begin(), names.end()}).value()) {
    if (deleted) outcome.succeeded();
    else outcome.failed(deleted.error(), topic.name);
  }
  return outcome.code();
}

/// What --describe shows of a topic's partitions.
struct Filter {
  bool under_replicated, unavailable, under_min_isr, at_min_isr, overrides;
  explicit Filter(const KafkaArguments& said)
      : under_replicated(said.has("under-replicated-partitions")),
        unavailable(said.has("unavailable-partitions")),
        under_min_isr(said.has("under-min-isr-partitions")),
        at_min_isr(said.has("at-min-isr-partitions")),
        overrides(said.has("topics-with-overrides")) {}
  bool of_partitions() const { return under_replicated || unavailable || under_min_isr || at_min_isr; }
  bool wants(const PartitionDescription& partition, std::size_t being_added, std::size_t min_isr) const {
    const std::size_t in_sync = partition.in_sync_replicas.size();
    return !of_partitions() || (under_replicated && in_sync < partition.replicas.size() - being_added) ||
           (unavailable && partition.leader < 0) || (under_min_isr && in_sync < min_isr) || (at_min_isr && in_sync == min_isr);
  }
};

void print(Sink& out, const std::string& topic, const PartitionDescription& partition, const OngoingReassignment* move) {
  const auto optional_ids = [](const auto& ids) { return ids ? joined(*ids) : std::string("N/A"); };
  out.append("\tTopic: " + topic + "\tPartition: " + std::to_string(partition.partition) +
             "\tLeader: " + (partition.leader < 0 ? "none" : std::to_string(partition.leader)) +
             "\tReplicas: " + joined(partition.replicas) + "\tIsr: " + joined(partition.in_sync_replicas));
  if (move) out.append("\tAdding Replicas: " + joined(move->adding) + "\tRemoving Replicas: " + joined(move->removing));
  out.append("\tElr: " + optional_ids(partition.eligible_leader_replicas) +
             "\tLastKnownElr: " + optional_ids(partition.last_known_eligible_leader_replicas) + "\n");
}

ExitCode describe(const KafkaArguments& said, Frame& frame) {
  const Filter filter(said);
  Admin admin(frame.admin());
  std::vector<TopicRef> topics;
  if (const auto id = said.value("topic-id")) {
    const auto uuid = Uuid::parse(*id);
    if (!uuid) usage_error("--topic-id " + *id + " is no id", "as --describe prints it: 22 characters");
    topics.emplace_back(*uuid);
  } else {
    for (const std::string& name : wanted(admin, said, true)) topics.emplace_back(name);
  }
  if (topics.empty()) return ExitCode::ok;
  DescribeTopicsOptions how;
  if (const auto limit = said.number("partition-size-limit-per-response", 1, most_int))
    how.partitions_per_response = static_cast<std::int32_t>(*limit);
  const auto described = admin.describe_topics(topics, how).value();
  std::vector<ConfigResource> resources;
  for (const auto& [topic, result] : described)
    if (result) resources.push_back(ConfigResource::topic(result->name));
  const auto settings = admin.describe_configs(resources).value();
  std::map<TopicPartition, OngoingReassignment> moves;
  if (auto listed = admin.list_partition_reassignments()) // (a right of its own)
    for (OngoingReassignment& move : *listed) moves.emplace(move.partition, move);
  Outcome outcome(frame);
  Sink out(STDOUT_FILENO);
  for (const auto& [asked, topic] : described) {
    if (!topic) {
      if (!(said.has("if-exists") && topic.error().code() == ErrorCode::unknown_topic_id)) outcome.failed(topic.error(), asked.name);
      continue;
    }
    outcome.succeeded();
    const auto move_of = [&](std::int32_t partition) {
      const auto at = moves.find({topic->name, partition});
      return at == moves.end() ? nullptr : &at->second;
    };
    std::string set;
    std::size_t min_isr = 1;
    if (const auto& of = settings.at(ConfigResource::topic(topic->name))) {
      for (const ConfigEntry& entry : *of) {
        if (entry.name == "min.insync.replicas" && entry.value)
          min_isr = static_cast<std::size_t>(std::strtoul(entry.value->c_str(), nullptr, 10));
        if (entry.source == ConfigSource::default_config) continue;
        set += (set.empty() ? "" : ",") + entry.name + "=" + entry.value.value_or("null");
      }
    }
    if (filter.overrides && set.empty()) continue;
    if (!filter.of_partitions()) {
      const PartitionDescription* const first = topic->partitions.empty() ? nullptr : &topic->partitions.front();
      const OngoingReassignment* const move = first ? move_of(first->partition) : nullptr;
      const std::size_t factor = first ? first->replicas.size() - (move ? move->adding.size() : 0) : 0;
      out.append("Topic: " + topic->name + "\tTopicId: " + topic->id.to_string() + "\tPartitionCount: " +
                 std::to_string(topic->partitions.size()) + "\tReplicationFactor: " + std::to_string(factor) + "\tConfigs: " + set + "\n");
    }
    if (filter.overrides) continue;
    for (const PartitionDescription& partition : topic->partitions) {
      const OngoingReassignment* const move = move_of(partition.partition);
      if (filter.wants(partition, move ? move->adding.size() : 0, min_isr)) print(out, topic->name, partition, move);
    }
  }
  out.flush();
  return outcome.code();
}

ExitCode run(const KafkaArguments& said, Frame& frame) {
  const std::string_view action = said.one_of({"list", "create", "describe", "alter", "delete"});
  said.excludes("topics-with-overrides",
                {"under-replicated-partitions", "unavailable-partitions", "under-min-isr-partitions", "at-min-isr-partitions"});
  said.excludes("topic-id", {"topic"});
  if (action == "list") return list(said, frame);
  if (action == "create") return create(said, frame);
  if (action == "alter") return alter(said, frame);
  return action == "delete" ? remove(said, frame) : describe(said, frame);
}

} // namespace

KafkaTool kafka_topics_tool() {
  return {"kafka-topics",
          "Lists, creates, changes, describes and deletes topics.",
          {{"list", "", "The names of all topics"},
           {"create", "", "Make a topic"},
           {"describe", "", "Topics with their partitions, leaders and replicas"},
           {"alter", "", "Give a topic more partitions"},
           {"delete", "", "Delete topics"},
           {"topic", "TOPIC", "Which; a regular expression but for --create"},
           {"topic-id", "ID", "--describe: which"},
           {"partitions", "N", "How many; default: the broker's num.partitions"},
           {"replication-factor", "N", "How many brokers hold each; default: the broker's"},
           {"replica-assignment", "ID:ID,ID:ID,…", "Which brokers hold each partition, the preferred leader first"},
           {"config", "NAME=VALUE", "--create: a setting of the topic"},
           {"if-exists", "", "A topic that is not there is no error"},
           {"if-not-exists", "", "--create: a topic that is there is no error"},
           {"exclude-internal", "", "Leave the cluster's own topics out"},
           {"under-replicated-partitions", "", "--describe: only partitions that lack an in-sync replica"},
           {"unavailable-partitions", "", "--describe: only partitions without a leader"},
           {"under-min-isr-partitions", "", "--describe: only partitions with fewer in-sync replicas than min.insync.replicas"},
           {"at-min-isr-partitions", "", "--describe: only partitions with just min.insync.replicas"},
           {"topics-with-overrides", "", "--describe: only topics with settings of their own"},
           {"partition-size-limit-per-response", "N", "--describe: how many partitions a broker may tell at once"}},
          {{"delete-config", "kafka-configs --alter --entity-type topics --entity-name NAME --delete-config NAME"},
           {"disable-rack-aware", "brokers place replicas themselves; --replica-assignment says where"},
           {"force", "nothing is asked"}},
          run};
}

} // namespace klamm::cli
