#include "group/assignors/group_input.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_set>

namespace klamm::group {

GroupInput::GroupInput(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members) : members_(members) {
  ranked_.resize(members.size());
  std::iota(ranked_.begin(), ranked_.end(), 0u);
  std::vector<Index> by_id = ranked_;
  std::sort(by_id.begin(), by_id.end(), [&](Index a, Index b) { return members[a].member_id < members[b].member_id; });
  id_order_.resize(members.size());
  for (Index place = 0; place < by_id.size(); ++place) id_order_[by_id[place]] = place;
  const auto rank = [&](Index m) {
    return std::tuple(members[m].group_instance_id.empty(), std::string_view(members[m].group_instance_id), id_order_[m]);
  };
  std::sort(ranked_.begin(), ranked_.end(), [&](Index a, Index b) { return rank(a) < rank(b); });
  number_topics(topics);
  number_subscriptions();
  number_racks();
}

void GroupInput::number_topics(const std::vector<AssignableTopic>& topics) {
  std::unordered_set<std::string_view> subscribed;
  for (const GroupMember& member : members_) subscribed.insert(member.topics.begin(), member.topics.end());
  for (const AssignableTopic& topic : topics)
    if (subscribed.contains(topic.name)) topics_.push_back(&topic);
  std::sort(topics_.begin(), topics_.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  first_.push_back(0);
  for (Index topic = 0; topic < topics_.size(); ++topic) {
    topic_index_.emplace(topics_[topic]->name, topic);
    topic_of_.insert(topic_of_.end(), topics_[topic]->partitions.size(), topic);
    first_.push_back(static_cast<Index>(topic_of_.size()));
  }
}

void GroupInput::number_subscriptions() {
  topics_of_.resize(members_.size());
  subscribers_.resize(topics_.size());
  subscribes_.resize(members_.size() * topics_.size());
  for (const Index member : ranked_)
    for (const std::string& name : members_[member].topics) {
      const auto found = topic_index_.find(name);
      if (found == topic_index_.end() || subscribes(member, found->second)) continue;
      subscribes_[std::size_t{member} * topics_.size() + found->second] = true;
      topics_of_[member].push_back(found->second);
      subscribers_[found->second].push_back(member);
    }
  for (std::vector<Index>& topics : topics_of_) std::sort(topics.begin(), topics.end());
}

void GroupInput::number_racks() {
  std::unordered_map<std::string_view, Index> numbers;
  const auto number_of = [&numbers](const std::string& rack) {
    return numbers.emplace(rack, static_cast<Index>(numbers.size())).first->second;
  };
  for (const GroupMember& member : members_) member_racks_.push_back(member.rack_id.empty() ? no_index : number_of(member.rack_id));
  racks_end_.push_back(0);
  for (Index partition = 0; partition < partition_count(); ++partition) {
    const auto first = static_cast<std::ptrdiff_t>(racks_.size());
    for (const std::string& rack : info(partition).racks) racks_.push_back(number_of(rack));
    std::sort(racks_.begin() + first, racks_.end());
    racks_.erase(std::unique(racks_.begin() + first, racks_.end()), racks_.end());
    racks_end_.push_back(static_cast<Index>(racks_.size()));
  }
  rack_count_ = static_cast<Index>(numbers.size());
}

Index GroupInput::find(const TopicPartition& partition) const noexcept {
  const auto found = topic_index_.find(partition.topic);
  if (found == topic_index_.end()) return no_index;
  const std::vector<AssignablePartition>& all = topics_[found->second]->partitions;
  const auto at = std::lower_bound(all.begin(), all.end(), partition.partition,
                                   [](const AssignablePartition& p, std::int32_t number) { return p.partition < number; });
  if (at == all.end() || at->partition != partition.partition) return no_index;
  return first_[found->second] + static_cast<Index>(at - all.begin());
}

bool GroupInput::same_subscriptions() const {
  const auto topics = [this](Index member) {
    return std::set<std::string_view>(members_[member].topics.begin(), members_[member].topics.end());
  };
  if (members_.empty()) return true;
  const auto first = topics(0);
  for (Index member = 1; member < member_count(); ++member)
    if (topics(member) != first) return false;
  return true;
}

bool GroupInput::has_replica_in(Index partition, Index rack) const noexcept {
  const auto in = racks(partition);
  return std::find(in.begin(), in.end(), rack) != in.end();
}

bool GroupInput::racks_matter(std::span<const Index> members, Index first_partition, Index end_partition) const {
  std::vector<bool> of_replicas(rack_count_);
  Index count = 0;
  for (Index partition = first_partition; partition < end_partition; ++partition)
    for (const Index rack : racks(partition))
      if (!of_replicas[rack]) of_replicas[rack] = true, ++count;
  if (std::none_of(members.begin(), members.end(), [&](Index m) { return rack_of(m) != no_index && of_replicas[rack_of(m)]; }))
    return false;
  for (Index partition = first_partition; partition < end_partition; ++partition)
    if (racks(partition).size() != count) return true; // else each partition is in every rack
  return false;
}

std::vector<MemberAssignment> GroupInput::named(std::vector<std::vector<Index>> by_member) const {
  std::vector<MemberAssignment> result(members_.size());
  for (Index member = 0; member < member_count(); ++member) {
    std::sort(by_member[member].begin(), by_member[member].end());
    result[member].partitions.reserve(by_member[member].size());
    for (const Index partition : by_member[member])
      result[member].partitions.push_back({topics_[topic_of(partition)]->name, number(partition)});
  }
  return result;
}

} // namespace klamm::group
