#include "klamm/admin_quorum.hpp"

#include "admin/quorum.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminQuorum::AdminQuorum() noexcept : AdminCalls(nullptr) {}
AdminQuorum::~AdminQuorum() = default;

AdminStart<MetadataQuorum> AdminQuorum::describing_quorum(const DescribeQuorumOptions& options) const {
  return impl_->prepare<MetadataQuorum>(std::make_shared<admin::DescribeQuorum>(), options.timeout);
}
Result<MetadataQuorum> AdminQuorum::describe_metadata_quorum(const DescribeQuorumOptions& options) {
  return impl_->run("Admin::describe_metadata_quorum", describing_quorum(options), options.timeout);
}

AdminStart<void> AdminQuorum::adding_voter(std::int32_t id, Uuid directory_id, std::vector<QuorumEndpoint> endpoints,
                                           const AlterQuorumOptions& options) const {
  return impl_->prepare<void>(std::make_shared<admin::AddRaftVoter>(id, directory_id, std::move(endpoints), options), options.timeout);
}
Result<void> AdminQuorum::add_raft_voter(std::int32_t id, Uuid directory_id, std::vector<QuorumEndpoint> endpoints,
                                         const AlterQuorumOptions& options) {
  return impl_->run("Admin::add_raft_voter", adding_voter(id, directory_id, std::move(endpoints), options), options.timeout);
}

AdminStart<void> AdminQuorum::removing_voter(std::int32_t id, Uuid directory_id, const AlterQuorumOptions& options) const {
  return impl_->prepare<void>(std::make_shared<admin::RemoveRaftVoter>(id, directory_id, options), options.timeout);
}
Result<void> AdminQuorum::remove_raft_voter(std::int32_t id, Uuid directory_id, const AlterQuorumOptions& options) {
  return impl_->run("Admin::remove_raft_voter", removing_voter(id, directory_id, options), options.timeout);
}

AdminStart<ClusterFeatures> AdminQuorum::describing_features(const DescribeQuorumOptions& options) const {
  return impl_->prepare<ClusterFeatures>(std::make_shared<admin::DescribeFeatures>(), options.timeout);
}
Result<ClusterFeatures> AdminQuorum::describe_features(const DescribeQuorumOptions& options) {
  return impl_->run("Admin::describe_features", describing_features(options), options.timeout);
}

AdminStart<UpdateFeaturesResult> AdminQuorum::updating_features(std::vector<FeatureUpdate> updates,
                                                                const UpdateFeaturesOptions& options) const {
  return impl_->prepare<UpdateFeaturesResult>(std::make_shared<admin::UpdateFeatures>(std::move(updates), options), options.timeout);
}
Result<UpdateFeaturesResult> AdminQuorum::update_features(std::vector<FeatureUpdate> updates, const UpdateFeaturesOptions& options) {
  return impl_->run("Admin::update_features", updating_features(std::move(updates), options), options.timeout);
}

AdminStart<void> AdminQuorum::unregistering_broker(std::int32_t id, const UnregisterBrokerOptions& options) const {
  return impl_->prepare<void>(std::make_shared<admin::UnregisterBroker>(id), options.timeout);
}
Result<void> AdminQuorum::unregister_broker(std::int32_t id, const UnregisterBrokerOptions& options) {
  return impl_->run("Admin::unregister_broker", unregistering_broker(id, options), options.timeout);
}

} // namespace klamm
