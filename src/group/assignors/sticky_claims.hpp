// What members say they owned before, and who may keep what when they contradict each other (KIP-54, KIP-341).
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "group/assignors/group_input.hpp"

namespace klamm::group {

/// What one member says.
struct Claim {
  std::vector<TopicPartition> partitions;
  std::optional<std::int32_t> generation; ///< in which it owned them
};

class StickyClaims {
public:
  StickyClaims(const GroupInput& input, const std::vector<Claim>& claims);

  /// Members as Java's leader goes through them.
  const std::vector<Index>& order() const noexcept { return order_; }
  /// By member: the partitions that nobody else has a better or equal claim to.
  const std::vector<std::vector<Index>>& owned() const noexcept { return owned_; }
  /// By member: all that it claims.
  const std::vector<std::vector<Index>>& claimed() const noexcept { return claimed_; }
  /// Claimed by two members in the same generation: nobody's.
  bool disputed(Index partition) const noexcept { return disputed_[partition]; }
  /// By partition: its owner in the newest generation but the last, or no_index.
  const std::vector<Index>& previous_owner() const noexcept { return previous_owner_; }

private:
  void settle(const GroupInput& input, const std::vector<Claim>& claims);
  void remember_previous(const GroupInput& input, const std::vector<Claim>& claims);

  std::vector<Index> order_;
  std::vector<std::vector<Index>> claimed_, owned_;
  std::vector<bool> disputed_;
  std::vector<Index> previous_owner_;
};

} // namespace klamm::group
