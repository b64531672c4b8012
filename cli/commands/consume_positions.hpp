// Which partitions consume reads, and from which offset to which.
#pragma once

#include <klamm/consumer.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/records/start.hpp"

namespace klamm::cli {

struct PartitionRange {
  std::int32_t leader = -1;          ///< the broker that leads it
  std::optional<std::int64_t> start; ///< nothing: where its group has committed
  std::int64_t end = 0;              ///< as it was in the beginning
  std::optional<std::int64_t> stop;  ///< no record from here on
};
using PartitionRanges = std::map<TopicPartition, PartitionRange>;

/// The partitions of these topics (names, ^regular expressions) that `wanted` names, or all, with where to begin and end. Throws.
PartitionRanges find_partitions(Consumer& consumer, const std::vector<std::string>& topics, const std::vector<std::int32_t>& wanted,
                                const Range& range);

/// One expression for what may be several names and expressions.
TopicPattern pattern_of(const std::vector<std::string>& topics);
bool has_pattern(const std::vector<std::string>& topics);

} // namespace klamm::cli
