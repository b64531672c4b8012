// The cluster itself: its brokers, their settings and disks, the quorum and the features.
#pragma once

#include <cstdint>
#include <klamm/admin_types.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct ClusterOptions {
  std::string brokers;             ///< configs, log-dirs: 1, or 1,3-5; empty: all
  std::string topic;               ///< configs: of this topic; log-dirs: only its replicas
  std::string group;               ///< configs: of this group
  bool all = false;                ///< configs: also what nobody set
  std::vector<std::string> topics; ///< elect-leaders: TOPIC or TOPIC:PARTITIONS; empty: all
  bool unclean = false;            ///< elect-leaders: also replicas that are not in sync
  bool dry_run = false, execute = false;
};

ExitCode cluster_info(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_brokers(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_configs(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_log_dirs(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_quorum(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_features(const ClusterOptions& options, const Frame& frame);
ExitCode elect_leaders(const ClusterOptions& options, const Frame& frame);

/// As Kafka writes it: "DYNAMIC_TOPIC_CONFIG".
std::string_view config_source_name(ConfigSource source) noexcept;

} // namespace klamm::cli
