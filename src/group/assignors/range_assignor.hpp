// Each topic's partitions in ranges, one for each subscriber; topics with the same subscribers and as many partitions are divided alike. Where racks matter, a
// member first gets partitions with a replica in its own (KIP-881).
#pragma once

#include "klamm/assignor.hpp"

namespace klamm::group {

class RangeAssignor final : public Assignor {
public:
  std::string_view name() const override { return "range"; }
  std::vector<MemberAssignment> assign(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members) override;
};

} // namespace klamm::group
