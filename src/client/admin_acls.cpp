#include "klamm/admin_acls.hpp"

#include "admin/acls.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminAcls::AdminAcls() noexcept : AdminCalls(nullptr) {}
AdminAcls::~AdminAcls() = default;

AdminStart<CreateAclsResult> AdminAcls::creating_acls(std::vector<AclBinding> acls, const CreateAclsOptions& options) const {
  return impl_->prepare<CreateAclsResult>(std::make_shared<admin::CreateAcls>(std::move(acls)), options.timeout);
}
Result<CreateAclsResult> AdminAcls::create_acls(std::vector<AclBinding> acls, const CreateAclsOptions& options) {
  return impl_->run("Admin::create_acls", creating_acls(std::move(acls), options), options.timeout);
}

AdminStart<std::vector<AclBinding>> AdminAcls::describing_acls(AclFilter filter, const DescribeAclsOptions& options) const {
  return impl_->prepare<std::vector<AclBinding>>(std::make_shared<admin::DescribeAcls>(std::move(filter)), options.timeout);
}
Result<std::vector<AclBinding>> AdminAcls::describe_acls(AclFilter filter, const DescribeAclsOptions& options) {
  return impl_->run("Admin::describe_acls", describing_acls(std::move(filter), options), options.timeout);
}

AdminStart<DeleteAclsResult> AdminAcls::deleting_acls(std::vector<AclFilter> filters, const DeleteAclsOptions& options) const {
  return impl_->prepare<DeleteAclsResult>(std::make_shared<admin::DeleteAcls>(std::move(filters)), options.timeout);
}
Result<DeleteAclsResult> AdminAcls::delete_acls(std::vector<AclFilter> filters, const DeleteAclsOptions& options) {
  return impl_->run("Admin::delete_acls", deleting_acls(std::move(filters), options), options.timeout);
}

} // namespace klamm
