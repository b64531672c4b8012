#include "group/assignors/round_robin_assignor.hpp"

#include "group/assignors/group_input.hpp"

namespace klamm::group {

std::vector<MemberAssignment> RoundRobinAssignor::assign(const std::vector<AssignableTopic>& topics,
                                                         const std::vector<GroupMember>& members) {
  const GroupInput input(topics, members);
  const std::vector<Index>& circle = input.ranked_members();
  std::vector<std::vector<Index>> assignment(members.size());
  std::size_t next = 0;
  for (Index partition = 0; partition < input.partition_count(); ++partition) {
    const Index topic = input.topic_of(partition);
    while (!input.subscribes(circle[next], topic)) next = (next + 1) % circle.size();
    assignment[circle[next]].push_back(partition);
    next = (next + 1) % circle.size();
  }
  return input.named(std::move(assignment));
}

} // namespace klamm::group
