// An even distribution that moves as few partitions as it can; members give all of them up while the group rebalances, and tell in their user data what they
// had (KIP-54).
#pragma once

#include "klamm/assignor.hpp"

namespace klamm::group {

class StickyAssignor final : public Assignor {
public:
  std::string_view name() const override { return "sticky"; }
  std::optional<std::string> subscription_user_data(const std::vector<std::string>& topics) override;
  std::vector<MemberAssignment> assign(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members) override;
  void on_assignment(const MemberAssignment& assignment, std::int32_t generation_id) override;

private:
  std::optional<std::vector<TopicPartition>> last_;
  std::int32_t generation_ = -1;
};

} // namespace klamm::group
