// ClassicGroup: who is a member, and which protocol they have in common.
#include <algorithm>

#include "mock/classic_group.hpp"

namespace klamm::mock {
namespace {

/// Where Java's HashMap of 16 buckets keeps a name: where votes are equal, the first in it wins.
std::uint32_t java_bucket(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char c : name) hash = 31 * hash + static_cast<unsigned char>(c);
  return (hash ^ (hash >> 16)) & 15U;
}

} // namespace

std::string new_member_uuid(Random& random) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    text += digits[random.below(16)];
  }
  return text;
}

std::string_view ClassicGroup::state_name() const {
  switch (state_) {
    case State::empty: return "Empty";
    case State::preparing_rebalance: return "PreparingRebalance";
    case State::completing_rebalance: return "CompletingRebalance";
    case State::stable: return "Stable";
  }
  return "Unknown";
}

ErrorCode ClassicGroup::check_member(std::string_view member_id, std::optional<std::string_view> instance_id) const {
  if (instance_id) {
    const auto found = std::ranges::find_if(core_.members, [&](const auto& entry) { return entry.second.instance_id == *instance_id; });
    if (found == core_.members.end()) return ErrorCode::unknown_member_id;
    return found->first == member_id ? ErrorCode::none : ErrorCode::fenced_instance_id;
  }
  return core_.members.contains(member_id) ? ErrorCode::none : ErrorCode::unknown_member_id;
}

bool ClassicGroup::supports(const wire::JoinGroupRequest& request) const {
  if (request.protocol_type.empty() || request.protocols.empty()) return false;
  if (core_.members.empty()) return true;
  if (core_.protocol_type != request.protocol_type) return false;
  return std::ranges::any_of(request.protocols, [this](const auto& offered) {
    return std::ranges::all_of(core_.members, [&](const auto& entry) {
      return std::ranges::any_of(entry.second.protocols, [&](const auto& known) { return known.first == offered.name; });
    });
  });
}

// Each member votes for the first of its protocols that all have.
std::string ClassicGroup::select_protocol() const {
  const auto all_have = [this](const std::string& name) {
    return std::ranges::all_of(core_.members, [&](const auto& entry) {
      return std::ranges::any_of(entry.second.protocols, [&](const auto& known) { return known.first == name; });
    });
  };
  std::map<std::string, std::size_t> votes;
  for (const auto& [id, member] : core_.members) {
    const auto vote = std::ranges::find_if(member.protocols, [&](const auto& known) { return all_have(known.first); });
    if (vote != member.protocols.end()) ++votes[vote->first];
  }
  std::string chosen;
  for (const auto& [name, count] : votes) {
    if (chosen.empty() || count > votes[chosen] || (count == votes[chosen] && java_bucket(name) < java_bucket(chosen))) chosen = name;
  }
  return chosen;
}

ClassicGroup::Member* ClassicGroup::static_member(std::string_view instance_id) {
  const auto found = std::ranges::find_if(core_.members, [&](const auto& entry) { return entry.second.instance_id == instance_id; });
  return found == core_.members.end() ? nullptr : &found->second;
}

} // namespace klamm::mock
