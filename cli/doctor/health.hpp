// Judgements of what a cluster says of itself. Plain functions of what was asked, so that tests can hand them any cluster.
#pragma once

#include <chrono>
#include <klamm/admin.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands/groups.hpp"
#include "cli/doctor/findings.hpp"

namespace klamm::cli {

/// The release that a level of metadata.version came with: "4.3"; empty for a level that this version of klamm doesn't know.
std::string release_of(std::int16_t metadata_version);

/// The version, and features whose level lags behind what the brokers could have.
void judge_features(const ClusterFeatures& features, Findings& findings);

/// The controller's clock beside this host's; what lies between asking and being answered is nobody's fault.
void judge_clock(Timestamp asked, Timestamp controller, Timestamp answered, Findings& findings);

/// Brokers that advertise one address, so that clients can't tell them apart; and those that are fenced.
void judge_brokers(const std::vector<BrokerDescription>& brokers, Findings& findings);

/// Partitions without a leader, without in-sync replicas enough, or not led by whom they should be. `min_in_sync`: of topics where it is known.
void judge_partitions(const std::vector<TopicDescription>& topics, const std::map<std::string, int>& min_in_sync, Findings& findings);

/// How far a group is behind. One that was asked for by name ought to have members.
void judge_lag(const GroupDescription& group, const std::map<TopicPartition, GroupProgress>& progress, bool asked_for, Findings& findings);

} // namespace klamm::cli
