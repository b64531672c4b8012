#include "cli/commands/query.hpp"

#include <algorithm>
#include <charconv>
#include <klamm/admin.hpp>
#include <unistd.h>

#include "cli/frame/complaint.hpp"
#include "cli/output/table.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

PartitionOffsetSpec parse_query(const std::string& text, Timestamp now) {
  const auto fail = [&](const std::string& what) -> void {
    usage_error("'" + text + "': " + what, "as in orders:0:2026-11-20T12:00:00Z, orders:0:-1h, orders:0:-1 (the end)");
  };
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string::npos ? first : text.find(':', first + 1);
  if (first == 0 || second == std::string::npos) fail("a query is TOPIC:PARTITION:TIME");
  std::int32_t partition = -1;
  const char* const end = text.data() + second;
  if (const auto read = std::from_chars(text.data() + first + 1, end, partition);
      read.ec != std::errc() || read.ptr != end || partition < 0)
    fail("the partition is a number, from 0 on");
  const std::string when = text.substr(second + 1);
  const TopicPartition of{text.substr(0, first), partition};
  if (when == "-1" || when == "end" || when == "latest") return {of, OffsetSpec::latest()};
  if (when == "-2" || when == "beginning" || when == "earliest") return {of, OffsetSpec::earliest()};
  const auto time = parse_time(when, now);
  if (!time) fail("'" + when + "' is no time");
  return {of, OffsetSpec::at(*time)};
}

} // namespace

ExitCode query(const QueryOptions& options, const Frame& frame) {
  const Timestamp now = wall_now();
  std::vector<PartitionOffsetSpec> specs;
  for (const std::string& text : options.queries) {
    specs.push_back(parse_query(text, now));
    const TopicPartition& last = specs.back().partition;
    if (std::any_of(specs.begin(), specs.end() - 1, [&](const auto& one) { return one.partition == last; }))
      usage_error(last.topic + ":" + std::to_string(last.partition) + " is asked for twice", "ask in two commands");
  }
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  const ListOffsetsResult found = admin.list_offsets(specs).value();

  Sink out(STDOUT_FILENO);
  Table table({{"topic"}, {"partition"}, {"offset"}, {"timestamp"}, {"leader_epoch", true}});
  std::size_t failed = 0;
  for (const auto& [partition, result] : found) {
    if (!result) {
      ++failed;
      complain(frame, result.error());
      continue;
    }
    if (options.like_kcat)
      out.append(partition.topic + " [" + std::to_string(partition.partition) + "] offset " + std::to_string(result->offset) + "\n");
    const auto known = [](std::int64_t value) { return value < 0 ? Cell() : Cell(value); };
    table.add(
        {partition.topic, std::int64_t{partition.partition}, known(result->offset), known(result->timestamp), known(result->leader_epoch)});
  }
  if (!options.like_kcat && table.size() > 0) table.print(out, form);
  out.flush();
  return failed == 0 ? ExitCode::ok : failed == specs.size() ? ExitCode::error : ExitCode::partial;
}

} // namespace klamm::cli
