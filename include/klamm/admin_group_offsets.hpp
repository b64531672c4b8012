// The admin client's calls about the offsets that groups have committed.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/consumer_group.hpp"
#include "klamm/detail/admin_calls.hpp"
#include "klamm/record.hpp"

namespace klamm {

/// A group whose offsets are asked for.
struct GroupOffsetsSpec {
  std::string group_id;
  std::optional<std::vector<TopicPartition>> partitions; ///< nothing: all for which the group has an offset

  GroupOffsetsSpec(std::string group) : group_id(std::move(group)) {} // NOLINT(google-explicit-constructor): `list_group_offsets({"g"})`
  GroupOffsetsSpec(const char* group) : group_id(group) {}            // NOLINT(google-explicit-constructor)
  GroupOffsetsSpec(std::string group, std::vector<TopicPartition> of) : group_id(std::move(group)), partitions(std::move(of)) {}
};

/// An offset that a group is to have.
struct NewGroupOffset {
  TopicPartition partition;
  OffsetAndMetadata offset;

  NewGroupOffset(TopicPartition of, OffsetAndMetadata next) : partition(std::move(of)), offset(std::move(next)) {}
};

/// How committed offsets are looked up.
struct ListGroupOffsetsOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
  bool require_stable =
      false; ///< wait for transactions that commit offsets, rather than tell those of before (KIP-447; brokers from 2.5 on)
};
/// How offsets are committed for a group.
struct AlterGroupOffsetsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How offsets are forgotten.
struct DeleteGroupOffsetsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};

using GroupOffsets = Results<TopicPartition, std::optional<OffsetAndMetadata>>; ///< by partition; nothing where there is no offset
using ListGroupOffsetsResult = Results<std::string, GroupOffsets>;              ///< by group id
using AlterGroupOffsetsResult = Results<TopicPartition, void>;                  ///< by partition
using DeleteGroupOffsetsResult = Results<TopicPartition, void>;                 ///< by partition

/// Committed offsets. As all families of an Admin's calls: from any thread, blocking or with a completion token, results item by item.
class KLAMM_EXPORT AdminGroupOffsets : public virtual detail::AdminCalls {
public:
  /// The committed offsets of groups; a group that does not exist has none. Errors of a group: group_authorization_failed, invalid_group_id, …; of a
  /// partition: unstable_offset_commit, topic_authorization_failed, …
  Result<ListGroupOffsetsResult> list_group_offsets(std::vector<GroupOffsetsSpec> groups, const ListGroupOffsetsOptions& options = {});
  template <class Token>
  auto list_group_offsets_async(std::vector<GroupOffsetsSpec> groups, const ListGroupOffsetsOptions& options, Token&& token) {
    return async(listing_group_offsets(std::move(groups), options), std::forward<Token>(token));
  }

  /// Commits offsets for a group without members; one that does not exist comes into being. Errors of an item: unknown_member_id (the group has members:
  /// stop them first), unknown_topic_or_partition, offset_metadata_too_large, group_authorization_failed, …
  Result<AlterGroupOffsetsResult> alter_group_offsets(std::string group_id, std::vector<NewGroupOffset> offsets,
                                                      const AlterGroupOffsetsOptions& options = {});
  template <class Token>
  auto alter_group_offsets_async(std::string group_id, std::vector<NewGroupOffset> offsets, const AlterGroupOffsetsOptions& options,
                                 Token&& token) {
    return async(altering_group_offsets(std::move(group_id), std::move(offsets), options), std::forward<Token>(token));
  }

  /// Forgets a group's offsets of partitions, which its members must not be subscribed to (KIP-496; brokers from 2.4 on). Errors of an item:
  /// group_subscribed_to_topic, group_id_not_found, unknown_topic_or_partition, …
  Result<DeleteGroupOffsetsResult> delete_group_offsets(std::string group_id, std::vector<TopicPartition> partitions,
                                                        const DeleteGroupOffsetsOptions& options = {});
  template <class Token>
  auto delete_group_offsets_async(std::string group_id, std::vector<TopicPartition> partitions, const DeleteGroupOffsetsOptions& options,
                                  Token&& token) {
    return async(deleting_group_offsets(std::move(group_id), std::move(partitions), options), std::forward<Token>(token));
  }

protected:
  AdminGroupOffsets() noexcept;
  ~AdminGroupOffsets();

private:
  detail::AdminStart<ListGroupOffsetsResult> listing_group_offsets(std::vector<GroupOffsetsSpec> groups,
                                                                   const ListGroupOffsetsOptions& options) const;
  detail::AdminStart<AlterGroupOffsetsResult> altering_group_offsets(std::string group_id, std::vector<NewGroupOffset> offsets,
                                                                     const AlterGroupOffsetsOptions& options) const;
  detail::AdminStart<DeleteGroupOffsetsResult> deleting_group_offsets(std::string group_id, std::vector<TopicPartition> partitions,
                                                                      const DeleteGroupOffsetsOptions& options) const;
};

} // namespace klamm
