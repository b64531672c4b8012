#include "klamm/admin_replicas.hpp"

#include "admin/log_dirs.hpp"
#include "admin/reassignments.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminReplicas::AdminReplicas() noexcept : AdminCalls(nullptr) {}
AdminReplicas::~AdminReplicas() = default;

AdminStart<DescribeLogDirsResult> AdminReplicas::describing_log_dirs(std::vector<std::int32_t> brokers,
                                                                     const DescribeLogDirsOptions& options) const {
  return impl_->prepare<DescribeLogDirsResult>(std::make_shared<admin::DescribeLogDirs>(std::move(brokers)), options.timeout);
}
Result<DescribeLogDirsResult> AdminReplicas::describe_log_dirs(std::vector<std::int32_t> brokers, const DescribeLogDirsOptions& options) {
  return impl_->run("Admin::describe_log_dirs", describing_log_dirs(std::move(brokers), options), options.timeout);
}

AdminStart<DescribeReplicaLogDirsResult> AdminReplicas::describing_replica_log_dirs(std::vector<Replica> replicas,
                                                                                    const DescribeLogDirsOptions& options) const {
  return impl_->prepare<DescribeReplicaLogDirsResult>(std::make_shared<admin::DescribeReplicaLogDirs>(std::move(replicas)),
                                                      options.timeout);
}
Result<DescribeReplicaLogDirsResult> AdminReplicas::describe_replica_log_dirs(std::vector<Replica> replicas,
                                                                              const DescribeLogDirsOptions& options) {
  return impl_->run("Admin::describe_replica_log_dirs", describing_replica_log_dirs(std::move(replicas), options), options.timeout);
}

AdminStart<AlterReplicaLogDirsResult> AdminReplicas::altering_replica_log_dirs(std::vector<ReplicaMove> moves,
                                                                               const AlterLogDirsOptions& options) const {
  return impl_->prepare<AlterReplicaLogDirsResult>(std::make_shared<admin::AlterReplicaLogDirs>(std::move(moves)), options.timeout);
}
Result<AlterReplicaLogDirsResult> AdminReplicas::alter_replica_log_dirs(std::vector<ReplicaMove> moves,
                                                                        const AlterLogDirsOptions& options) {
  return impl_->run("Admin::alter_replica_log_dirs", altering_replica_log_dirs(std::move(moves), options), options.timeout);
}

AdminStart<ElectLeadersResult> AdminReplicas::electing_leaders(ElectionType type, std::vector<TopicPartition> partitions,
                                                               const ElectLeadersOptions& options) const {
  return impl_->prepare<ElectLeadersResult>(std::make_shared<admin::ElectLeaders>(type, std::move(partitions)), options.timeout);
}
Result<ElectLeadersResult> AdminReplicas::elect_leaders(ElectionType type, std::vector<TopicPartition> partitions,
                                                        const ElectLeadersOptions& options) {
  return impl_->run("Admin::elect_leaders", electing_leaders(type, std::move(partitions), options), options.timeout);
}

AdminStart<ElectLeadersResult> AdminReplicas::electing_all_leaders(ElectionType type, const ElectLeadersOptions& options) const {
  return impl_->prepare<ElectLeadersResult>(std::make_shared<admin::ElectAllLeaders>(type), options.timeout);
}
Result<ElectLeadersResult> AdminReplicas::elect_all_leaders(ElectionType type, const ElectLeadersOptions& options) {
  return impl_->run("Admin::elect_all_leaders", electing_all_leaders(type, options), options.timeout);
}

AdminStart<AlterReassignmentsResult> AdminReplicas::altering_reassignments(std::vector<PartitionReassignment> partitions,
                                                                           const AlterReassignmentsOptions& options) const {
  return impl_->prepare<AlterReassignmentsResult>(std::make_shared<admin::AlterReassignments>(std::move(partitions), options),
                                                  options.timeout);
}
Result<AlterReassignmentsResult> AdminReplicas::alter_partition_reassignments(std::vector<PartitionReassignment> partitions,
                                                                              const AlterReassignmentsOptions& options) {
  return impl_->run("Admin::alter_partition_reassignments", altering_reassignments(std::move(partitions), options), options.timeout);
}

AdminStart<std::vector<OngoingReassignment>> AdminReplicas::listing_reassignments(std::optional<std::vector<TopicPartition>> partitions,
                                                                                  const ListReassignmentsOptions& options) const {
  return impl_->prepare<std::vector<OngoingReassignment>>(std::make_shared<admin::ListReassignments>(std::move(partitions)),
                                                          options.timeout);
}
Result<std::vector<OngoingReassignment>> AdminReplicas::list_partition_reassignments(std::optional<std::vector<TopicPartition>> partitions,
                                                                                     const ListReassignmentsOptions& options) {
  return impl_->run("Admin::list_partition_reassignments", listing_reassignments(std::move(partitions), options), options.timeout);
}

} // namespace klamm
