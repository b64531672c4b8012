#include "group/assignors/assignor.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "group/assignors/cooperative_sticky_assignor.hpp"
#include "group/assignors/range_assignor.hpp"
#include "group/assignors/round_robin_assignor.hpp"
#include "group/assignors/sticky_assignor.hpp"

namespace klamm {

std::optional<std::string> Assignor::subscription_user_data(const std::vector<std::string>&) { return {}; }
void Assignor::on_assignment(const MemberAssignment&, std::int32_t) {}

namespace group {
namespace {

std::vector<AssignablePartition> partitions_with_racks(const cluster::MetadataSnapshot& metadata, const cluster::Topic& topic) {
  std::vector<AssignablePartition> partitions;
  partitions.reserve(topic.partitions.size());
  for (const cluster::Partition& partition : topic.partitions) {
    std::vector<std::string>& racks = partitions.emplace_back(AssignablePartition{partition.index, {}}).racks;
    for (const cluster::NodeId replica : topic.replicas(partition)) {
      const cluster::Broker* broker = metadata.broker(replica);
      if (broker && broker->rack && std::find(racks.begin(), racks.end(), *broker->rack) == racks.end()) racks.push_back(*broker->rack);
    }
  }
  return partitions;
}

class Contract {
public:
  Contract(const Assignor& assignor, std::span<const GroupMember> members) : assignor_(assignor), members_(members) {}

  Result<void> check(std::span<const AssignableTopic> topics, std::span<const MemberAssignment> assignments) {
    if (assignments.size() != members_.size())
      return broken("gave " + std::to_string(assignments.size()) + " assignments to " + std::to_string(members_.size()) + " members");
    std::map<std::string_view, const AssignableTopic*> known;
    for (const AssignableTopic& topic : topics) known[topic.name] = &topic;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const std::set<std::string_view> subscribed(members_[i].topics.begin(), members_[i].topics.end());
      for (const TopicPartition& partition : assignments[i].partitions) {
        const auto topic = known.find(partition.topic);
        if (topic == known.end() || !has(*topic->second, partition.partition))
          return broken("gave " + text(partition) + ", which the cluster does not have");
        if (!subscribed.contains(partition.topic))
          return broken("gave " + text(partition) + " to " + id(i) + ", which does not subscribe to it");
        if (const auto [other, first] = owners_.emplace(partition, i); !first)
          return broken("gave " + text(partition) + " to " + id(other->second) + " and to " + id(i));
      }
    }
    return {};
  }

  /// After check(): whether somebody gets what somebody else still has.
  Result<void> check_handed_over() const {
    for (std::size_t i = 0; i < members_.size(); ++i)
      for (const TopicPartition& partition : members_[i].owned_partitions) {
        const auto now = owners_.find(partition);
        if (now == owners_.end() || now->second == i || owns(now->second, partition)) continue;
        return broken("gave " + text(partition) + " to " + id(now->second) + " while " + id(i) +
                      " still has it; with the cooperative protocol its owner must give it up first");
      }
    return {};
  }

private:
  static bool has(const AssignableTopic& topic, std::int32_t partition) {
    return std::any_of(topic.partitions.begin(), topic.partitions.end(),
                       [partition](const AssignablePartition& p) { return p.partition == partition; });
  }
  bool owns(std::size_t member, const TopicPartition& partition) const {
    const auto& owned = members_[member].owned_partitions;
    return std::find(owned.begin(), owned.end(), partition) != owned.end();
  }
  static std::string text(const TopicPartition& partition) { return partition.topic + "[" + std::to_string(partition.partition) + "]"; }
  std::string id(std::size_t member) const { return "member " + members_[member].member_id; }
  Error broken(const std::string& how) const {
    return Error(ErrorCode::inconsistent_group_protocol, "the assignor " + std::string(assignor_.name()) + " " + how,
                 "correct the assignor, or take another one in partition.assignment.strategy");
  }

  const Assignor& assignor_;
  std::span<const GroupMember> members_;
  std::map<TopicPartition, std::size_t> owners_;
};

} // namespace

std::unique_ptr<Assignor> make_assignor(std::string_view name) {
  if (name == "range") return std::make_unique<RangeAssignor>();
  if (name == "roundrobin") return std::make_unique<RoundRobinAssignor>();
  if (name == "sticky") return std::make_unique<StickyAssignor>();
  if (name == "cooperative-sticky") return std::make_unique<CooperativeStickyAssignor>();
  return nullptr;
}

std::vector<AssignableTopic> assignable_topics(const cluster::MetadataSnapshot& metadata, std::span<const GroupMember> members) {
  std::set<std::string_view> names;
  for (const GroupMember& member : members) names.insert(member.topics.begin(), member.topics.end());
  std::vector<AssignableTopic> topics;
  for (const std::string_view name : names)
    if (const cluster::Topic* topic = metadata.topic(name); topic && !topic->partitions.empty())
      topics.push_back({topic->name, partitions_with_racks(metadata, *topic)});
  return topics;
}

Result<void> check_assignment(const Assignor& assignor, RebalanceProtocol protocol, std::span<const AssignableTopic> topics,
                              std::span<const GroupMember> members, std::span<const MemberAssignment> assignments) {
  Contract contract(assignor, members);
  if (auto kept = contract.check(topics, assignments); !kept) return kept;
  if (protocol == RebalanceProtocol::cooperative && !dynamic_cast<const CooperativeStickyAssignor*>(&assignor))
    return contract.check_handed_over();
  return {};
}

} // namespace group
} // namespace klamm
