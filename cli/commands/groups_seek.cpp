// klamm groups seek: a group without members is to go on somewhere else.
#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include "cli/commands/groups.hpp"
#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/suggestions.hpp"
#include "cli/output/table.hpp"
#include "cli/records/partition_list.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value) : std::nullopt;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Failure(ExitCode::error, "the file " + path + " can't be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What the group is to be moved in: the partitions named, or those that it has offsets for.
std::vector<TopicPartition> partitions_of(Admin& admin, const GroupsOptions& options, const std::string& group, Outcome& outcome) {
  std::vector<TopicPartition> partitions;
  if (options.all_topics) {
    for (const auto& [partition, of] : committed_of(admin, group, std::ref(outcome))) partitions.push_back(partition);
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
  for (const auto& [topic, described] : admin.describe_topics(topics).value()) {
    const std::vector<std::int32_t>& numbers = wanted[i++];
    if (!described) {
      outcome.failed(with_close_topics(admin, described.error(), topic.name), topic.name);
      continue;
    }
    const auto count = static_cast<std::int32_t>(described->partitions.size());
    for (const std::int32_t number : numbers)
      if (number >= count)
        throw Failure(ExitCode::error, "topic " + topic.name + " has no partition " + std::to_string(number),
                      "its partitions are 0 to " + std::to_string(count - 1));
    for (std::int32_t number = 0; number < count; ++number)
      if (numbers.empty() || std::find(numbers.begin(), numbers.end(), number) != numbers.end())
        partitions.push_back({described->name, number});
  }
  return partitions;
}

std::vector<std::optional<std::int64_t>> look_up(Admin& admin, const std::vector<TopicPartition>& partitions, const OffsetSpec& spec) {
  std::vector<PartitionOffsetSpec> asked;
  for (const TopicPartition& one : partitions) asked.emplace_back(one, spec);
  std::vector<std::optional<std::int64_t>> found;
  for (const auto& [partition, result] : admin.list_offsets(asked).value()) found.push_back(result.value().offset);
  return found;
}

void print_plan(const std::vector<GroupMove>& moves) {
  Sink out(STDOUT_FILENO);
  for (const GroupMove& move : moves)
    out.append(move.partition.topic + "," + std::to_string(move.partition.partition) + "," + std::to_string(move.to) + "\n");
  out.flush();
}

/// Moves one group, or says what would be done.
void seek_group(Admin& admin, const GroupsOptions& options, const Frame& frame, const std::string& group, const SeekTo& to,
                Outcome& outcome) {
  const std::vector<GroupMove> plan = plan_seek(admin, options, group, to, outcome);
  if (plan.empty()) return say("group " + group + ": there is no partition to move");
  if (options.export_plan) return print_plan(plan);

  Table table({{"group"}, {"topic"}, {"partition"}, {"current_offset"}, {"new_offset"}});
  std::vector<NewGroupOffset> moves;
  for (const GroupMove& move : plan) {
    table.add({group, move.partition.topic, std::int64_t{move.partition.partition}, move.from ? Cell(*move.from) : Cell(), move.to});
    moves.emplace_back(move.partition, OffsetAndMetadata(move.to));
  }
  {
    Sink out(STDOUT_FILENO);
    table.print(out, parse_output_form(frame.output));
    out.flush();
  }
  if (!is_meant(options.execute, options.dry_run, frame)) return outcome.succeeded();
  for (const auto& [partition, moved] : admin.alter_group_offsets(group, moves).value()) {
    if (moved) outcome.succeeded();
    else outcome.failed(moved.error(), partition.topic);
  }
}

} // namespace

std::pair<std::string, std::vector<std::int32_t>> parse_topic_partitions(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || text.empty()) usage_error("'" + text + "' names no topic", "orders, or orders:0,3-5 for some of its partitions");
  if (colon == std::string::npos) return {text, {}};
  return {text.substr(0, colon), parse_partitions(std::string_view(text).substr(colon + 1))};
}

SeekTo parse_seek_to(const std::string& text, Timestamp now) {
  using Kind = SeekTo::Kind;
  if (text == "beginning" || text == "earliest") return {Kind::beginning};
  if (text == "end" || text == "latest") return {Kind::end};
  if (text == "current") return {Kind::current};
  if (text.starts_with('+') || text.starts_with('-')) {
    if (const auto by = number_of<std::int64_t>(std::string_view(text).substr(1))) return {Kind::shift, text[0] == '-' ? -*by : *by};
  } else if (const auto offset = number_of<std::int64_t>(text)) {
    return {Kind::offset, *offset};
  }
  if (const auto time = parse_time(text, now)) return {Kind::time, *time};
  usage_error("--to " + text + " leads nowhere", "beginning, end, current, an offset, +N or -N from where it is, a time (-1h, 2026-11-20)");
}

