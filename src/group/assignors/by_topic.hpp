// Partitions one by one, and grouped by topic as messages have them.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "klamm/record.hpp"

namespace klamm::group {

/// `Group` has `topic` and `partitions`; topics are in order, and views of `partitions`.
template <class Group>
std::vector<Group> by_topic(std::span<const TopicPartition> partitions) {
  std::vector<const TopicPartition*> sorted;
  for (const TopicPartition& partition : partitions) sorted.push_back(&partition);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return *a < *b; });
  std::vector<Group> groups;
  for (const TopicPartition* partition : sorted) {
    if (groups.empty() || groups.back().topic != partition->topic) groups.push_back({.topic = partition->topic, .partitions = {}});
    groups.back().partitions.push_back(partition->partition);
  }
  return groups;
}

template <class Group>
std::vector<TopicPartition> flatten(const std::vector<Group>& groups) {
  std::vector<TopicPartition> partitions;
  for (const Group& group : groups)
    for (const std::int32_t number : group.partitions) partitions.push_back({std::string(group.topic), number});
  return partitions;
}

} // namespace klamm::group
