#include "klamm/admin_share_offsets.hpp"

#include "admin/share_offsets.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminShareOffsets::AdminShareOffsets() noexcept : AdminCalls(nullptr) {}
AdminShareOffsets::~AdminShareOffsets() = default;

AdminStart<ListShareOffsetsResult> AdminShareOffsets::listing_share_offsets(std::vector<GroupOffsetsSpec> groups,
                                                                            const ListShareOffsetsOptions& options) const {
  return impl_->prepare<ListShareOffsetsResult>(std::make_shared<admin::ListShareOffsets>(std::move(groups)), options.timeout);
}
Result<ListShareOffsetsResult> AdminShareOffsets::list_share_group_offsets(std::vector<GroupOffsetsSpec> groups,
                                                                           const ListShareOffsetsOptions& options) {
  return impl_->run("Admin::list_share_group_offsets", listing_share_offsets(std::move(groups), options), options.timeout);
}

AdminStart<AlterShareOffsetsResult> AdminShareOffsets::altering_share_offsets(std::string group_id, std::vector<NewShareOffset> offsets,
                                                                              const AlterShareOffsetsOptions& options) const {
  return impl_->prepare<AlterShareOffsetsResult>(std::make_shared<admin::AlterShareOffsets>(std::move(group_id), std::move(offsets)),
                                                 options.timeout);
}
Result<AlterShareOffsetsResult> AdminShareOffsets::alter_share_group_offsets(std::string group_id, std::vector<NewShareOffset> offsets,
                                                                             const AlterShareOffsetsOptions& options) {
  return impl_->run("Admin::alter_share_group_offsets", altering_share_offsets(std::move(group_id), std::move(offsets), options),
                    options.timeout);
}

AdminStart<DeleteShareOffsetsResult> AdminShareOffsets::deleting_share_offsets(std::string group_id, std::vector<std::string> topics,
                                                                               const AlterShareOffsetsOptions& options) const {
  return impl_->prepare<DeleteShareOffsetsResult>(std::make_shared<admin::DeleteShareOffsets>(std::move(group_id), std::move(topics)),
                                                  options.timeout);
}
Result<DeleteShareOffsetsResult> AdminShareOffsets::delete_share_group_offsets(std::string group_id, std::vector<std::string> topics,
                                                                               const AlterShareOffsetsOptions& options) {
  return impl_->run("Admin::delete_share_group_offsets", deleting_share_offsets(std::move(group_id), std::move(topics), options),
                    options.timeout);
}

} // namespace klamm
