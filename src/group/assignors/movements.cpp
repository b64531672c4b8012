#include "group/assignors/movements.hpp"

#include <algorithm>

#include "group/assignors/java_hash.hpp"

namespace klamm::group {

Index Movements::instead_of(Index partition, Index from, Index to) const {
  if (first_and_last_[partition].first != no_index) from = first_and_last_[partition].first;
  const Index topic = input_.topic_of(partition);
  const auto back = by_topic_[topic].find({to, from});
  return back == by_topic_[topic].end() ? partition : first_of(back->second, topic);
}

// The one that a Java HashSet of them gives first.
Index Movements::first_of(const Moved& moved, Index topic) const {
  const std::uint32_t topic_hash = java_hash(input_.topic_name(topic));
  const std::size_t table_size = java_table_size(moved.most);
  const auto bucket = [&](Index partition) { return java_bucket(java_hash(topic_hash, input_.number(partition)), table_size); };
  return *std::min_element(moved.partitions.begin(), moved.partitions.end(), [&](Index a, Index b) { return bucket(a) < bucket(b); });
}

void Movements::moved(Index partition, Index from, Index to) {
  auto& pairs = by_topic_[input_.topic_of(partition)];
  Pair& known = first_and_last_[partition];
  if (known.first != no_index) {
    const auto before = pairs.find(known);
    std::erase(before->second.partitions, partition);
    if (before->second.partitions.empty()) pairs.erase(before);
    from = known.first;
  }
  if (from == to) {
    known = {no_index, no_index};
    return;
  }
  known = {from, to};
  Moved& now = pairs[known];
  now.partitions.push_back(partition);
  now.most = std::max(now.most, now.partitions.size());
}

} // namespace klamm::group
