// Racks as the sticky assignors see them: over all topics at once (KIP-881).
#pragma once

#include "group/assignors/group_input.hpp"

namespace klamm::group {

class RackPreference {
public:
  explicit RackPreference(const GroupInput& input);

  /// Whether racks decide anything.
  bool matters() const noexcept { return matters_; }
  /// The member should rather not have the partition: it has a rack, where the partition has no replica.
  bool mismatch(Index member, Index partition) const noexcept {
    return matters_ && input_.rack_of(member) != no_index && !input_.has_replica_in(partition, input_.rack_of(member));
  }
  /// The member has a rack, and the partition a replica there.
  bool match(Index member, Index partition) const noexcept {
    return matters_ && input_.rack_of(member) != no_index && input_.has_replica_in(partition, input_.rack_of(member));
  }
  /// Partitions that fit few members come first.
  void sort_by_fitting_members(std::vector<Index>& partitions) const;

private:
  const GroupInput& input_;
  std::vector<Index> members_in_; ///< by rack
  bool matters_;
};

} // namespace klamm::group
