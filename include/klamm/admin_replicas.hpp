// The admin client's calls about where partitions lie: brokers' directories, leaders, and moves to other brokers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/detail/admin_calls.hpp"
#include "klamm/record.hpp"

namespace klamm {

/// A partition's replica on one broker.
struct Replica {
  TopicPartition partition;
  std::int32_t broker = -1;

  Replica(TopicPartition of, std::int32_t on) : partition(std::move(of)), broker(on) {}
  auto operator<=>(const Replica&) const = default;
};

/// A replica in a directory of its broker.
struct ReplicaLog {
  TopicPartition partition;
  std::int64_t size = 0;       ///< bytes
  std::int64_t offset_lag = 0; ///< records behind the high watermark; of a future replica: behind the current one
  bool future = false;         ///< it is being moved here, and takes the current one's place when it has caught up
};

/// A directory of a broker.
struct LogDir {
  std::string path;
  std::optional<Error> error;               ///< why it is out of use, e.g. kafka_storage_error
  std::optional<std::int64_t> total_bytes;  ///< of the volume (KIP-827; brokers from 3.3 on), as is:
  std::optional<std::int64_t> usable_bytes; ///< bytes that are free
  bool cordoned = false;                    ///< it gets no new replicas (KIP-1066; brokers from 4.3 on)
  std::vector<ReplicaLog> replicas;         ///< by partition
};

/// In which directories a replica lies.
struct ReplicaLogDirs {
  std::optional<std::string> current; ///< nothing where the broker has no such replica
  std::int64_t current_lag = -1;
  std::optional<std::string> future; ///< where it is being moved to
  std::int64_t future_lag = -1;
};

/// A replica's move to another directory of the same broker.
struct ReplicaMove {
  Replica replica;
  std::string path; ///< absolute, one of the broker's log.dirs

  ReplicaMove(Replica of, std::string to) : replica(std::move(of)), path(std::move(to)) {}
};

/// How leaders are elected; the numbers are the protocol's.
enum class ElectionType : std::int8_t {
  preferred = 0, ///< the first of the replicas, if it is in sync
  unclean = 1,   ///< any, where none in sync is left: records may be lost (KIP-460; brokers from 2.4 on)
};

/// Which brokers a partition is to lie on.
struct PartitionReassignment {
  TopicPartition partition;
  std::optional<std::vector<std::int32_t>> replicas; ///< the preferred leader first; nothing: cancels what is under way

  PartitionReassignment(TopicPartition of, std::optional<std::vector<std::int32_t>> to)
      : partition(std::move(of)), replicas(std::move(to)) {}
};

/// A partition that is being moved.
struct OngoingReassignment {
  TopicPartition partition;
  std::vector<std::int32_t> replicas; ///< all, with those that come and go
  std::vector<std::int32_t> adding;
  std::vector<std::int32_t> removing;
};

/// How directories are described.
struct DescribeLogDirsOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
};
/// How replicas are moved between directories.
struct AlterLogDirsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How leaders are elected.
struct ElectLeadersOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How partitions are moved.
struct AlterReassignmentsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool allow_replication_factor_change = true; ///< else invalid_replication_factor where it would (KIP-860; brokers from 4.1 on)
};
/// How moves are listed.
struct ListReassignmentsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};

using DescribeLogDirsResult = Results<std::int32_t, std::vector<LogDir>>; ///< by broker
using DescribeReplicaLogDirsResult = Results<Replica, ReplicaLogDirs>;    ///< by replica
using AlterReplicaLogDirsResult = Results<Replica, void>;                 ///< by replica
using ElectLeadersResult = Results<TopicPartition, void>;                 ///< by partition
using AlterReassignmentsResult = Results<TopicPartition, void>;           ///< by partition

/// Replicas. As all families of an Admin's calls: from any thread, blocking or with a completion token, results item by item.
class KLAMM_EXPORT AdminReplicas : public virtual detail::AdminCalls {
public:
  /// The directories of these brokers, or (`{}`) of all, with their replicas (KIP-113). Errors of a broker: broker_id_not_registered,
  /// cluster_authorization_failed, connection errors, …
  Result<DescribeLogDirsResult> describe_log_dirs(std::vector<std::int32_t> brokers = {}, const DescribeLogDirsOptions& options = {});
  template <class Token>
  auto describe_log_dirs_async(std::vector<std::int32_t> brokers, const DescribeLogDirsOptions& options, Token&& token) {
    return async(describing_log_dirs(std::move(brokers), options), std::forward<Token>(token));
  }

