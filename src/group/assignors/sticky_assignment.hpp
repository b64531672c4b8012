// What sticky and cooperative-sticky have in common: partitions stay where they are as far as an even distribution allows.
#pragma once

#include "group/assignors/sticky_claims.hpp"

namespace klamm::group {

struct StickyAssignment {
  std::vector<std::vector<Index>> by_member;
  std::vector<bool> moves; ///< by partition: whether somebody who had it must give it up first
};

StickyAssignment assign_sticky(const GroupInput& input, const std::vector<Claim>& claims);

} // namespace klamm::group
