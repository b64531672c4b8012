#include "group/assignors/cooperative_sticky_assignor.hpp"

#include "group/assignors/sticky_assignment.hpp"
#include "wire/decoder.hpp"
#include "wire/encoder.hpp"

namespace klamm::group {
namespace {

/// Members before KIP-792 tell their generation in the user data.
Claim claim_of(const GroupMember& member) {
  Claim claim{member.owned_partitions, {}};
  if (member.generation_id >= 0) {
    claim.generation = member.generation_id;
  } else if (member.user_data) {
    const Slice bytes = Slice::unowned(as_bytes(*member.user_data));
    wire::Decoder in(bytes);
    const auto generation = in.integer<std::int32_t>();
    claim.generation = in.failed() ? -1 : generation;
  }
  return claim;
}

} // namespace

std::optional<std::string> CooperativeStickyAssignor::subscription_user_data(const std::vector<std::string>&) {
  wire::Encoder out;
  out.integer(generation_);
  return std::string(std::move(out).finish_contiguous().text());
}

std::vector<MemberAssignment> CooperativeStickyAssignor::assign(const std::vector<AssignableTopic>& topics,
                                                                const std::vector<GroupMember>& members) {
  const GroupInput input(topics, members);
  std::vector<Claim> claims;
  for (const GroupMember& member : members) claims.push_back(claim_of(member));
  StickyAssignment assignment = assign_sticky(input, claims);
  for (std::vector<Index>& mine : assignment.by_member) std::erase_if(mine, [&](Index partition) { return assignment.moves[partition]; });
  return input.named(std::move(assignment.by_member));
}

void CooperativeStickyAssignor::on_assignment(const MemberAssignment&, std::int32_t generation_id) { generation_ = generation_id; }

} // namespace klamm::group
