// How a broker divides partitions among the members of a consumer group (KIP-848): uniform and range. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "klamm/uuid.hpp"

namespace klamm::mock {

/// A topic's id and a partition of it.
using IdPartition = std::pair<Uuid, std::int32_t>;
using IdPartitions = std::set<IdPartition>;

struct AssignedTopic {
  std::string name;
  Uuid id;
  std::int32_t partitions = 0;
  bool operator==(const AssignedTopic&) const = default;
};

struct AssignedMember {
  std::string id;
  std::string order; ///< its instance id where it has one: what range sorts by
  std::set<Uuid> topics;
  IdPartitions before; ///< what it was meant to have so far
};

using TargetAssignment = std::map<std::string, IdPartitions, std::less<>>;

/// As even as the subscriptions allow, with as few moves as that takes.
TargetAssignment assign_uniformly(const std::vector<AssignedTopic>& topics, const std::vector<AssignedMember>& members);
/// Each topic in ranges of neighbouring partitions, members in order.
TargetAssignment assign_ranges(const std::vector<AssignedTopic>& topics, const std::vector<AssignedMember>& members);

} // namespace klamm::mock
