// What operations about partitions share.
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>

#include "admin/item_operation.hpp"
#include "klamm/record.hpp"

namespace klamm::admin {

/// A partition in a response.
using PartitionKey = std::pair<std::string_view, std::int32_t>;
inline PartitionKey partition_key(const TopicPartition& partition) { return {partition.topic, partition.partition}; }

/// Whether there can be such a partition at all.
inline Result<void> check_partition(const TopicPartition& partition) {
  if (partition.topic.empty()) return Error(ErrorCode::invalid_topic_exception, "the topic's name is empty");
  if (partition.partition < 0)
    return Error(ErrorCode::partition_unknown, "a topic has no partition " + std::to_string(partition.partition),
                 "partitions are numbered from 0");
  return {};
}

inline Target leader_of(const TopicPartition& partition) {
  return {.kind = Target::Kind::leader, .key = partition.topic, .partition = partition.partition};
}

/// The partitions of the topic of that name: the last one, or a new one. Items come in the order in which they were given, mostly topic by topic.
template <class Topics>
auto& partitions_in(Topics& topics, std::string_view name) {
  auto at = std::find_if(topics.rbegin(), topics.rend(), [name](const auto& topic) { return topic.name == name; });
  if (at == topics.rend()) {
    topics.emplace_back().name = name;
    at = topics.rbegin();
  }
  return at->partitions;
}

/// Says what a response tells of partitions: `say(item, told)` for each that was asked about.
template <class Topics, class Say>
void tell_partitions(Answered<PartitionKey>& answered, const Topics& topics, Say&& say) {
  for (const auto& topic : topics)
    for (const auto& told : topic.partitions)
      if (const auto item = answered.take({topic.name, told.index})) say(*item, told);
}

} // namespace klamm::admin
