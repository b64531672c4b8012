// As sticky, for members that keep their partitions while the group rebalances: what moves is given up in one rebalance and given to its new owner in the next
// (KIP-429).
#pragma once

#include "klamm/assignor.hpp"

namespace klamm::group {

class CooperativeStickyAssignor final : public Assignor {
public:
  std::string_view name() const override { return "cooperative-sticky"; }
  RebalanceProtocol protocol() const override { return RebalanceProtocol::cooperative; }
  std::optional<std::string> subscription_user_data(const std::vector<std::string>& topics) override;
  std::vector<MemberAssignment> assign(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members) override;
  void on_assignment(const MemberAssignment& assignment, std::int32_t generation_id) override;

private:
  std::int32_t generation_ = -1;
};

} // namespace klamm::group
