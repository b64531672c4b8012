#include "group/assignors/sticky_assignment.hpp"

#include <algorithm>

#include "group/assignors/even_sticky.hpp"
#include "group/assignors/general_sticky.hpp"

namespace klamm::group {
namespace {

std::vector<bool> claimed_by_others(const GroupInput& input, const StickyClaims& claims, const std::vector<std::vector<Index>>& by_member) {
  std::vector<Index> owner(input.partition_count(), no_index);
  for (Index member = 0; member < by_member.size(); ++member)
    for (const Index partition : by_member[member]) owner[partition] = member;
  std::vector<bool> by_others(input.partition_count());
  for (Index member = 0; member < by_member.size(); ++member)
    for (const Index partition : claims.claimed()[member]) by_others[partition] = by_others[partition] || owner[partition] != member;
  for (Index member = 0; member < by_member.size(); ++member) // who has it already need not wait for those who claim it wrongly
    for (const Index partition : claims.claimed()[member])
      if (owner[partition] == member) by_others[partition] = false;
  return by_others;
}

} // namespace

StickyAssignment assign_sticky(const GroupInput& input, const std::vector<Claim>& claims) {
  if (input.member_count() == 0) return {};
  const StickyClaims settled(input, claims);
  StickyAssignment result;
  if (input.same_subscriptions()) {
    EvenSticky even(input, settled);
    result.by_member = even.assign();
    result.moves = even.moves();
  } else {
    result.by_member = GeneralSticky(input, settled).assign();
    result.moves = claimed_by_others(input, settled, result.by_member);
  }
  return result;
}

} // namespace klamm::group
