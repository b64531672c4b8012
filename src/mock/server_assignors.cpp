#include "mock/server_assignors.hpp"

#include <algorithm>

namespace klamm::mock {
namespace {

/// Which member that subscribes to the topic has the least; null when nobody does.
const AssignedMember* least_loaded(const std::vector<AssignedMember>& members, const TargetAssignment& target, const Uuid& topic) {
  const AssignedMember* least = nullptr;
  for (const AssignedMember& member : members) {
    if (!member.topics.contains(topic)) continue;
    if (!least || target.at(member.id).size() < target.at(least->id).size()) least = &member;
  }
  return least;
}

} // namespace

TargetAssignment assign_uniformly(const std::vector<AssignedTopic>& topics, const std::vector<AssignedMember>& members) {
  TargetAssignment target;
  for (const AssignedMember& member : members) target[member.id];
  for (const AssignedTopic& topic : topics) { // what can stay, stays
    std::vector<bool> taken(static_cast<std::size_t>(topic.partitions));
    for (const AssignedMember& member : members) {
      if (!member.topics.contains(topic.id)) continue;
      for (auto has = member.before.lower_bound({topic.id, 0}); has != member.before.end() && has->first == topic.id; ++has) {
        if (has->second >= topic.partitions || taken[static_cast<std::size_t>(has->second)]) continue;
        taken[static_cast<std::size_t>(has->second)] = true;
        target[member.id].insert(*has);
      }
    }
  }
  for (const AssignedTopic& topic : topics) {
    for (std::int32_t i = 0; i < topic.partitions; ++i) {
      const IdPartition partition{topic.id, i};
      if (std::ranges::any_of(target, [&](const auto& entry) { return entry.second.contains(partition); })) continue;
      if (const AssignedMember* const least = least_loaded(members, target, topic.id)) target[least->id].insert(partition);
    }
  }
  for (bool moved = true; moved;) { // each move makes it more even, so this ends
    moved = false;
    for (const AssignedMember& member : members) {
      IdPartitions& has = target[member.id];
      for (auto partition = has.rbegin(); partition != has.rend(); ++partition) {
        const AssignedMember* const least = least_loaded(members, target, partition->first);
        if (target[least->id].size() + 1 >= has.size()) continue;
        target[least->id].insert(*partition);
        has.erase(std::next(partition).base());
        moved = true;
        break;
      }
    }
  }
  return target;
}

TargetAssignment assign_ranges(const std::vector<AssignedTopic>& topics, const std::vector<AssignedMember>& members) {
  TargetAssignment target;
  for (const AssignedMember& member : members) target[member.id];
  for (const AssignedTopic& topic : topics) {
    std::vector<const AssignedMember*> subscribers;
    for (const AssignedMember& member : members) {
      if (member.topics.contains(topic.id)) subscribers.push_back(&member);
    }
    std::ranges::sort(subscribers, {}, &AssignedMember::order);
    const auto count = static_cast<std::int32_t>(subscribers.size());
    std::int32_t next = 0;
    for (std::int32_t i = 0; i < count; ++i) {
      const std::int32_t share = topic.partitions / count + (i < topic.partitions % count ? 1 : 0);
      for (const std::int32_t end = next + share; next < end; ++next)
        target[subscribers[static_cast<std::size_t>(i)]->id].insert({topic.id, next});
    }
  }
  return target;
}

} // namespace klamm::mock
