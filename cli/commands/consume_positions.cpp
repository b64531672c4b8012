#include "cli/commands/consume_positions.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

bool is_pattern(const std::string& topic) { return topic.starts_with('^'); }

std::string escaped(const std::string& name) {
  std::string out;
  for (const char c : name) out += c == '.' ? std::string("\\.") : std::string(1, c); // (of what a topic's name can have)
  return out;
}

std::vector<std::string> names_of(Consumer& consumer, const std::vector<std::string>& topics) {
  if (!has_pattern(topics)) return topics;
  std::regex expression;
  try {
    expression.assign(pattern_of(topics).regex());
  } catch (const std::regex_error&) {
    usage_error("'" + pattern_of(topics).regex() + "' is no regular expression");
  }
  std::vector<std::string> names;
  for (const TopicInfo& topic : consumer.list_topics().value())
    if (!topic.internal && std::regex_match(topic.name, expression)) names.push_back(topic.name);
  if (names.empty()) throw Failure(ExitCode::error, "no topic matches " + pattern_of(topics).regex());
  return names;
}

void check_wanted(const std::string& topic, const std::vector<std::int32_t>& wanted, const std::vector<PartitionInfo>& there) {
  for (const std::int32_t one : wanted)
    if (std::none_of(there.begin(), there.end(), [&](const PartitionInfo& info) { return info.partition == one; }))
      throw Failure(ExitCode::error, "topic " + topic + " has no partition " + std::to_string(one),
                    "it has " + std::to_string(there.size()) + ", from 0 on");
}

std::map<TopicPartition, std::optional<OffsetAndTimestamp>> at_time(Consumer& consumer, const std::vector<TopicPartition>& partitions,
                                                                    Timestamp time) {
  std::map<TopicPartition, Timestamp> times;
  for (const TopicPartition& one : partitions) times[one] = time;
  return consumer.offsets_for_times(times).value();
}

void set_starts(Consumer& consumer, PartitionRanges& ranges, const std::vector<TopicPartition>& partitions, const Start& start) {
  switch (start.at) {
    case Start::At::stored: return;
    case Start::At::unset:
    case Start::At::beginning:
    case Start::At::from_end:
      for (const auto& [partition, first] : consumer.beginning_offsets(partitions).value()) {
        PartitionRange& range = ranges.at(partition);
        range.start = start.at == Start::At::from_end ? std::max(first, range.end - start.value) : first;
      }
      return;
    case Start::At::end:
      for (auto& [partition, range] : ranges) range.start = range.end;
      return;
    case Start::At::offset:
      for (auto& [partition, range] : ranges) range.start = start.value;
      return;
    case Start::At::time:
      for (const auto& [partition, found] : at_time(consumer, partitions, start.value))
        ranges.at(partition).start = found ? found->offset : ranges.at(partition).end;
  }
}

} // namespace

bool has_pattern(const std::vector<std::string>& topics) { return std::any_of(topics.begin(), topics.end(), is_pattern); }

TopicPattern pattern_of(const std::vector<std::string>& topics) {
  std::string all;
  for (const std::string& topic : topics) {
    // kcat's expressions begin at the name's begin and may end before its end; klamm's match the whole name
    std::string one = is_pattern(topic) ? topic.substr(1) : escaped(topic);
    if (is_pattern(topic) && one.ends_with('$') && !one.ends_with("\\$")) one.pop_back();
    else if (is_pattern(topic)) one = "(?:" + one + ").*";
    all += (all.empty() ? "" : "|") + ("(?:" + one + ")");
  }
  return TopicPattern(all);
}

PartitionRanges find_partitions(Consumer& consumer, const std::vector<std::string>& topics, const std::vector<std::int32_t>& wanted,
                                const Range& range) {
  PartitionRanges ranges;
  std::vector<TopicPartition> partitions;
  for (const std::string& topic : names_of(consumer, topics)) {
    const std::vector<PartitionInfo> there = consumer.partitions_for(topic).value();
    check_wanted(topic, wanted, there);
    for (const PartitionInfo& info : there) {
      if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), info.partition) == wanted.end()) continue;
      if (ranges.contains({topic, info.partition})) continue;
      ranges[{topic, info.partition}].leader = info.leader;
      partitions.push_back({topic, info.partition});
    }
  }
  for (const auto& [partition, end] : consumer.end_offsets(partitions).value()) ranges.at(partition).end = end;
  set_starts(consumer, ranges, partitions, range.start);
  if (range.stop)
    for (const auto& [partition, found] : at_time(consumer, partitions, *range.stop))
      if (found) ranges.at(partition).stop = found->offset;
  return ranges;
}

} // namespace klamm::cli
