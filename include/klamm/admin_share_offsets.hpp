// The admin client's calls about where share groups stand in partitions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_group_offsets.hpp"

namespace klamm {

/// Where a share group stands in a partition (KIP-932).
struct ShareOffset {
  std::int64_t start_offset = -1; ///< of the first record that it may still be given
  std::int32_t leader_epoch = -1;
  std::optional<std::int64_t> lag; ///< records that it has not been through (KIP-1226; brokers from 4.3 on)
};

/// Where a share group is to stand.
struct NewShareOffset {
  TopicPartition partition;
  std::int64_t start_offset = 0;

  NewShareOffset(TopicPartition of, std::int64_t first) : partition(std::move(of)), start_offset(first) {}
};

/// How share groups' offsets are looked up.
struct ListShareOffsetsOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
};
/// How share groups are moved.
struct AlterShareOffsetsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};

using ShareOffsets = Results<TopicPartition, std::optional<ShareOffset>>; ///< by partition; nothing where it has none
using ListShareOffsetsResult = Results<std::string, ShareOffsets>;        ///< by group id
using AlterShareOffsetsResult = Results<TopicPartition, void>;            ///< by partition
using DeleteShareOffsetsResult = Results<std::string, void>;              ///< by topic

/// Share groups' offsets (KIP-932; brokers from 4.2 on). As all families of an Admin's calls: from any thread, blocking or with a completion token.
class KLAMM_EXPORT AdminShareOffsets : public virtual detail::AdminCalls {
public:
  /// Where share groups stand in partitions; a group that does not exist stands nowhere. Errors of a group: group_authorization_failed, …
  Result<ListShareOffsetsResult> list_share_group_offsets(std::vector<GroupOffsetsSpec> groups,
                                                          const ListShareOffsetsOptions& options = {});
  template <class Token>
  auto list_share_group_offsets_async(std::vector<GroupOffsetsSpec> groups, const ListShareOffsetsOptions& options, Token&& token) {
    return async(listing_share_offsets(std::move(groups), options), std::forward<Token>(token));
  }

  /// Moves a share group without members; one that does not exist comes into being. Errors of an item: non_empty_group, unknown_topic_or_partition,
  /// group_authorization_failed, …
  Result<AlterShareOffsetsResult> alter_share_group_offsets(std::string group_id, std::vector<NewShareOffset> offsets,
                                                            const AlterShareOffsetsOptions& options = {});
  template <class Token>
  auto alter_share_group_offsets_async(std::string group_id, std::vector<NewShareOffset> offsets, const AlterShareOffsetsOptions& options,
                                       Token&& token) {
    return async(altering_share_offsets(std::move(group_id), std::move(offsets), options), std::forward<Token>(token));
  }

  /// Forgets where a share group without members stands in topics. Errors of an item: non_empty_group, group_id_not_found,
  /// unknown_topic_or_partition, …
  Result<DeleteShareOffsetsResult> delete_share_group_offsets(std::string group_id, std::vector<std::string> topics,
                                                              const AlterShareOffsetsOptions& options = {});
  template <class Token>
  auto delete_share_group_offsets_async(std::string group_id, std::vector<std::string> topics, const AlterShareOffsetsOptions& options,
                                        Token&& token) {
    return async(deleting_share_offsets(std::move(group_id), std::move(topics), options), std::forward<Token>(token));
  }

protected:
  AdminShareOffsets() noexcept;
  ~AdminShareOffsets();

private:
  detail::AdminStart<ListShareOffsetsResult> listing_share_offsets(std::vector<GroupOffsetsSpec> groups,
                                                                   const ListShareOffsetsOptions& options) const;
  detail::AdminStart<AlterShareOffsetsResult> altering_share_offsets(std::string group_id, std::vector<NewShareOffset> offsets,
                                                                     const AlterShareOffsetsOptions& options) const;
  detail::AdminStart<DeleteShareOffsetsResult> deleting_share_offsets(std::string group_id, std::vector<std::string> topics,
                                                                      const AlterShareOffsetsOptions& options) const;
};

} // namespace klamm
