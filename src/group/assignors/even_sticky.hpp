// The sticky assignment when all members subscribe to the same topics: each keeps what it owns up to an equal share, the rest goes round (KIP-54, KIP-881).
#pragma once

#include "group/assignors/rack_preference.hpp"
#include "group/assignors/sticky_claims.hpp"

namespace klamm::group {

class EvenSticky {
public:
  /// Both must outlive it. There must be a member.
  EvenSticky(const GroupInput& input, const StickyClaims& claims);

  /// By member.
  std::vector<std::vector<Index>> assign();
  /// By partition, after assign(): whether it goes to another member than one that had it (KIP-429).
  const std::vector<bool>& moves() const noexcept { return moves_; }

private:
  void keep_owned();
  void keep(Index member, const std::vector<Index>& owned, Index quota);
  void fill_within_racks(std::vector<Index>& left);
  Index next_in_rack(Index partition, const std::vector<Index>& candidates, std::size_t first) const;
  void fill(const std::vector<Index>& left);
  Index give(Index partition, Index member);
  void one_more_has_the_larger_share();
  bool larger_shares_left() const noexcept { return larger_shares_ < most_larger_shares_; }

  const GroupInput& input_;
  const StickyClaims& claims_;
  RackPreference racks_;
  Index share_, larger_share_;                   ///< partitions for each member; the larger one for those that get one more
  Index larger_shares_ = 0, most_larger_shares_; ///< how many members have the larger share, and may
  std::vector<Index> below_share_;               ///< members, by id
  std::vector<Index> may_get_one_more_;          ///< members with just their share, while larger shares are left
  std::vector<std::vector<Index>> assignment_;
  std::vector<bool> kept_;         ///< by partition
  std::vector<Index> given_up_by_; ///< by partition: who owned it and can't keep it
  std::vector<bool> moves_;
};

} // namespace klamm::group
