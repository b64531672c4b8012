// The cluster itself: its brokers, their settings and disks, the quorum and the features.
#pragma once

#include <cstdint>
#include <klamm/admin_types.hpp>
#include <klamm/record.hpp>
#include <map>
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
  std::vector<std::string> topics; ///< elect-leaders, reassign: TOPIC or TOPIC:PARTITIONS; empty: all
  bool unclean = false;            ///< elect-leaders: also replicas that are not in sync
  bool dry_run = false, execute = false;
};

/// Where partitions are to lie.
struct ReassignOptions {
  std::vector<std::string> topics;    ///< TOPIC or TOPIC:PARTITIONS
  std::string to;                     ///< brokers that share the replicas: 1,2,3
  std::string replicas;               ///< exactly these for each partition: 3,1,2
  std::size_t replication_factor = 0; ///< with `to`: how many replicas each is to have; 0: as many as now
  std::string from_file;              ///< as kafka-reassign-partitions has it
  bool cancel = false;                ///< end the moves that are under way
  bool export_plan = false;           ///< print such a file, and do nothing
  bool dry_run = false, execute = false;
};

ExitCode cluster_info(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_brokers(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_api_versions(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_configs(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_log_dirs(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_quorum(const ClusterOptions& options, const Frame& frame);
ExitCode cluster_features(const ClusterOptions& options, const Frame& frame);
ExitCode elect_leaders(const ClusterOptions& options, const Frame& frame);

/// Lists what is being moved where nothing is said about where to.
ExitCode reassign_partitions(const ReassignOptions& options, const Frame& frame);

/// Replicas of partitions (`now`: where they lie) on `brokers` only, `each` of them (0: as many as now): no broker gets more than its share, and what lies
/// well stays. Throws Failure where there are too few brokers.
std::vector<std::vector<std::int32_t>> spread_replicas(const std::vector<std::vector<std::int32_t>>& now,
                                                       const std::vector<std::int32_t>& brokers, std::size_t each);
/// A file of kafka-reassign-partitions: {"version":1,"partitions":[{"topic":"orders","partition":0,"replicas":[1,2]}]}. Throws Failure.
std::map<TopicPartition, std::vector<std::int32_t>> parse_reassignment_file(std::string_view text);

/// As Kafka writes it: "DYNAMIC_TOPIC_CONFIG".
std::string_view config_source_name(ConfigSource source) noexcept;

} // namespace klamm::cli
