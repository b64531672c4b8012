#include "klamm/admin_groups.hpp"

#include "admin/group_members.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminGroups::AdminGroups() noexcept : AdminCalls(nullptr) {}
AdminGroups::~AdminGroups() = default;

AdminStart<Gathered<GroupListing>> AdminGroups::listing_groups(const ListGroupsOptions& options) const {
  return impl_->prepare<Gathered<GroupListing>>(std::make_shared<admin::ListGroups>(options), options.timeout);
}
Result<Gathered<GroupListing>> AdminGroups::list_groups(const ListGroupsOptions& options) {
  return impl_->run("Admin::list_groups", listing_groups(options), options.timeout);
}

AdminStart<DescribeGroupsResult> AdminGroups::describing_groups(std::vector<std::string> group_ids,
                                                                const DescribeGroupsOptions& options) const {
  return impl_->prepare<DescribeGroupsResult>(std::make_shared<admin::DescribeGroups>(std::move(group_ids), options), options.timeout);
}
Result<DescribeGroupsResult> AdminGroups::describe_groups(std::vector<std::string> group_ids, const DescribeGroupsOptions& options) {
  return impl_->run("Admin::describe_groups", describing_groups(std::move(group_ids), options), options.timeout);
}

AdminStart<DeleteGroupsResult> AdminGroups::deleting_groups(std::vector<std::string> group_ids, const DeleteGroupsOptions& options) const {
  return impl_->prepare<DeleteGroupsResult>(std::make_shared<admin::DeleteGroups>(std::move(group_ids)), options.timeout);
}
Result<DeleteGroupsResult> AdminGroups::delete_groups(std::vector<std::string> group_ids, const DeleteGroupsOptions& options) {
  return impl_->run("Admin::delete_groups", deleting_groups(std::move(group_ids), options), options.timeout);
}

AdminStart<RemoveMembersResult> AdminGroups::removing_members(std::string group_id, std::vector<GroupMemberRef> members,
                                                              const RemoveMembersOptions& options) const {
  return impl_->prepare<RemoveMembersResult>(std::make_shared<admin::RemoveMembers>(std::move(group_id), std::move(members), options),
                                             options.timeout);
}
Result<RemoveMembersResult> AdminGroups::remove_members_from_group(std::string group_id, std::vector<GroupMemberRef> members,
                                                                   const RemoveMembersOptions& options) {
  return impl_->run("Admin::remove_members_from_group", removing_members(std::move(group_id), std::move(members), options),
                    options.timeout);
}

AdminStart<RemoveMembersResult> AdminGroups::removing_all_members(std::string group_id, const RemoveMembersOptions& options) const {
  return impl_->prepare<RemoveMembersResult>(std::make_shared<admin::RemoveAllMembers>(std::move(group_id), options), options.timeout);
}
Result<RemoveMembersResult> AdminGroups::remove_all_members_from_group(std::string group_id, const RemoveMembersOptions& options) {
  return impl_->run("Admin::remove_all_members_from_group", removing_all_members(std::move(group_id), options), options.timeout);
}

} // namespace klamm
