// klamm topics health: whether topics hold their records safely, as they are and as they are set up.
#include <algorithm>
#include <charconv>
#include <unistd.h>

#include "cli/commands/outcome.hpp"
#include "cli/commands/suggestions.hpp"
#include "cli/commands/topics.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

std::string counted(std::size_t partitions, const std::string& what) {
  return std::to_string(partitions) + (partitions == 1 ? " partition " : " partitions ") + what;
}

} // namespace

std::map<std::string, std::size_t> least_in_sync(Admin& admin, const std::vector<std::string>& topics) {
  std::map<std::string, std::size_t> least;
  std::vector<ConfigResource> resources;
  for (const std::string& topic : topics) {
    least[topic] = 1;
    resources.push_back(ConfigResource::topic(topic));
  }
  if (resources.empty()) return least;
  const auto described = admin.describe_configs(resources);
  if (!described) return least; // (a right of its own)
  for (const auto& [resource, entries] : *described)
    for (const ConfigEntry& entry : entries ? *entries : std::vector<ConfigEntry>())
      if (entry.name == "min.insync.replicas" && entry.value)
        std::from_chars(entry.value->data(), entry.value->data() + entry.value->size(), least[resource.name]);
  return least;
}

std::vector<TopicTrouble> troubles_of(const TopicDescription& topic, std::size_t min_in_sync) {
  std::size_t replicas = topic.partitions.empty() ? 0 : SIZE_MAX, offline = 0, refusing = 0, lacking = 0;
  for (const PartitionDescription& one : topic.partitions) {
    replicas = std::min(replicas, one.replicas.size());
    const std::size_t in_sync = one.in_sync_replicas.size();
    if (one.leader < 0) ++offline;
    else if (in_sync < min_in_sync) ++refusing;
    else if (in_sync < one.replicas.size()) ++lacking;
  }
  std::vector<TopicTrouble> troubles;
  const auto add = [&](bool grave, std::string problem, std::string advice) {
    troubles.push_back({grave, std::move(problem), std::move(advice)});
  };
  const std::string describe = "klamm topics describe " + topic.name;
  if (offline > 0) add(true, counted(offline, "without a leader"), "start the brokers that hold them: " + describe + " --unavailable");
  if (refusing > 0)
    add(true, counted(refusing, "with fewer in-sync replicas than min.insync.replicas=" + std::to_string(min_in_sync)),
        "start the brokers that hold them: " + describe + " --under-min-isr");
  if (lacking > 0) add(false, counted(lacking, "under-replicated"), "a broker is down or slow: " + describe + " --under-replicated");
  if (replicas == 1)
    add(false, "one replica: a broker that is lost takes the records with it",
        "klamm cluster reassign " + topic.name + " --to BROKERS -r 3");
  else if (replicas > 0 && replicas <= min_in_sync)
    add(false,
        "min.insync.replicas=" + std::to_string(min_in_sync) + " needs every one of the " + std::to_string(replicas) +
            " replicas: one broker down and nothing is written",
        "klamm topics alter " + topic.name + " --set min.insync.replicas=" + std::to_string(replicas - 1));
  else if (replicas > 1 && min_in_sync <= 1)
    add(false, "min.insync.replicas=1: acks=all may mean one broker",
        "klamm topics alter " + topic.name + " --set min.insync.replicas=" + std::to_string(replicas - 1));
  return troubles;
}

ExitCode topics_health(const TopicsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<TopicRef> topics(options.topics.begin(), options.topics.end());
  if (topics.empty())
    for (const TopicListing& one : admin.list_topics({.include_internal = options.internal}).value()) topics.emplace_back(one.name);
  std::vector<TopicDescription> described;
  std::vector<std::string> names;
  for (const auto& [topic, told] : topics.empty() ? DescribeTopicsResult() : admin.describe_topics(topics).value()) {
    if (!told) {
      outcome.failed(with_close_topics(admin, told.error(), topic.name), topic.name);
      continue;
    }
    described.push_back(*told);
    names.push_back(told->name);
  }
  const std::map<std::string, std::size_t> least = least_in_sync(admin, names);
  bool any = false, grave = false;
  Table table({{"topic"}, {"health"}, {"problem"}, {"advice"}, {"partitions", true}, {"min_in_sync", true}});
  for (const TopicDescription& topic : described) {
    const std::size_t min_in_sync = least.at(topic.name);
    const auto row = [&](const std::string& health, const Cell& problem, const Cell& advice) {
      table.add({topic.name, health, problem, advice, static_cast<std::int64_t>(topic.partitions.size()),
                 static_cast<std::int64_t>(min_in_sync)});
    };
    const std::vector<TopicTrouble> troubles = troubles_of(topic, min_in_sync);
    for (const TopicTrouble& one : troubles) {
      any = true;
      grave |= one.grave;
      row(one.grave ? "failed" : "warning", one.problem, one.advice);
    }
    if (troubles.empty() && options.all) row("ok", Cell(), Cell());
  }
  Sink out(STDOUT_FILENO);
  if (table.size() > 0 || (form != OutputForm::table && form != OutputForm::wide)) table.print(out, form);
  else if (!described.empty()) out.append("nothing is wrong with " + std::to_string(described.size()) + " topics\n");
  out.flush();
  if (outcome.code() != ExitCode::ok) return described.empty() ? outcome.code() : grave ? ExitCode::error : ExitCode::partial;
  return grave ? ExitCode::error : any ? ExitCode::partial : ExitCode::ok;
}

} // namespace klamm::cli