std::map<TopicPartition, std::int64_t> parse_offsets_file(std::string_view text) {
  std::map<TopicPartition, std::int64_t> offsets;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t newline = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, newline);
    text.remove_prefix(std::min(newline + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::size_t second = line.rfind(','),
                      first = second == std::string_view::npos || second == 0 ? second : line.rfind(',', second - 1);
    if (first == std::string_view::npos || second == first)
      usage_error("line " + std::to_string(number) + " of the offsets' file is not topic,partition,offset", std::string(line));
    const auto partition = number_of<std::int32_t>(line.substr(first + 1, second - first - 1));
    const auto offset = number_of<std::int64_t>(line.substr(second + 1));
    if (number == 1 && !partition && !offset) continue; // names
    if (first == 0 || !partition || *partition < 0 || !offset || *offset < 0)
      usage_error("line " + std::to_string(number) + " of the offsets' file is not topic,partition,offset", std::string(line));
    std::string_view topic = line.substr(0, first);
    if (topic.size() > 1 && topic.starts_with('"') && topic.ends_with('"')) topic = topic.substr(1, topic.size() - 2);
    offsets.insert_or_assign({std::string(topic), *partition}, *offset);
  }
  return offsets;
}

std::vector<std::int64_t> seek_targets(Admin& admin, const SeekTo& to, const std::vector<TopicPartition>& partitions,
                                       const std::vector<std::int64_t>& wished, const std::vector<std::optional<std::int64_t>>& current) {
  const auto first = look_up(admin, partitions, OffsetSpec::earliest()), end = look_up(admin, partitions, OffsetSpec::latest());
  std::vector<std::optional<std::int64_t>> at_time;
  if (to.kind == SeekTo::Kind::time) at_time = look_up(admin, partitions, OffsetSpec::at(to.value));
  std::vector<std::int64_t> offsets;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    std::int64_t offset = 0;
    switch (to.kind) {
      case SeekTo::Kind::beginning: offset = *first[i]; break;
      case SeekTo::Kind::end: offset = *end[i]; break;
      case SeekTo::Kind::offset: offset = wished.empty() ? to.value : wished[i]; break;
      case SeekTo::Kind::shift: offset = current[i].value_or(*end[i]) + to.value; break;
      case SeekTo::Kind::time: offset = *at_time[i] < 0 ? *end[i] : *at_time[i]; break;
      case SeekTo::Kind::current: offset = current[i].value_or(*end[i]); break;
    }
    offsets.push_back(std::clamp(offset, *first[i], *end[i]));
  }
  return offsets;
}

std::vector<GroupMove> plan_seek(Admin& admin, const GroupsOptions& options, const std::string& group, const SeekTo& to, Outcome& outcome) {
  std::vector<TopicPartition> partitions;
  std::vector<std::int64_t> wished;
  if (!options.from_file.empty()) {
    for (const auto& [partition, offset] : parse_offsets_file(read_file(options.from_file))) {
      partitions.push_back(partition);
      wished.push_back(offset);
    }
  } else if (!options.from_group.empty()) {
    for (const auto& [partition, offset] : committed_of(admin, options.from_group, std::ref(outcome))) {
      partitions.push_back(partition);
      wished.push_back(offset.offset);
    }
  } else {
    partitions = partitions_of(admin, options, group, outcome);
  }
  if (partitions.empty()) return {};
  const GroupOffsets committed = admin.list_group_offsets({{group, partitions}}).value()[0].result.value(); // in an order of its own
  std::vector<std::optional<std::int64_t>> current;
  for (const TopicPartition& partition : partitions) {
    const auto at = std::find_if(committed.begin(), committed.end(), [&](const auto& one) { return one.key == partition; });
    const bool known = at != committed.end() && at->result && *at->result;
    current.push_back(known ? std::optional((*at->result)->offset) : std::nullopt);
  }
  const std::vector<std::int64_t> offsets = seek_targets(admin, to, partitions, wished, current);
  std::vector<GroupMove> moves;
  for (std::size_t i = 0; i < partitions.size(); ++i) moves.push_back({partitions[i], current[i], offsets[i]});
  return moves;
}

ExitCode seek_groups(const GroupsOptions& options, const Frame& frame) {
  const bool copies = !options.from_file.empty() || !options.from_group.empty();
  const int sources = (options.from_file.empty() ? 0 : 1) + (options.from_group.empty() ? 0 : 1) + (options.topics.empty() ? 0 : 1) +
                      (options.all_topics ? 1 : 0);
  if (sources != 1) usage_error("groups seek needs either --topic, or --all-topics, or --from-file, or --from-group");
  if (copies != options.to.empty())
    usage_error(copies ? std::string(options.from_file.empty() ? "--from-group" : "--from-file") + " says where to: --to is one too many"
                       : "groups seek needs --to",
                "beginning, end, current, an offset, +N or -N from where it is, a time (-1h, 2026-11-20)");
  const SeekTo to = options.to.empty() ? SeekTo{SeekTo::Kind::offset} : parse_seek_to(options.to, wall_now());
  Admin admin(frame.admin());
  Outcome outcome(frame);
  for (const std::string& group : options.groups) seek_group(admin, options, frame, group, to, outcome);
  return outcome.code();
}

} // namespace klamm::cli
