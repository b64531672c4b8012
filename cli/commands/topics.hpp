// Topics: what there is, making, changing and deleting them.
#pragma once

#include <cstdint>
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
  std::optional<std::int32_t> partitions;
  std::optional<std::int16_t> replication_factor;
  std::vector<std::string> settings; ///< NAME=VALUE; durations are understood for what ends in .ms
  std::vector<std::string> unset;
  bool if_not_exists = false, if_exists = false;
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

/// "retention.ms=7d" as name and value, "604800000" there. Throws Failure for what has no name.
std::pair<std::string, std::string> parse_topic_setting(const std::string& text);

} // namespace klamm::cli
