#include "group/assignors/even_sticky.hpp"

#include <algorithm>

namespace klamm::group {

EvenSticky::EvenSticky(const GroupInput& input, const StickyClaims& claims)
    : input_(input),
      claims_(claims),
      racks_(input),
      share_(input.partition_count() / input.member_count()),
      larger_share_(share_ + (input.partition_count() % input.member_count() > 0 ? 1 : 0)),
      most_larger_shares_(input.partition_count() % input.member_count()),
      assignment_(input.member_count()),
      kept_(input.partition_count()),
      given_up_by_(input.partition_count(), no_index),
      moves_(input.partition_count()) {}

std::vector<std::vector<Index>> EvenSticky::assign() {
  keep_owned();
  std::vector<Index> left;
  for (Index partition = 0; partition < input_.partition_count(); ++partition)
    if (!kept_[partition]) left.push_back(partition);
  const auto by_id = [this](Index a, Index b) { return input_.id_order()[a] < input_.id_order()[b]; };
  std::sort(below_share_.begin(), below_share_.end(), by_id);
  std::sort(may_get_one_more_.begin(), may_get_one_more_.end(), by_id);
  racks_.sort_by_fitting_members(left);
  if (racks_.matters()) fill_within_racks(left);
  fill(left);
  return std::move(assignment_);
}

void EvenSticky::keep_owned() {
  for (const Index member : claims_.order()) {
    std::vector<Index> owned;
    for (const Index partition : claims_.owned()[member]) {
      if (racks_.mismatch(member, partition)) given_up_by_[partition] = member;
      else if (!claims_.disputed(partition)) owned.push_back(partition);
    }
    std::sort(owned.begin(), owned.end(), [this](Index a, Index b) {
      return std::pair(input_.number(a), input_.topic_of(a)) < std::pair(input_.number(b), input_.topic_of(b));
    });
    if (owned.size() < share_) {
      keep(member, owned, share_);
      below_share_.push_back(member);
    } else if (owned.size() >= larger_share_ && larger_shares_left()) {
      keep(member, owned, larger_share_);
      one_more_has_the_larger_share();
    } else {
      keep(member, owned, share_);
      if (larger_shares_left()) may_get_one_more_.push_back(member);
    }
  }
}

void EvenSticky::keep(Index member, const std::vector<Index>& owned, Index quota) {
  for (std::size_t i = 0; i < owned.size(); ++i) {
    if (i < quota) {
      assignment_[member].push_back(owned[i]);
      kept_[owned[i]] = true;
    } else {
      given_up_by_[owned[i]] = member;
    }
  }
}

void EvenSticky::one_more_has_the_larger_share() {
  ++larger_shares_;
  if (!larger_shares_left()) may_get_one_more_.clear();
}

Index EvenSticky::next_in_rack(Index partition, const std::vector<Index>& candidates, std::size_t first) const {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::size_t place = (first + i) % candidates.size();
    if (racks_.match(candidates[place], partition)) return static_cast<Index>(place);
  }
  return no_index;
}

void EvenSticky::fill_within_racks(std::vector<Index>& left) {
  std::size_t turn = 0;
  std::erase_if(left, [&](Index partition) {
    if (const Index place = next_in_rack(partition, below_share_, turn); place != no_index) {
      const Index member = below_share_[place];
      turn = place;
      if (give(partition, member) < share_) {
        ++turn;
      } else {
        below_share_.erase(below_share_.begin() + place);
        if (share_ < larger_share_ && larger_shares_left()) may_get_one_more_.push_back(member);
      }
      turn = below_share_.empty() ? 0 : turn % below_share_.size();
      return true;
    }
    const Index place = next_in_rack(partition, may_get_one_more_, 0);
    if (place == no_index) return false;
    give(partition, may_get_one_more_[place]);
    may_get_one_more_.erase(may_get_one_more_.begin() + place);
    one_more_has_the_larger_share();
    return true;
  });
}

void EvenSticky::fill(const std::vector<Index>& left) {
  std::size_t turn = 0, next_one_more = 0;
  for (const Index partition : left) {
    if (below_share_.empty()) { // the shares add up to the partitions: somebody may get one more
      give(partition, may_get_one_more_[next_one_more++]);
      continue;
    }
    turn = turn < below_share_.size() ? turn : 0;
    const Index member = below_share_[turn];
    if (give(partition, member) < share_) {
      ++turn;
    } else {
      below_share_.erase(below_share_.begin() + static_cast<std::ptrdiff_t>(turn));
      may_get_one_more_.push_back(member);
    }
  }
}

Index EvenSticky::give(Index partition, Index member) {
  const Index before = given_up_by_[partition];
  moves_[partition] = (before != no_index && before != member) || claims_.disputed(partition);
  assignment_[member].push_back(partition);
  return static_cast<Index>(assignment_[member].size());
}

} // namespace klamm::group
