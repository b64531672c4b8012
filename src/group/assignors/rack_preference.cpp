#include "group/assignors/rack_preference.hpp"

#include <algorithm>

namespace klamm::group {

RackPreference::RackPreference(const GroupInput& input)
    : input_(input), members_in_(input.rack_count()), matters_(input.racks_matter(input.ranked_members(), 0, input.partition_count())) {
  for (Index member = 0; member < input.member_count(); ++member)
    if (input.rack_of(member) != no_index) ++members_in_[input.rack_of(member)];
}

void RackPreference::sort_by_fitting_members(std::vector<Index>& partitions) const {
  std::vector<Index> fitting(input_.partition_count());
  for (const Index partition : partitions)
    for (const Index rack : input_.racks(partition)) fitting[partition] += members_in_[rack];
  std::stable_sort(partitions.begin(), partitions.end(), [&fitting](Index a, Index b) { return fitting[a] < fitting[b]; });
}

} // namespace klamm::group
