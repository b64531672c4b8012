// klamm cluster reassign: partitions are to lie on other brokers.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <klamm/admin.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "cli/commands/cluster.hpp"
#include "cli/commands/groups.hpp"
#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/suggestions.hpp"
#include "cli/output/table.hpp"
#include "cli/records/partition_list.hpp"

namespace klamm::cli {
namespace {

using Replicas = std::vector<std::int32_t>;

std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Failure(ExitCode::error, "the file " + path + " can't be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

// "3,1,2": in this order, unlike a list of partitions.
Replicas brokers_in(const std::string& text, const std::string& flag) {
  Replicas brokers;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    for (const std::int32_t one : parse_partitions(text.substr(at, end - at))) {
      if (std::find(brokers.begin(), brokers.end(), one) != brokers.end())
        usage_error(flag + " " + text + " names broker " + std::to_string(one) + " twice");
      brokers.push_back(one);
    }
    at = end + 1;
  }
  return brokers;
}

// The partitions named, with where they lie.
std::map<TopicPartition, Replicas> placed(Admin& admin, const std::vector<std::string>& texts, Outcome& outcome) {
  std::map<std::string, Replicas> wanted;
  for (const std::string& text : texts) {
    const auto [topic, numbers] = parse_topic_partitions(text);
    const auto [at, fresh] = wanted.try_emplace(topic, numbers);
    if (fresh) continue;
    if (numbers.empty() || at->second.empty()) at->second.clear(); // all of it
    else at->second.insert(at->second.end(), numbers.begin(), numbers.end());
  }
  std::vector<TopicRef> topics;
  for (const auto& [topic, numbers] : wanted) topics.emplace_back(topic);
  std::map<TopicPartition, Replicas> found;
  for (const auto& [name, topic] : topics.empty() ? DescribeTopicsResult() : admin.describe_topics(topics).value()) {
    if (!topic) {
      outcome.failed(with_close_topics(admin, topic.error(), name.name), name.name);
      continue;
    }
    const Replicas& numbers = wanted[name.name];
    for (const std::int32_t number : numbers)
      if (static_cast<std::size_t>(number) >= topic->partitions.size())
        throw Failure(ExitCode::error, "topic " + name.name + " has no partition " + std::to_string(number),
                      "its partitions are 0 to " + std::to_string(topic->partitions.size() - 1));
    for (const PartitionDescription& one : topic->partitions)
      if (numbers.empty() || std::find(numbers.begin(), numbers.end(), one.partition) != numbers.end())
        found.emplace(TopicPartition{topic->name, one.partition}, one.replicas);
  }
  return found;
}

void print(const Table& table, OutputForm form) {
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
}

ExitCode list_moves(Admin& admin, const ReassignOptions& options, OutputForm form, Outcome& outcome) {
  std::optional<std::vector<TopicPartition>> which;
  if (!options.topics.empty()) {
    which.emplace();
    for (const auto& [partition, replicas] : placed(admin, options.topics, outcome)) which->push_back(partition);
    if (which->empty()) return outcome.code();
  }
  Table table({{"topic"}, {"partition"}, {"replicas"}, {"adding"}, {"removing"}});
  for (const OngoingReassignment& one : admin.list_partition_reassignments(which).value())
    table.add({one.partition.topic, std::int64_t{one.partition.partition}, one.replicas, one.adding, one.removing});
  outcome.succeeded();
  print(table, form);
  return outcome.code();
}

ExitCode cancel_moves(Admin& admin, const ReassignOptions& options, const Frame& frame, Outcome& outcome) {
  std::optional<std::vector<TopicPartition>> which;
  if (!options.topics.empty()) {
    which.emplace();
    for (const auto& [partition, replicas] : placed(admin, options.topics, outcome)) which->push_back(partition);
    if (which->empty()) return outcome.code();
  }
  std::vector<PartitionReassignment> ends;
  for (const OngoingReassignment& one : admin.list_partition_reassignments(which).value()) {
    say("the move of " + one.partition.topic + "[" + std::to_string(one.partition.partition) + "] is cancelled");
    ends.emplace_back(one.partition, std::nullopt);
  }
  if (ends.empty()) say("nothing is being moved");
  if (ends.empty() || !is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [partition, ended] : admin.alter_partition_reassignments(ends).value()) {
    if (ended) outcome.succeeded();
    else outcome.failed(ended.error(), partition.topic);
  }
  return outcome.code();
}

void print_plan(const std::map<TopicPartition, Replicas>& plan) {
  nlohmann::ordered_json partitions = nlohmann::ordered_json::array();
  for (const auto& [partition, replicas] : plan)
    partitions.push_back({{"topic", partition.topic}, {"partition", partition.partition}, {"replicas", replicas}});
  say(nlohmann::ordered_json{{"version", 1}, {"partitions", partitions}}.dump());
}

// Where each is to lie; those that lie there already are left out unless the plan is to be kept.
std::map<TopicPartition, Replicas> plan_of(const ReassignOptions& options, const std::map<TopicPartition, Replicas>& now) {
  std::map<TopicPartition, Replicas> plan;
  if (!options.replicas.empty()) {
    const Replicas exactly = brokers_in(options.replicas, "--replicas");
    for (const auto& [partition, replicas] : now) plan.emplace(partition, exactly);
    return plan;
  }
  std::vector<Replicas> lists;
  for (const auto& [partition, replicas] : now) lists.push_back(replicas);
  lists = spread_replicas(lists, brokers_in(options.to, "--to"), options.replication_factor);
  auto list = lists.begin();
  for (const auto& [partition, replicas] : now) plan.emplace(partition, *list++);
  return plan;
}

void check_options(const ReassignOptions& options) {
  const int ways =
      (options.to.empty() ? 0 : 1) + (options.replicas.empty() ? 0 : 1) + (options.from_file.empty() ? 0 : 1) + (options.cancel ? 1 : 0);
  if (ways > 1) usage_error("--to, --replicas, --from-file and --cancel exclude each other");
  if (options.topics.empty() && (!options.to.empty() || !options.replicas.empty()))
    usage_error("cluster reassign needs a TOPIC to move", "orders, or orders:0,3-5 for some of its partitions");
  if (!options.topics.empty() && !options.from_file.empty()) usage_error("--from-file names the topics: there is one too many");
  if (options.replication_factor > 0 && options.to.empty()) usage_error("--replication-factor goes with --to");
  if (options.export_plan && (options.cancel || ways == 0)) usage_error("--export goes with --to or --replicas");
  if (!options.to.empty()) (void)brokers_in(options.to, "--to");
  if (!options.replicas.empty()) (void)brokers_in(options.replicas, "--replicas");
}

} // namespace

std::vector<Replicas> spread_replicas(const std::vector<Replicas>& now, const Replicas& brokers, std::size_t each) {
  std::map<std::int32_t, std::size_t> load;
  for (const std::int32_t broker : brokers) load[broker] = 0;
  const auto lies_on = [](const Replicas& list, std::int32_t broker) { return std::find(list.begin(), list.end(), broker) != list.end(); };
  const auto least = [&](const Replicas& without) {
    const std::int32_t* found = nullptr;
    for (const std::int32_t& broker : brokers)
      if (!lies_on(without, broker) && (!found || load[broker] < load[*found])) found = &broker;
    return *found;
  };
  std::vector<Replicas> then;
  for (const Replicas& replicas : now) { // what may stay
    const std::size_t wanted = each > 0 ? each : replicas.size();
    if (wanted > brokers.size())
      throw Failure(ExitCode::usage, std::to_string(wanted) + " replicas don't fit on " + std::to_string(brokers.size()) + " brokers",
                    "each replica lies on a broker of its own; --replication-factor says how many there are to be");
    Replicas& kept = then.emplace_back();
    for (const std::int32_t broker : replicas)
      if (load.contains(broker) && kept.size() < wanted) kept.push_back(broker), ++load[broker];
  }
  for (std::size_t i = 0; i < now.size(); ++i) // what is missing, to who has least
    for (const std::size_t wanted = each > 0 ? each : now[i].size(); then[i].size() < wanted;) {
      const std::int32_t to = least(then[i]);
      then[i].push_back(to), ++load[to];
    }
  // From who has most to who has least, while that makes it more even; leaders last.
  for (bool moved = !then.empty(); moved;) {
    moved = false;
    for (auto list = then.rbegin(); list != then.rend() && !moved; ++list) {
      if (list->size() == brokers.size()) continue;
      const std::int32_t to = least(*list);
      auto most = list->rend();
      for (auto at = list->rbegin(); at != list->rend(); ++at)
        if (load[*at] > load[to] + 1 && (most == list->rend() || load[*at] > load[*most])) most = at;
      if (most == list->rend()) continue;
      --load[*most], ++load[to];
      *most = to;
      moved = true;
    }
  }
  return then;
}

std::map<TopicPartition, Replicas> parse_reassignment_file(std::string_view text) {
  std::map<TopicPartition, Replicas> plan;
  try {
    const auto json = nlohmann::json::parse(text);
    for (const auto& one : json.at("partitions"))
      plan.insert_or_assign({one.at("topic").get<std::string>(), one.at("partition").get<std::int32_t>()},
                            one.at("replicas").get<Replicas>());
  } catch (const nlohmann::json::exception& wrong) {
    usage_error(std::string("the file of moves is not as it should be: ") + wrong.what(),
                R"({"version":1,"partitions":[{"topic":"orders","partition":0,"replicas":[1,2]}]})");
  }
  return plan;
}

ExitCode reassign_partitions(const ReassignOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  check_options(options);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  if (options.cancel) return cancel_moves(admin, options, frame, outcome);
  if (options.to.empty() && options.replicas.empty() && options.from_file.empty()) return list_moves(admin, options, form, outcome);

  std::map<TopicPartition, Replicas> now, plan;
  if (options.from_file.empty()) {
    now = placed(admin, options.topics, outcome);
    plan = plan_of(options, now);
  } else {
    plan = parse_reassignment_file(text_of_file(options.from_file));
    std::vector<std::string> topics;
    for (const auto& [partition, replicas] : plan)
      if (topics.empty() || topics.back() != partition.topic) topics.push_back(partition.topic);
    now = placed(admin, topics, outcome);
  }
  if (options.export_plan) return print_plan(plan), outcome.code();
  Table table({{"topic"}, {"partition"}, {"replicas"}, {"new_replicas"}});
  std::vector<PartitionReassignment> moves;
  for (const auto& [partition, replicas] : plan) {
    const auto at = now.find(partition);
    if (at != now.end() && at->second == replicas) continue;
    table.add({partition.topic, std::int64_t{partition.partition}, at == now.end() ? Cell() : Cell(at->second), replicas});
    moves.emplace_back(partition, replicas);
  }
  if (moves.empty()) {
    if (!plan.empty()) say("every partition lies where it is to lie");
    return outcome.code();
  }
  print(table, form);
  if (!is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [partition, moved] : admin.alter_partition_reassignments(moves).value()) {
    if (!moved) {
      outcome.failed(moved.error(), partition.topic);
      continue;
    }
    outcome.succeeded();
    say(partition.topic + "[" + std::to_string(partition.partition) + "] is being moved");
  }
  return outcome.code();
}

} // namespace klamm::cli
