// All partitions of all topics in turn to the members that subscribe to them.
#pragma once

#include "klamm/assignor.hpp"

namespace klamm::group {

class RoundRobinAssignor final : public Assignor {
public:
  std::string_view name() const override { return "roundrobin"; }
  std::vector<MemberAssignment> assign(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members) override;
};

} // namespace klamm::group
