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

} // namespace klamm
