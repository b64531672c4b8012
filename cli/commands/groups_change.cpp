// klamm groups delete, delete-offsets: forgetting groups, or what they have read.
#include <algorithm>

#include "cli/commands/groups.hpp"
#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/suggestions.hpp"

namespace klamm::cli {

ExitCode delete_groups(const GroupsOptions& options, const Frame& frame) {
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<std::string> there;
  for (const auto& [id, described] : admin.describe_groups(options.groups).value()) {
    if (!described) {
      outcome.failed(with_close_groups(admin, described.error(), id), {});
      continue;
    }
    there.push_back(id);
    say("group " + id + ": " + std::string(group_state_name(described->state)) + ", " + std::to_string(described->members.size()) +
        " members, offsets of " + std::to_string(committed_of(admin, id, std::ref(outcome)).size()) + " partitions");
  }
  if (there.empty() || !is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [id, deleted] : admin.delete_groups(there).value()) {
    if (!deleted) {
      outcome.failed(deleted.error(), {});
      continue;
    }
    outcome.succeeded();
    say("deleted group " + id);
  }
  return outcome.code();
}

ExitCode delete_group_offsets(const GroupsOptions& options, const Frame& frame) {
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const std::string& group = options.groups.front();
  std::vector<TopicPartition> forgotten;
  for (const std::string& text : options.topics) {
    const auto [topic, numbers] = parse_topic_partitions(text);
    const std::size_t before = forgotten.size();
    for (const auto& [partition, of] : committed_of(admin, group, std::ref(outcome)))
      if (partition.topic == topic &&
          (numbers.empty() || std::find(numbers.begin(), numbers.end(), partition.partition) != numbers.end())) {
        forgotten.push_back(partition);
        say("group " + group + ": " + topic + "[" + std::to_string(partition.partition) + "] at " + std::to_string(of.offset));
      }
    if (forgotten.size() == before) throw Failure(ExitCode::error, "group " + group + " has no offset of " + text);
  }
  if (!is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [partition, deleted] : admin.delete_group_offsets(group, forgotten).value()) {
    if (!deleted) {
      outcome.failed(deleted.error(), partition.topic);
      continue;
    }
    outcome.succeeded();
    say("forgot " + partition.topic + "[" + std::to_string(partition.partition) + "]");
  }
  return outcome.code();
}

} // namespace klamm::cli
