// A group and its topics by numbers: what all assignors work on. Topics that nobody subscribes to are left out; the others count in the order of their
// names, partitions through all topics, members as they were given. Racks are numbers too.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "klamm/assignor.hpp"

namespace klamm::group {

/// A member, topic, partition or rack.
using Index = std::uint32_t;
constexpr Index no_index = UINT32_MAX;

class GroupInput {
public:
  /// Both must outlive it.
  GroupInput(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members);

  const std::vector<GroupMember>& members() const noexcept { return members_; }
  Index member_count() const noexcept { return static_cast<Index>(members_.size()); }
  Index topic_count() const noexcept { return static_cast<Index>(topics_.size()); }
  Index partition_count() const noexcept { return static_cast<Index>(topic_of_.size()); }

  std::string_view topic_name(Index topic) const noexcept { return topics_[topic]->name; }
  Index first_partition(Index topic) const noexcept { return first_[topic]; }
  Index end_partition(Index topic) const noexcept { return first_[topic + 1]; }
  Index partition_count(Index topic) const noexcept { return first_[topic + 1] - first_[topic]; }
  Index topic_of(Index partition) const noexcept { return topic_of_[partition]; }
  std::int32_t number(Index partition) const noexcept { return info(partition).partition; }
  /// no_index where the cluster has no such partition.
  Index find(const TopicPartition& partition) const noexcept;

  /// The topics that a member subscribes to and that the cluster has, in order.
  const std::vector<Index>& topics_of(Index member) const noexcept { return topics_of_[member]; }
  /// A topic's subscribers, in the order of ranked_members(); there is one at least.
  const std::vector<Index>& subscribers(Index topic) const noexcept { return subscribers_[topic]; }
  bool subscribes(Index member, Index topic) const noexcept { return subscribes_[std::size_t{member} * topics_.size() + topic]; }
  /// Whether all members subscribe to the same topics, those that the cluster does not have included.
  bool same_subscriptions() const;

  /// Static members by their instance id, then the others by their member id: an order that survives restarts.
  const std::vector<Index>& ranked_members() const noexcept { return ranked_; }
  /// A member's place in the order of member ids.
  const std::vector<Index>& id_order() const noexcept { return id_order_; }

  /// no_index where the member has none.
  Index rack_of(Index member) const noexcept { return member_racks_[member]; }
  /// In order.
  std::span<const Index> racks(Index partition) const noexcept {
    return {racks_.data() + racks_end_[partition], racks_end_[partition + 1] - racks_end_[partition]};
  }
  Index rack_count() const noexcept { return rack_count_; }
  bool has_replica_in(Index partition, Index rack) const noexcept;
  /// Whether replicas of these partitions and these members differ in their racks such that it matters who gets what (KIP-881).
  bool racks_matter(std::span<const Index> members, Index first_partition, Index end_partition) const;

  /// The assignment as users see it, partitions in order.
  std::vector<MemberAssignment> named(std::vector<std::vector<Index>> by_member) const;

private:
  const AssignablePartition& info(Index partition) const noexcept {
    return topics_[topic_of_[partition]]->partitions[partition - first_[topic_of_[partition]]];
  }
  void number_topics(const std::vector<AssignableTopic>& topics);
  void number_subscriptions();
  void number_racks();

  const std::vector<GroupMember>& members_;
  std::vector<const AssignableTopic*> topics_;
  std::unordered_map<std::string_view, Index> topic_index_;
  std::vector<Index> first_, topic_of_;
  std::vector<std::vector<Index>> topics_of_, subscribers_;
  std::vector<bool> subscribes_;
  std::vector<Index> ranked_, id_order_;
  std::vector<Index> member_racks_, racks_, racks_end_;
  Index rack_count_ = 0;
};

} // namespace klamm::group
