// The sticky assignment when members subscribe to different topics: each keeps what it owns, what is left goes to those who have least, then partitions move until
// no move makes it more even (KIP-54, KIP-881).
#pragma once

#include <set>

#include "group/assignors/movements.hpp"
#include "group/assignors/rack_preference.hpp"
#include "group/assignors/sticky_claims.hpp"

namespace klamm::group {

class GeneralSticky {
public:
  /// Both must outlive it.
  GeneralSticky(const GroupInput& input, const StickyClaims& claims);

  /// By member.
  std::vector<std::vector<Index>> assign();

private:
  std::vector<Index> keep_owned(const std::vector<Index>& partitions);
  void give_to_least_loaded(const std::vector<Index>& partitions);
  bool give_to_least_loaded(Index partition, bool only_fitting);
  void balance(const std::vector<Index>& partitions, std::vector<Index> left);
  void leave_out_members_without_choice();
  bool move_partitions(const std::vector<Index>& partitions);
  bool move_one(Index partition);
  void move(Index partition, Index to);
  bool balanced();
  bool topic_is_balanced(Index topic) const;
  std::uint64_t unevenness(const std::vector<Index>& sizes) const;
  Index least_loaded_subscriber(Index topic) const;
  void resize(Index member, Index size);

  bool has_choice(Index topic) const noexcept { return input_.subscribers(topic).size() >= 2; }
  using Place = std::pair<Index, Index>; ///< how many partitions a member has, and its place in the order of ids
  Place place(Index member) const noexcept { return {size_[member], input_.id_order()[member]}; }

  const GroupInput& input_;
  const StickyClaims& claims_;
  RackPreference racks_;
  Movements movements_;
  std::vector<Index> by_id_;        ///< members
  std::vector<Index> owner_, size_; ///< by partition; by member
  std::set<Place> loads_;           ///< of the members between which partitions may move
  std::vector<bool> may_take_part_; ///< by member: it is in loads_
  std::uint64_t moves_left_; ///< each move makes the assignment more even or undoes one; should that ever not hold, it ends all the same
  bool revoked_ = false;     ///< somebody owned what it can't keep
  bool balanced_ = false, balanced_is_known_ = false;
};

} // namespace klamm::group
