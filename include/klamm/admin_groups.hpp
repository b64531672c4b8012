// The admin client's calls about groups of consumers and their members; their offsets are in admin_group_offsets.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/admin_streams.hpp"
#include "klamm/admin_types.hpp"
#include "klamm/detail/admin_calls.hpp"
#include "klamm/record.hpp"

namespace klamm {

/// By which protocol a group works.
enum class GroupType : std::uint8_t {
  unknown,  ///< brokers before 3.8 don't say
  classic,  ///< members divide the partitions themselves
  consumer, ///< the broker divides them (KIP-848)
  share,    ///< members share partitions record by record (KIP-932)
  streams,  ///< Kafka Streams with the broker's help (KIP-1071)
};
/// As Kafka writes it: "Classic".
KLAMM_EXPORT std::string_view group_type_name(GroupType type) noexcept;

/// What a group is doing.
enum class GroupState : std::uint8_t {
  unknown,              ///< brokers before 2.6 don't say in a list
  preparing_rebalance,  ///< classic: members are asked to join again
  completing_rebalance, ///< classic: the leader divides the partitions
  stable,
  dead,
  empty,       ///< no members; offsets may remain
  assigning,   ///< the broker divides the partitions
  reconciling, ///< members take over what they were given
  not_ready,   ///< streams: topics are missing
};
/// As Kafka writes it: "PreparingRebalance".
KLAMM_EXPORT std::string_view group_state_name(GroupState state) noexcept;

/// A group as a list has it.
struct GroupListing {
  std::string group_id;
  std::string protocol_type; ///< "consumer", "connect", "share", …; empty for a group that has offsets and never had members
  GroupType type = GroupType::unknown;
  GroupState state = GroupState::unknown;
};

/// A member of a group.
struct MemberDescription {
  std::string member_id;
  std::optional<std::string> group_instance_id; ///< of static members
  std::string client_id;
  std::string client_host; ///< as the broker sees it: "/10.1.2.3"
  std::optional<std::string> rack;
  std::int32_t member_epoch = -1;                               ///< -1 in classic groups
  std::vector<std::string> subscribed_topics;                   ///< where the protocol tells them
  std::string subscribed_regex;                                 ///< RE2/J's syntax; empty where there is none
  std::vector<TopicPartition> assignment;                       ///< in order
  std::optional<std::vector<TopicPartition>> target_assignment; ///< consumer groups: what it shall have
  bool classic = false;         ///< it speaks the classic protocol (in a consumer group: KIP-848's migration; brokers from 4.1 on say so)
  std::string metadata;         ///< classic groups: the member's own bytes, as its protocol_type has them
  std::string assignment_bytes; ///< as metadata
  std::optional<StreamsMember> streams; ///< streams groups
};

/// A group of any type with its members.
struct GroupDescription {
  std::string group_id;
  GroupType type = GroupType::unknown;
  GroupState state = GroupState::unknown;
  std::string protocol_type; ///< "consumer", "share", "connect", …
  std::string assignor;      ///< how partitions are divided, e.g. "uniform"; of a classic group the members' common protocol, e.g. "range"
  std::int32_t coordinator = -1;      ///< the broker that coordinates it
  std::int32_t group_epoch = -1;      ///< -1 in classic groups, as is:
  std::int32_t assignment_epoch = -1; ///< behind group_epoch while partitions are divided anew
  std::vector<MemberDescription> members;
  std::optional<StreamsTopology> topology;                        ///< streams groups, once a member has told it
  std::optional<std::vector<AclOperation>> authorized_operations; ///< where they were asked for
};

/// A member to be removed from its group.
class GroupMemberRef {
public:
  static GroupMemberRef by_id(std::string member_id) { return {std::move(member_id), {}}; }
  /// A static member (KIP-345), by its `group.instance.id`.
  static GroupMemberRef by_instance_id(std::string instance_id) { return {{}, std::move(instance_id)}; }

