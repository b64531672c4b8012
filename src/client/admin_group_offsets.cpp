#include "klamm/admin_group_offsets.hpp"

#include "admin/group_offsets.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminGroupOffsets::AdminGroupOffsets() noexcept : AdminCalls(nullptr) {}
AdminGroupOffsets::~AdminGroupOffsets() = default;

AdminStart<ListGroupOffsetsResult> AdminGroupOffsets::listing_group_offsets(std::vector<GroupOffsetsSpec> groups,
                                                                            const ListGroupOffsetsOptions& options) const {
  return impl_->prepare<ListGroupOffsetsResult>(std::make_shared<admin::ListGroupOffsets>(std::move(groups), options), options.timeout);
}
Result<ListGroupOffsetsResult> AdminGroupOffsets::list_group_offsets(std::vector<GroupOffsetsSpec> groups,
                                                                     const ListGroupOffsetsOptions& options) {
  return impl_->run("Admin::list_group_offsets", listing_group_offsets(std::move(groups), options), options.timeout);
}

AdminStart<AlterGroupOffsetsResult> AdminGroupOffsets::altering_group_offsets(std::string group_id, std::vector<NewGroupOffset> offsets,
                                                                              const AlterGroupOffsetsOptions& options) const {
  return impl_->prepare<AlterGroupOffsetsResult>(std::make_shared<admin::AlterGroupOffsets>(std::move(group_id), std::move(offsets)),
                                                 options.timeout);
}
Result<AlterGroupOffsetsResult> AdminGroupOffsets::alter_group_offsets(std::string group_id, std::vector<NewGroupOffset> offsets,
                                                                       const AlterGroupOffsetsOptions& options) {
  return impl_->run("Admin::alter_group_offsets", altering_group_offsets(std::move(group_id), std::move(offsets), options),
                    options.timeout);
}

AdminStart<DeleteGroupOffsetsResult> AdminGroupOffsets::deleting_group_offsets(std::string group_id, std::vector<TopicPartition> partitions,
                                                                               const DeleteGroupOffsetsOptions& options) const {
  return impl_->prepare<DeleteGroupOffsetsResult>(std::make_shared<admin::DeleteGroupOffsets>(std::move(group_id), std::move(partitions)),
                                                  options.timeout);
}
Result<DeleteGroupOffsetsResult> AdminGroupOffsets::delete_group_offsets(std::string group_id, std::vector<TopicPartition> partitions,
                                                                         const DeleteGroupOffsetsOptions& options) {
  return impl_->run("Admin::delete_group_offsets", deleting_group_offsets(std::move(group_id), std::move(partitions), options),
                    options.timeout);
}

} // namespace klamm
