// kafka-get-offsets: where partitions begin and end, or which offset they had at a time.
#include <charconv>
#include <klamm/admin.hpp>
#include <optional>
#include <set>
#include <unistd.h>

#include "cli/commands/outcome.hpp"
#include "cli/kafka/tools.hpp"
#include "cli/kafka/topic_names.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

OffsetSpec parse_spec(const std::string& time) {
  if (time == "latest" || time == "-1") return OffsetSpec::latest();
  if (time == "earliest" || time == "-2") return OffsetSpec::earliest();
  if (time == "max-timestamp" || time == "-3") return OffsetSpec::max_timestamp();
  if (time == "earliest-local" || time == "-4") return OffsetSpec::earliest_local();
  if (time == "latest-tiered" || time == "-5") return OffsetSpec::latest_tiered();
  if (time == "earliest-pending-upload" || time == "-6") return OffsetSpec::earliest_pending_upload();
  Timestamp at = -1;
  const auto [end, error] = std::from_chars(time.data(), time.data() + time.size(), at);
  if (error != std::errc() || end != time.data() + time.size() || at < 0)
    usage_error("--time " + time + " is no time",
                "latest, earliest, max-timestamp, earliest-local, latest-tiered, earliest-pending-upload, or milliseconds");
  return OffsetSpec::at(at);
}

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(by, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::int32_t partition_number(const std::string& text, const std::string& of) {
  std::int32_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) usage_error("'" + text + "' in " + of + " is no partition");
  return number;
}

/// TOPIC:PARTITIONS of --topic-partitions: a regular expression, and one partition, FROM-BEFORE, FROM-, -BEFORE, or none for all.
struct Chosen {
  TopicFilter topics;
  std::int32_t from = 0, before = INT32_MAX;

  explicit Chosen(const std::string& text) : topics(text.substr(0, text.find(':'))) {
    const std::size_t colon = text.find(':');
    const std::string partitions = colon == std::string::npos ? "" : text.substr(colon + 1);
    if (partitions.empty()) return;
    const std::size_t dash = partitions.find('-');
    if (dash == std::string::npos) {
      from = partition_number(partitions, text);
      before = from + 1;
      return;
    }
    if (dash > 0) from = partition_number(partitions.substr(0, dash), text);
    if (dash + 1 < partitions.size()) before = partition_number(partitions.substr(dash + 1), text);
  }
  bool fits(const TopicPartition& one) const { return topics.fits(one.topic) && one.partition >= from && one.partition < before; }
};

ExitCode run(const KafkaArguments& said, Frame& frame) {
  said.excludes("topic-partitions", {"topic", "partitions"});
  const OffsetSpec spec = parse_spec(said.value_or("time", "latest"));
  std::vector<Chosen> chosen;
  if (const auto list = said.value("topic-partitions"))
    for (const std::string& one : split(*list, ',')) chosen.emplace_back(one);
  const TopicFilter pattern(said.value_or("topic", ""));
  std::set<std::int32_t> numbers;
  if (const auto list = said.value("partitions"))
    for (const std::string& one : split(*list, ',')) numbers.insert(partition_number(one, "--partitions " + *list));

  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<TopicRef> topics;
  std::vector<std::string> all;
  for (const TopicListing& topic : admin.list_topics({.include_internal = !said.has("exclude-internal-topics")}).value()) {
    all.push_back(topic.name);
    if (!chosen.empty() || pattern.fits(topic.name)) topics.emplace_back(topic.name);
  }
  if (topics.empty() && said.has("topic")) throw no_such_topic(said.needed("topic"), all);
  std::vector<PartitionOffsetSpec> asked;
  for (const auto& [topic, described] : admin.describe_topics(topics).value()) {
    if (!described) {
      outcome.failed(described.error(), topic.name);
      continue;
    }
    for (const PartitionDescription& partition : described->partitions) {
      const TopicPartition one{described->name, partition.partition};
      const bool wanted = chosen.empty()
                              ? numbers.empty() || numbers.contains(one.partition)
                              : std::any_of(chosen.begin(), chosen.end(), [&](const Chosen& choice) { return choice.fits(one); });
      if (wanted) asked.emplace_back(one, spec);
    }
  }
  if (asked.empty()) throw Failure(ExitCode::error, "no partition fits what was asked for");
  Sink out(STDOUT_FILENO);
  for (const auto& [partition, found] : admin.list_offsets(asked).value()) {
    if (!found) {
      outcome.failed(found.error(), partition.topic);
      continue;
    }
    outcome.succeeded();
    if (found->offset >= 0)
      out.append(partition.topic + ":" + std::to_string(partition.partition) + ":" + std::to_string(found->offset) + "\n");
  }
  out.flush();
  return outcome.code();
}

} // namespace

KafkaTool kafka_get_offsets_tool() {
  using Takes = KafkaFlag::Takes;
  return {
      "kafka-get-offsets",
      "The offsets of partitions.",
      {{"topic", "TOPIC", "Which, a regular expression; default: all"},
       {"partitions", "N,N", "Only these of each topic"},
       {"topic-partitions", "TOPIC:N,TOPIC:N-M,TOPIC:N-,…", "Which partitions of which topics; M is not among them"},
       {"time", "WHEN", "latest, earliest, max-timestamp, earliest-local, latest-tiered, earliest-pending-upload, -1 … -6, or milliseconds",
        Takes::value},
       {"exclude-internal-topics", "", "Leave the cluster's own topics out"}},
      {{"offsets", "a partition has one offset at a time"}, {"max-wait-ms", "-m of klamm topics offsets says how long it may take"}},
      run};
}

} // namespace klamm::cli
