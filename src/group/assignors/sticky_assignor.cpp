#include "group/assignors/sticky_assignor.hpp"

#include "group/assignors/by_topic.hpp"
#include "group/assignors/sticky_assignment.hpp"
#include "wire/messages/sticky_user_data.hpp"

namespace klamm::group {
namespace {

/// What can't be read claims nothing.
Claim claim_of(const GroupMember& member) {
  Claim claim;
  if (!member.user_data || member.user_data->empty()) return claim;
  const auto said = wire::decode_sticky_user_data(as_bytes(*member.user_data));
  if (!said) return {{}, -1};
  claim.partitions = flatten(said->data.previous_assignment);
  if (said->has_generation) claim.generation = said->data.generation;
  return claim;
}

} // namespace

std::optional<std::string> StickyAssignor::subscription_user_data(const std::vector<std::string>&) {
  if (!last_) return {};
  wire::StickyUserData data;
  data.previous_assignment = by_topic<wire::StickyUserData::TopicPartitions>(*last_);
  data.generation = generation_;
  return std::string(wire::encode_user_data(data).text());
}

std::vector<MemberAssignment> StickyAssignor::assign(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members) {
  const GroupInput input(topics, members);
  std::vector<Claim> claims;
  for (const GroupMember& member : members) claims.push_back(claim_of(member));
  return input.named(assign_sticky(input, claims).by_member);
}

void StickyAssignor::on_assignment(const MemberAssignment& assignment, std::int32_t generation_id) {
  last_ = assignment.partitions;
  generation_ = generation_id;
}

} // namespace klamm::group
