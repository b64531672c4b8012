// What ClassicProtocol does as the leader of its group: has the assignor divide the partitions, and looks after those that are on their way from one member to another.
#include <algorithm>
#include <set>

#include "group/assignors/assignor.hpp"
#include "group/classic_protocol.hpp"

namespace klamm::group {
namespace {

/// Whether a member has a partition that is assigned to nobody: it gives it up and joins again, and the next generation assigns it (KIP-429).
bool gives_no_owner(const std::vector<GroupMember>& members, const std::vector<MemberAssignment>& assignments) {
  std::set<TopicPartition> assigned;
  for (const MemberAssignment& one : assignments) assigned.insert(one.partitions.begin(), one.partitions.end());
  return std::ranges::any_of(members, [&assigned](const GroupMember& member) {
    return std::ranges::any_of(member.owned_partitions, [&](const TopicPartition& owned) { return !assigned.contains(owned); });
  });
}

} // namespace

bool ClassicProtocol::assign(TimePoint now, const cluster::MetadataSnapshot& cluster) {
  take_snapshot(cluster);
  assigned_ = true;
  if (skips_assignment_) { // KIP-814: the assignment of before holds, whatever it held back
    holds_back_ = protocol_ == RebalanceProtocol::cooperative;
    return true;
  }
  std::optional<std::string> wrong;
  try {
    const std::vector<AssignableTopic> topics = assignable_topics(cluster, members_);
    assignments_ = assignor_->assign(topics, members_);
    if (const auto checked = check_assignment(*assignor_, protocol_, topics, members_, assignments_); !checked)
      wrong = checked.error().cause();
  } catch (const std::exception& thrown) {
    wrong = thrown.what();
  }
  if (!wrong) {
    holds_back_ = protocol_ == RebalanceProtocol::cooperative && gives_no_owner(members_, assignments_);
    return true;
  }
  error_ = Error(ErrorCode::assignor_failed, "assignor \"" + std::string(assignor_->name()) +
                                                 "\" could not assign the partitions of group \"" + settings_.group_id + "\": " + *wrong);
  retry_later(now);
  prepare(GiveUp::as_protocol, "the leader's assignor failed");
  return false;
}

void ClassicProtocol::take_snapshot(const cluster::MetadataSnapshot& cluster) {
  partition_counts_.clear();
  for (const std::string& name : all_topics_) {
    const cluster::Topic* const topic = cluster.topic(name);
    partition_counts_[name] = topic ? static_cast<std::int32_t>(topic->partitions.size()) : 0;
  }
}

// A static member that dies before it has joined again comes back within its session to the same generation (KIP-345), without what it was to give up, and knows
// nothing of it: those partitions would have no owner until the group changes for another reason. So the leader makes it change.
void ClassicProtocol::expect_handover(Step& step, TimePoint now) {
  if (!leads_ || handover_due_ == never) return;
  if (now >= handover_due_) {
    handover_due_ = never;
    request_rejoin("partitions that were taken from a member may have no owner");
    return;
  }
  step.wake = std::min(step.wake, handover_due_);
}

} // namespace klamm::group
