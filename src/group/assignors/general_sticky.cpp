#include "group/assignors/general_sticky.hpp"

#include <algorithm>
#include <numeric>

namespace klamm::group {

GeneralSticky::GeneralSticky(const GroupInput& input, const StickyClaims& claims)
    : input_(input),
      claims_(claims),
      racks_(input),
      movements_(input),
      by_id_(input.member_count()),
      owner_(input.partition_count(), no_index),
      size_(input.member_count()),
      may_take_part_(input.member_count(), true),
      moves_left_(std::uint64_t{input.partition_count()} * input.member_count()) {
  for (Index member = 0; member < input.member_count(); ++member) by_id_[input.id_order()[member]] = member;
}

std::vector<std::vector<Index>> GeneralSticky::assign() {
  std::vector<Index> topics(input_.topic_count());
  std::iota(topics.begin(), topics.end(), 0u);
  std::stable_sort(topics.begin(), topics.end(),
                   [this](Index a, Index b) { return input_.subscribers(a).size() < input_.subscribers(b).size(); });
  std::vector<Index> partitions; // those with the least choice first
  for (const Index topic : topics)
    for (Index partition = input_.first_partition(topic); partition < input_.end_partition(topic); ++partition)
      partitions.push_back(partition);

  std::vector<Index> left = keep_owned(partitions);
  for (Index member = 0; member < input_.member_count(); ++member) loads_.insert(place(member));
  balance(partitions, std::move(left));

  std::vector<std::vector<Index>> assignment(input_.member_count());
  for (const Index partition : partitions) assignment[owner_[partition]].push_back(partition);
  return assignment;
}

std::vector<Index> GeneralSticky::keep_owned(const std::vector<Index>& partitions) {
  for (Index member = 0; member < input_.member_count(); ++member)
    for (const Index partition : claims_.owned()[member]) {
      if (!input_.subscribes(member, input_.topic_of(partition)) || racks_.mismatch(member, partition)) {
        revoked_ = true;
      } else {
        owner_[partition] = member;
        ++size_[member];
      }
    }
  std::vector<Index> left;
  std::copy_if(partitions.begin(), partitions.end(), std::back_inserter(left),
               [this](Index partition) { return owner_[partition] == no_index; });
  return left;
}

void GeneralSticky::give_to_least_loaded(const std::vector<Index>& partitions) {
  std::vector<Index> left = partitions;
  if (racks_.matters()) std::erase_if(left, [this](Index partition) { return give_to_least_loaded(partition, true); });
  for (const Index partition : left) give_to_least_loaded(partition, false);
}

bool GeneralSticky::give_to_least_loaded(Index partition, bool only_fitting) {
  for (const auto& [size, id_place] : loads_) {
    const Index member = by_id_[id_place];
    if (!input_.subscribes(member, input_.topic_of(partition)) || (only_fitting && racks_.mismatch(member, partition))) continue;
    owner_[partition] = member;
    resize(member, size + 1);
    return true;
  }
  return false;
}

void GeneralSticky::resize(Index member, Index size) {
  loads_.erase(place(member));
  size_[member] = size;
  loads_.insert(place(member));
}

void GeneralSticky::balance(const std::vector<Index>& partitions, std::vector<Index> left) {
  if (loads_.empty()) return;
  const bool first_assignment = loads_.rbegin()->first == 0;
  give_to_least_loaded(left);

  leave_out_members_without_choice();
  const auto no_choice = [this](Index partition) { return !has_choice(input_.topic_of(partition)); };
  std::vector<Index> movable = partitions;
  std::erase_if(movable, no_choice);
  std::erase_if(left, no_choice);

  const std::vector<Index> owner_before = owner_, size_before = size_;
  if (!revoked_) move_partitions(left); // what is new may be enough
  const bool moved = move_partitions(movable);
  if (!first_assignment && moved && unevenness(size_) >= unevenness(size_before)) owner_ = owner_before, size_ = size_before;
}

/// Those who have all they can have, and share none of it with another subscriber.
void GeneralSticky::leave_out_members_without_choice() {
  for (Index member = 0; member < input_.member_count(); ++member) {
    const std::vector<Index>& topics = input_.topics_of(member);
    if (std::any_of(topics.begin(), topics.end(), [this](Index topic) { return has_choice(topic); })) continue;
    may_take_part_[member] = false;
    loads_.erase(place(member));
  }
}

bool GeneralSticky::move_partitions(const std::vector<Index>& partitions) {
  bool moved = false;
  for (bool again = true; again;) {
    again = false;
    for (const Index partition : partitions) {
      if (balanced()) return moved;
      if (moves_left_ > 0 && move_one(partition)) again = moved = true;
    }
  }
  return moved;
}

bool GeneralSticky::move_one(Index partition) {
  const Index from = owner_[partition], topic = input_.topic_of(partition);
  Index to = claims_.previous_owner()[partition]; // who had it before its owner has more of a claim than others
  if (to == no_index || !input_.subscribes(to, topic) || size_[from] <= size_[to] + 1) to = least_loaded_subscriber(topic);
  if (size_[from] <= size_[to] + 1) return false;
  move(movements_.instead_of(partition, from, to), to);
  return true;
}

void GeneralSticky::move(Index partition, Index to) {
  const Index from = owner_[partition];
  movements_.moved(partition, from, to);
  owner_[partition] = to;
  resize(from, size_[from] - 1);
  resize(to, size_[to] + 1);
  --moves_left_;
  balanced_is_known_ = false;
}

Index GeneralSticky::least_loaded_subscriber(Index topic) const {
  const std::vector<Index>& all = input_.subscribers(topic);
  return *std::min_element(all.begin(), all.end(), [this](Index a, Index b) { return place(a) < place(b); });
}

/// No partition can go to somebody who has less by more than one.
bool GeneralSticky::balanced() {
  if (balanced_is_known_) return balanced_;
  balanced_is_known_ = true;
  balanced_ = loads_.empty() || loads_.begin()->first + 1 >= loads_.rbegin()->first;
  for (Index topic = 0; !balanced_ && topic < input_.topic_count(); ++topic)
    if (has_choice(topic) && !topic_is_balanced(topic)) return false;
  return balanced_ = true;
}

bool GeneralSticky::topic_is_balanced(Index topic) const {
  Index most = 0;
  for (Index partition = input_.first_partition(topic); partition < input_.end_partition(topic); ++partition)
    most = std::max(most, size_[owner_[partition]]);
  return size_[least_loaded_subscriber(topic)] + 1 >= most;
}

/// The sum of the differences between each two members that take part.
std::uint64_t GeneralSticky::unevenness(const std::vector<Index>& sizes) const {
  std::vector<std::uint64_t> sorted;
  for (Index member = 0; member < input_.member_count(); ++member)
    if (may_take_part_[member]) sorted.push_back(sizes[member]);
  std::sort(sorted.begin(), sorted.end());
  std::uint64_t sum = 0, below = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i] * i - below;
    below += sorted[i];
  }
  return sum;
}

} // namespace klamm::group