  const std::string& member_id() const noexcept { return member_id_; }
  const std::string& group_instance_id() const noexcept { return instance_id_; }
  auto operator<=>(const GroupMemberRef&) const = default;

private:
  GroupMemberRef(std::string member, std::string instance) : member_id_(std::move(member)), instance_id_(std::move(instance)) {}
  std::string member_id_, instance_id_;
};

/// Which groups are listed: those that fit all of these; what is empty fits all.
struct ListGroupsOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
  std::vector<GroupState> states{};                   ///< brokers from 2.6 on (KIP-518)
  std::vector<GroupType> types{};                     ///< brokers from 3.8 on (KIP-848); older ones have classic groups only
  std::vector<std::string> protocol_types{};          ///< e.g. "consumer"; "" stands for groups that only have offsets
};
/// What is told of groups.
struct DescribeGroupsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool include_authorized_operations = false; ///< what this client may do to each (KIP-430; brokers from 2.3 on)
};
/// How groups are deleted.
struct DeleteGroupsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How members are removed.
struct RemoveMembersOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  std::string reason{}; ///< for the coordinator's log (KIP-800)
};

using DescribeGroupsResult = Results<std::string, GroupDescription>; ///< by group id
using DeleteGroupsResult = Results<std::string, void>;               ///< by group id
using RemoveMembersResult = Results<GroupMemberRef, void>;           ///< by member

/// Groups. As all families of an Admin's calls: from any thread, blocking or with a completion token, results item by item.
class KLAMM_EXPORT AdminGroups : public virtual detail::AdminCalls {
public:
  /// The groups that this client may describe, of all brokers, by id. A broker that can't be asked is told in `errors`.
  Result<Gathered<GroupListing>> list_groups(const ListGroupsOptions& options = {});
  template <class Token>
  auto list_groups_async(const ListGroupsOptions& options, Token&& token) {
    return async(listing_groups(options), std::forward<Token>(token));
  }

  /// Groups of any type with their members. Errors of an item: group_id_not_found, invalid_group_id, group_authorization_failed, …
  Result<DescribeGroupsResult> describe_groups(std::vector<std::string> group_ids, const DescribeGroupsOptions& options = {});
  template <class Token>
  auto describe_groups_async(std::vector<std::string> group_ids, const DescribeGroupsOptions& options, Token&& token) {
    return async(describing_groups(std::move(group_ids), options), std::forward<Token>(token));
  }

  /// Deletes groups of any type with their offsets. Errors of an item: non_empty_group, group_id_not_found, group_authorization_failed, …
  Result<DeleteGroupsResult> delete_groups(std::vector<std::string> group_ids, const DeleteGroupsOptions& options = {});
  template <class Token>
  auto delete_groups_async(std::vector<std::string> group_ids, const DeleteGroupsOptions& options, Token&& token) {
    return async(deleting_groups(std::move(group_ids), options), std::forward<Token>(token));
  }

  /// Removes members from a group of consumers; those that still run may join again. Errors of an item: unknown_member_id, fenced_instance_id,
  /// unsupported_by_broker (several members, and static ones: brokers from 2.4 on), …
  Result<RemoveMembersResult> remove_members_from_group(std::string group_id, std::vector<GroupMemberRef> members,
                                                        const RemoveMembersOptions& options = {});
  template <class Token>
  auto remove_members_from_group_async(std::string group_id, std::vector<GroupMemberRef> members, const RemoveMembersOptions& options,
                                       Token&& token) {
    return async(removing_members(std::move(group_id), std::move(members), options), std::forward<Token>(token));
  }

  /// Removes all members that a group has, which may be none. Fails as a whole where it can't be described.
  Result<RemoveMembersResult> remove_all_members_from_group(std::string group_id, const RemoveMembersOptions& options = {});
  template <class Token>
  auto remove_all_members_from_group_async(std::string group_id, const RemoveMembersOptions& options, Token&& token) {
    return async(removing_all_members(std::move(group_id), options), std::forward<Token>(token));
  }

protected:
  AdminGroups() noexcept;
  ~AdminGroups();

private:
  detail::AdminStart<Gathered<GroupListing>> listing_groups(const ListGroupsOptions& options) const;
  detail::AdminStart<DescribeGroupsResult> describing_groups(std::vector<std::string> group_ids,
                                                             const DescribeGroupsOptions& options) const;
  detail::AdminStart<DeleteGroupsResult> deleting_groups(std::vector<std::string> group_ids, const DeleteGroupsOptions& options) const;
  detail::AdminStart<RemoveMembersResult> removing_members(std::string group_id, std::vector<GroupMemberRef> members,
                                                           const RemoveMembersOptions& options) const;
  detail::AdminStart<RemoveMembersResult> removing_all_members(std::string group_id, const RemoveMembersOptions& options) const;
};

} // namespace klamm
