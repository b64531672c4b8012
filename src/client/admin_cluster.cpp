#include "klamm/admin_cluster.hpp"

#include "admin/api_versions.hpp"
#include "admin/cluster_description.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminCluster::AdminCluster() noexcept : AdminCalls(nullptr) {}
AdminCluster::~AdminCluster() = default;

AdminStart<ClusterDescription> AdminCluster::describing_cluster(const DescribeClusterOptions& options) const {
  return impl_->prepare<ClusterDescription>(std::make_shared<admin::DescribeCluster>(options), options.timeout);
}
Result<ClusterDescription> AdminCluster::describe_cluster(const DescribeClusterOptions& options) {
  return impl_->run("Admin::describe_cluster", describing_cluster(options), options.timeout);
}

AdminStart<DescribeApiVersionsResult> AdminCluster::describing_api_versions(std::vector<std::int32_t> brokers,
                                                                            const DescribeApiVersionsOptions& options) const {
  return impl_->prepare<DescribeApiVersionsResult>(std::make_shared<admin::DescribeApiVersions>(std::move(brokers)), options.timeout);
}
Result<DescribeApiVersionsResult> AdminCluster::describe_api_versions(std::vector<std::int32_t> brokers,
                                                                      const DescribeApiVersionsOptions& options) {
  return impl_->run("Admin::describe_api_versions", describing_api_versions(std::move(brokers), options), options.timeout);
}

} // namespace klamm
