// Which partitions moved between which members while an assignment is balanced. Before another partition of the topic goes the other way, one that came
// that way goes back: two members then never swap partitions (KIP-54).
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "group/assignors/group_input.hpp"

namespace klamm::group {

class Movements {
public:
  explicit Movements(const GroupInput& input)
      : input_(input), first_and_last_(input.partition_count(), {no_index, no_index}), by_topic_(input.topic_count()) {}

  /// What to move instead of `partition`, which its owner `from` is about to give to `to`.
  Index instead_of(Index partition, Index from, Index to) const;
  void moved(Index partition, Index from, Index to);

private:
  using Pair = std::pair<Index, Index>; ///< from, to
  struct Moved {
    std::vector<Index> partitions; ///< in the order in which they came
    std::size_t most = 0;          ///< as many were here at once
  };
  Index first_of(const Moved& moved, Index topic) const;

  const GroupInput& input_;
  std::vector<Pair> first_and_last_; ///< by partition: whose it was at first, whose it is now; no_index where it has not moved
  std::vector<std::map<Pair, Moved>> by_topic_;
};

} // namespace klamm::group
