#include "klamm/admin_configs.hpp"

#include "admin/configs.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminConfigs::AdminConfigs() noexcept : AdminCalls(nullptr) {}
AdminConfigs::~AdminConfigs() = default;

AdminStart<DescribeConfigsResult> AdminConfigs::describing_configs(std::vector<ConfigResource> resources,
                                                                   const DescribeConfigsOptions& options) const {
  return impl_->prepare<DescribeConfigsResult>(std::make_shared<admin::DescribeConfigs>(std::move(resources), options), options.timeout);
}
Result<DescribeConfigsResult> AdminConfigs::describe_configs(std::vector<ConfigResource> resources, const DescribeConfigsOptions& options) {
  return impl_->run("Admin::describe_configs", describing_configs(std::move(resources), options), options.timeout);
}

AdminStart<AlterConfigsResult> AdminConfigs::altering_configs(std::vector<ConfigChanges> changes,
                                                              const AlterConfigsOptions& options) const {
  return impl_->prepare<AlterConfigsResult>(std::make_shared<admin::AlterConfigs>(std::move(changes), options), options.timeout);
}
Result<AlterConfigsResult> AdminConfigs::incremental_alter_configs(std::vector<ConfigChanges> changes, const AlterConfigsOptions& options) {
  return impl_->run("Admin::incremental_alter_configs", altering_configs(std::move(changes), options), options.timeout);
}

AdminStart<std::vector<ConfigResource>> AdminConfigs::listing_config_resources(std::vector<ConfigResourceType> types,
                                                                               const ListConfigResourcesOptions& options) const {
  return impl_->prepare<std::vector<ConfigResource>>(std::make_shared<admin::ListConfigResources>(std::move(types)), options.timeout);
}
Result<std::vector<ConfigResource>> AdminConfigs::list_config_resources(std::vector<ConfigResourceType> types,
                                                                        const ListConfigResourcesOptions& options) {
  return impl_->run("Admin::list_config_resources", listing_config_resources(std::move(types), options), options.timeout);
}

} // namespace klamm
