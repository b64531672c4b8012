#include "producer/partition_loads.hpp"

#include <algorithm>

namespace klamm::producer {

std::shared_ptr<const TopicState::Weights> weights_of(std::span<const PartitionLoad> loads) {
  const auto different = [&](const PartitionLoad& load) { return !load.available || load.queue_length != loads.front().queue_length; };
  if (loads.size() < 2 || std::ranges::none_of(loads, different)) return nullptr;
  auto weights = std::make_shared<TopicState::Weights>();
  weights->partitions.reserve(loads.size());
  weights->cumulative.reserve(loads.size());
  for (const PartitionLoad& load : loads) {
    if (!load.available) continue;
    weights->partitions.push_back(load.partition);
    weights->cumulative.push_back(load.queue_length);
  }
  if (weights->partitions.empty()) return nullptr;
  cumulative_weights(weights->cumulative);
  return weights;
}

void BrokerAvailability::observe(cluster::NodeId node, bool takes, TimePoint now) {
  if (timeout_ == Duration::zero()) return;
  Seen& seen = brokers_.try_emplace(node, Seen{now, now}).first->second;
  seen.ready = now;
  if (takes) seen.taken = now;
}

bool BrokerAvailability::available(cluster::NodeId node) const {
  const auto found = brokers_.find(node);
  return found == brokers_.end() || found->second.ready - found->second.taken <= timeout_;
}

void PartitionLoads::update(std::span<PartitionQueue* const> active, const cluster::MetadataSnapshot& metadata, TimePoint now) {
  if (now < next_) return;
  next_ = after(now, 1ms);
  ++round_;
  for (TopicState* topic : std::exchange(weighted_, {})) update(*topic, metadata);
  for (PartitionQueue* queue : active) {
    if (queue->topic.loads_round != round_) update(queue->topic, metadata);
  }
}

void PartitionLoads::update(TopicState& topic, const cluster::MetadataSnapshot& metadata) {
  topic.loads_round = round_;
  const TopicState::Partitions* partitions = topic.partitions();
  const cluster::Topic* known = metadata.topic(*topic.name);
  loads_.clear();
  for (std::int32_t i = 0; known && partitions && i < partitions->count(); ++i) {
    const cluster::Partition* partition = known->partition(i);
    const bool led = partition && partition->has_leader() && metadata.broker(partition->leader);
    const std::int32_t waiting = adaptive_ ? partitions->queues[static_cast<std::size_t>(i)]->waiting.load(std::memory_order_relaxed) : 0;
    loads_.push_back({i, waiting, led && brokers_.available(partition->leader)});
  }
  auto weights = weights_of(loads_);
  if (weights) weighted_.push_back(&topic);
  topic.set_weights(std::move(weights));
}

} // namespace klamm::producer
