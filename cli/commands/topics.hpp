// Topics: what there is, making, changing and deleting them.
#pragma once

#include <cstdint>
#include <klamm/admin.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct TopicsOptions {
  std::vector<std::string> topics;
  bool internal = false;         ///< list: the cluster's own, too
  bool under_replicated = false; ///< describe: only partitions that lack an in-sync replica
  bool unavailable = false;      ///< describe: only partitions without a leader
  bool at_min_isr = false;       ///< describe: only partitions with just min.insync.replicas
  bool under_min_isr = false;    ///< describe: only partitions with fewer
  std::optional<std::int32_t> partitions;
  std::optional<std::int16_t> replication_factor;
  std::vector<std::string> settings; ///< NAME=VALUE; durations are understood for what ends in .ms
  std::vector<std::string> unset;
  bool if_not_exists = false, if_exists = false;
  bool all = false;     ///< health: also topics that are well
  bool dry_run = false; ///< only find out whether it would succeed
  bool execute = false; ///< as --yes
  std::string which;    ///< trim: partitions
  std::string at;       ///< trim, offsets: beginning, end, max-timestamp, an offset (trim), a time
};

ExitCode list_topics(const TopicsOptions& options, const Frame& frame);
ExitCode describe_topics(const TopicsOptions& options, const Frame& frame);
ExitCode create_topics(const TopicsOptions& options, const Frame& frame);
ExitCode alter_topics(const TopicsOptions& options, const Frame& frame);
ExitCode delete_topics(const TopicsOptions& options, const Frame& frame);
ExitCode trim_topics(const TopicsOptions& options, const Frame& frame);
ExitCode topic_offsets(const TopicsOptions& options, const Frame& frame);

/// How safely topics hold their records. Exit codes as doctor's: error where partitions can't be written or read, partial where records are at risk.
ExitCode topics_health(const TopicsOptions& options, const Frame& frame);

/// What is wrong with how a topic holds its records, gravest first.
struct TopicTrouble {
  bool grave = false; ///< it can't be written, or not be read
  std::string problem, advice;
};
std::vector<TopicTrouble> troubles_of(const TopicDescription& topic, std::size_t min_in_sync);
/// min.insync.replicas of each topic; 1 where nobody tells.
std::map<std::string, std::size_t> least_in_sync(Admin& admin, const std::vector<std::string>& topics);

/// "retention.ms=7d" as name and value, "604800000" there. Throws Failure for what has no name.
std::pair<std::string, std::string> parse_topic_setting(const std::string& text);

} // namespace klamm::cli
