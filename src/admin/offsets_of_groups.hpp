// What listing the offsets of groups has in common, be they consumers' or share groups'.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "admin/group_names.hpp"
#include "admin/partitions.hpp"
#include "klamm/admin_group_offsets.hpp"

namespace klamm::admin {

inline Result<void> check_spec(const GroupOffsetsSpec& group) {
  if (const auto fine = check_group_id(group.group_id); !fine) return fine;
  if (group.partitions)
    for (const TopicPartition& partition : *group.partitions)
      if (const auto fine = check_partition(partition); !fine) return fine;
  return {};
}

/// The partitions asked about in a request; without any: all that the group has.
template <class Topics>
void ask_topics(std::optional<Topics>& topics, const GroupOffsetsSpec& group) {
  if (!group.partitions) return topics.reset();
  topics.emplace();
  for (const TopicPartition& one : *group.partitions) partitions_in(*topics, one.topic).push_back(one.partition);
}

/// What was told of partitions: in the order in which they were asked for, or of all that have an offset.
template <class Offset>
Results<TopicPartition, std::optional<Offset>> in_order_of(const GroupOffsetsSpec& group,
                                                           std::map<TopicPartition, Result<std::optional<Offset>>> told) {
  std::vector<typename Results<TopicPartition, std::optional<Offset>>::Item> offsets;
  if (group.partitions) {
    for (const TopicPartition& partition : *group.partitions) {
      const auto at = told.find(partition);
      if (at != told.end()) offsets.push_back({partition, at->second});
      else offsets.push_back({partition, Error(ErrorCode::protocol_error, "the broker's answer says nothing of the partition")});
    }
  } else {
    for (auto& [partition, offset] : told)
      if (!offset || *offset) offsets.push_back({partition, std::move(offset)});
  }
  return Results<TopicPartition, std::optional<Offset>>(std::move(offsets));
}

} // namespace klamm::admin