  /// In which directories replicas lie, and whether they are being moved. Errors as for describe_log_dirs.
  Result<DescribeReplicaLogDirsResult> describe_replica_log_dirs(std::vector<Replica> replicas, const DescribeLogDirsOptions& options = {});
  template <class Token>
  auto describe_replica_log_dirs_async(std::vector<Replica> replicas, const DescribeLogDirsOptions& options, Token&& token) {
    return async(describing_replica_log_dirs(std::move(replicas), options), std::forward<Token>(token));
  }

  /// Moves replicas to other directories of their brokers, which goes on after this has succeeded. A replica that its broker does not have yet will be
  /// made there: that is the error replica_not_available. Errors of an item: log_dir_not_found, kafka_storage_error, …
  Result<AlterReplicaLogDirsResult> alter_replica_log_dirs(std::vector<ReplicaMove> moves, const AlterLogDirsOptions& options = {});
  template <class Token>
  auto alter_replica_log_dirs_async(std::vector<ReplicaMove> moves, const AlterLogDirsOptions& options, Token&& token) {
    return async(altering_replica_log_dirs(std::move(moves), options), std::forward<Token>(token));
  }

  /// Elects leaders of partitions (KIP-183, KIP-460; brokers from 2.2 on). Errors of an item: election_not_needed (it is leader already),
  /// preferred_leader_not_available, eligible_leaders_not_available, unknown_topic_or_partition, …
  Result<ElectLeadersResult> elect_leaders(ElectionType type, std::vector<TopicPartition> partitions,
                                           const ElectLeadersOptions& options = {});
  template <class Token>
  auto elect_leaders_async(ElectionType type, std::vector<TopicPartition> partitions, const ElectLeadersOptions& options, Token&& token) {
    return async(electing_leaders(type, std::move(partitions), options), std::forward<Token>(token));
  }

  /// Elects leaders of all partitions that need it, and tells of those.
  Result<ElectLeadersResult> elect_all_leaders(ElectionType type, const ElectLeadersOptions& options = {});
  template <class Token>
  auto elect_all_leaders_async(ElectionType type, const ElectLeadersOptions& options, Token&& token) {
    return async(electing_all_leaders(type, options), std::forward<Token>(token));
  }

  /// Moves partitions to other brokers, or cancels that; the moving goes on after this has succeeded (KIP-455; brokers from 2.4 on). Errors of an item:
  /// invalid_replica_assignment, no_reassignment_in_progress, unknown_topic_or_partition, …
  Result<AlterReassignmentsResult> alter_partition_reassignments(std::vector<PartitionReassignment> partitions,
                                                                 const AlterReassignmentsOptions& options = {});
  template <class Token>
  auto alter_partition_reassignments_async(std::vector<PartitionReassignment> partitions, const AlterReassignmentsOptions& options,
                                           Token&& token) {
    return async(altering_reassignments(std::move(partitions), options), std::forward<Token>(token));
  }

  /// Which of these partitions are being moved, or (nothing) which at all (KIP-455; brokers from 2.4 on).
  Result<std::vector<OngoingReassignment>> list_partition_reassignments(std::optional<std::vector<TopicPartition>> partitions = {},
                                                                        const ListReassignmentsOptions& options = {});
  template <class Token>
  auto list_partition_reassignments_async(std::optional<std::vector<TopicPartition>> partitions, const ListReassignmentsOptions& options,
                                          Token&& token) {
    return async(listing_reassignments(std::move(partitions), options), std::forward<Token>(token));
  }

protected:
  AdminReplicas() noexcept;
  ~AdminReplicas();

private:
  template <class T>
  using Start = detail::AdminStart<T>;
  Start<DescribeLogDirsResult> describing_log_dirs(std::vector<std::int32_t> brokers, const DescribeLogDirsOptions& options) const;
  Start<DescribeReplicaLogDirsResult> describing_replica_log_dirs(std::vector<Replica> replicas,
                                                                  const DescribeLogDirsOptions& options) const;
  Start<AlterReplicaLogDirsResult> altering_replica_log_dirs(std::vector<ReplicaMove> moves, const AlterLogDirsOptions& options) const;
  Start<ElectLeadersResult> electing_leaders(ElectionType type, std::vector<TopicPartition> partitions,
                                             const ElectLeadersOptions& options) const;
  Start<ElectLeadersResult> electing_all_leaders(ElectionType type, const ElectLeadersOptions& options) const;
  Start<AlterReassignmentsResult> altering_reassignments(std::vector<PartitionReassignment> partitions,
                                                         const AlterReassignmentsOptions& options) const;
  Start<std::vector<OngoingReassignment>> listing_reassignments(std::optional<std::vector<TopicPartition>> partitions,
                                                                const ListReassignmentsOptions& options) const;
};

} // namespace klamm
