// Groups of consumers: who is in them, how far they are, and moving or forgetting their offsets.
#pragma once

#include <cstdint>
#include <functional>
#include <klamm/admin.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/outcome.hpp"
#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct GroupsOptions {
  std::vector<std::string> groups;
  std::vector<std::string> topics; ///< TOPIC or TOPIC:PARTITIONS
  bool all_topics = false;         ///< seek: all that the group has offsets for
  std::vector<std::string> states, types;
  std::string to;              ///< seek: where
  std::string from_file;       ///< seek: a file of topic,partition,offset
  std::string from_group;      ///< seek: to where this group stands
  std::optional<double> watch; ///< lag: again every so many seconds
  bool export_plan = false;    ///< seek: print such a file
  bool dry_run = false;        ///< only say what would be done
  bool execute = false;        ///< as --yes
};

ExitCode list_groups(const GroupsOptions& options, const Frame& frame);
ExitCode describe_groups(const GroupsOptions& options, const Frame& frame);
ExitCode group_lag(const GroupsOptions& options, const Frame& frame);
ExitCode group_members(const GroupsOptions& options, const Frame& frame);
ExitCode seek_groups(const GroupsOptions& options, const Frame& frame);
ExitCode delete_groups(const GroupsOptions& options, const Frame& frame);
ExitCode delete_group_offsets(const GroupsOptions& options, const Frame& frame);

/// How far a group is in one partition.
struct GroupProgress {
  std::optional<OffsetAndMetadata> committed;
  std::optional<std::int64_t> end; ///< where the partition ends; nothing where nobody could tell
  const MemberDescription* owner = nullptr;

  std::optional<std::int64_t> lag() const {
    return committed && end ? std::optional(*end > committed->offset ? *end - committed->offset : 0) : std::nullopt;
  }
};
/// Who is told of a partition that nobody could tell of; an Outcome can be one: std::ref(outcome).
using Untold = std::function<void(const Error& error, const std::string& partition)>;
/// What the group has committed. Throws Exception.
std::map<TopicPartition, OffsetAndMetadata> committed_of(Admin& admin, const std::string& group, const Untold& untold);
/// Of all partitions that it has offsets for or that a member reads.
std::map<TopicPartition, GroupProgress> progress_of(Admin& admin, const std::string& group, const std::vector<MemberDescription>& members,
                                                    const Untold& untold);

/// "orders" or "orders:0,3-5": nothing for the partitions means all. Throws Failure.
std::pair<std::string, std::vector<std::int32_t>> parse_topic_partitions(const std::string& text);

/// Where --to leads.
struct SeekTo {
  enum class Kind : unsigned char { beginning, end, offset, shift, time, current };
  Kind kind = Kind::current;
  std::int64_t value = 0; ///< the offset, by how much, the time
};
/// beginning (earliest), end (latest), current, N, +N, -N, or a time (-1h, 2026-11-20). Throws Failure.
SeekTo parse_seek_to(const std::string& text, Timestamp now);

/// Where a group stands in a partition, and where it is to go on.
struct GroupMove {
  TopicPartition partition;
  std::optional<std::int64_t> from; ///< nothing where it has no offset yet
  std::int64_t to;                  ///< within the partition as it is now
};
/// Where `to` leads in each partition, within the partition as it is now; `wished`: offsets of their own, `current`: where it stands. Throws Exception.
std::vector<std::int64_t> seek_targets(Admin& admin, const SeekTo& to, const std::vector<TopicPartition>& partitions,
                                       const std::vector<std::int64_t>& wished, const std::vector<std::optional<std::int64_t>>& current);
/// What seek_groups() would do to a group. Throws Failure, Exception.
std::vector<GroupMove> plan_seek(Admin& admin, const GroupsOptions& options, const std::string& group, const SeekTo& to, Outcome& outcome);

/// Lines of topic,partition,offset, as kafka-consumer-groups --export writes them; a first line of names is passed over. Throws Failure.
std::map<TopicPartition, std::int64_t> parse_offsets_file(std::string_view text);

} // namespace klamm::cli
