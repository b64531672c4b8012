#include "client/topic_info.hpp"

#include <algorithm>

namespace klamm::detail {

TopicInfo topic_info(const cluster::Topic& topic) {
  TopicInfo info;
  info.name = topic.name;
  info.id = topic.id;
  info.internal = topic.internal;
  info.partitions.reserve(topic.partitions.size());
  const auto list = [](std::span<const cluster::NodeId> nodes) { return std::vector<std::int32_t>(nodes.begin(), nodes.end()); };
  for (const cluster::Partition& partition : topic.partitions) {
    PartitionInfo& one = info.partitions.emplace_back();
    one.topic = topic.name;
    one.partition = partition.index;
    one.leader = partition.has_leader() ? partition.leader : -1;
    one.leader_epoch = partition.leader_epoch;
    one.replicas = list(topic.replicas(partition));
    one.in_sync_replicas = list(topic.isr(partition));
    one.offline_replicas = list(topic.offline(partition));
  }
  return info;
}

std::vector<TopicInfo> topic_infos(const cluster::MetadataSnapshot& metadata) {
  std::vector<TopicInfo> infos;
  metadata.for_each_topic([&infos](const cluster::Topic& topic) {
    if (!topic.partitions.empty()) infos.push_back(topic_info(topic));
  });
  std::sort(infos.begin(), infos.end(), [](const TopicInfo& a, const TopicInfo& b) { return a.name < b.name; });
  return infos;
}

} // namespace klamm::detail
