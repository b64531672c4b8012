#include "mock/cluster_state.hpp"

#include <algorithm>

namespace klamm::mock {
namespace {

constexpr std::size_t replication_factor = 3;

} // namespace

// Kafka's rule (org.apache.kafka.common.internals.Topic).
bool is_valid_topic_name(std::string_view name) {
  const auto legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 249 && name != "." && name != ".." && std::ranges::all_of(name, legal);
}

Broker* ClusterState::broker(NodeId id) {
  const auto found = std::ranges::find(brokers, id, &Broker::id);
  return found == brokers.end() ? nullptr : &*found;
}

NodeId ClusterState::controller() const {
  const auto found = std::ranges::find(brokers, true, &Broker::up);
  return found == brokers.end() ? -1 : found->id;
}

Topic* ClusterState::topic(std::string_view name) {
  const auto found = topics_.find(name);
  return found == topics_.end() ? nullptr : &found->second;
}

Topic* ClusterState::topic(const Uuid& id) {
  const auto found = std::ranges::find_if(topics_, [&id](const auto& entry) { return entry.second.id == id; });
  return found == topics_.end() ? nullptr : &found->second;
}

Uuid ClusterState::new_id() {
  Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<std::uint8_t>(random_());
  return id;
}

Partition ClusterState::new_partition(std::size_t index) {
  Partition partition;
  for (std::size_t i = 0; i < std::min(brokers.size(), replication_factor); ++i)
    partition.replicas.push_back(brokers[(index + i) % brokers.size()].id);
  elect(partition);
  partition.leader_epoch = 0;
  return partition;
}

ErrorCode ClusterState::create_topic(std::string_view name, std::int32_t partitions) {
  if (!is_valid_topic_name(name)) return ErrorCode::invalid_topic_exception;
  if (topic(name)) return ErrorCode::topic_already_exists;
  if (partitions == -1) partitions = default_partitions;
  if (partitions < 1) return ErrorCode::invalid_partitions;
  Topic made{std::string(name), new_id(), {}};
  for (std::size_t i = 0; i < static_cast<std::size_t>(partitions); ++i) made.partitions.push_back(new_partition(i));
  topics_.emplace(made.name, std::move(made));
  return ErrorCode::none;
}

ErrorCode ClusterState::delete_topic(std::string_view name) {
  const auto found = topics_.find(name);
  if (found == topics_.end()) return ErrorCode::unknown_topic_or_partition;
  topics_.erase(found);
  if (const auto own = configs.topics.find(name); own != configs.topics.end()) configs.topics.erase(own);
  return ErrorCode::none;
}

ErrorCode ClusterState::grow_topic(std::string_view name, std::int32_t partitions) {
  Topic* const grown = topic(name);
  if (!grown) return ErrorCode::unknown_topic_or_partition;
  if (partitions <= static_cast<std::int32_t>(grown->partitions.size())) return ErrorCode::invalid_partitions;
  while (static_cast<std::int32_t>(grown->partitions.size()) < partitions)
    grown->partitions.push_back(new_partition(grown->partitions.size()));
  return ErrorCode::none;
}

ErrorCode ClusterState::move_leader(std::string_view name, std::int32_t partition, NodeId to) {
  Topic* const moved = topic(name);
  if (!moved || partition < 0 || partition >= static_cast<std::int32_t>(moved->partitions.size()))
    return ErrorCode::unknown_topic_or_partition;
  const Broker* const leader = broker(to);
  if (!leader || !leader->up) return ErrorCode::broker_not_available;
  Partition& led = moved->partitions[static_cast<std::size_t>(partition)];
  led.leader = to;
  ++led.leader_epoch;
  return ErrorCode::none;
}

void ClusterState::elect(Partition& partition) {
  NodeId elected = -1;
  for (const NodeId id : partition.replicas) {
    if (const Broker* candidate = broker(id); candidate && candidate->up) {
      elected = id;
      break;
    }
  }
  if (elected == partition.leader) return;
  partition.leader = elected;
  ++partition.leader_epoch;
}

void ClusterState::stop(NodeId id) {
  Broker* const stopped = broker(id);
  if (!stopped || !stopped->up) return;
  stopped->up = false;
  stopped->fetch_sessions.clear();
  for (auto& [name, led] : topics_) {
    for (Partition& partition : led.partitions) {
      if (partition.leader == id) elect(partition);
    }
  }
}

void ClusterState::start(NodeId id) {
  Broker* const started = broker(id);
  if (!started || started->up) return;
  started->up = true;
  for (auto& [name, led] : topics_) {
    for (Partition& partition : led.partitions) {
      if (partition.leader == -1) elect(partition);
    }
  }
}

void ClusterState::retain(Timestamp now) {
  if (!configs.brokers.empty()) {
    for (auto& [name, kept] : topics_) retain(kept, now);
    return;
  }
  for (const auto& [name, values] : configs.topics) {
    if (Topic* const kept = values.empty() ? nullptr : topic(name)) retain(*kept, now);
  }
}

void ClusterState::retain(Topic& topic, Timestamp now) {
  for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
    Partition& partition = topic.partitions[i];
    const auto limit = [&](std::string_view name) {
      const auto value = configs.set_number(topic.name, name, partition.leader);
      return value && *value >= 0 ? value : std::nullopt;
    };
    const auto time = limit("retention.ms"), bytes = limit("retention.bytes");
    if ((!time && !bytes) || !configs.deletes(topic.name, partition.leader)) continue;
    const std::int64_t from = partition.log.retained_from(time ? std::optional(now - *time) : std::nullopt, bytes);
    if (from == partition.log.start_offset()) continue;
    if (on_retention) on_retention(topic.name, static_cast<std::int32_t>(i), partition.log, from);
    partition.log.delete_before(from);
  }
}

void ClusterState::elect_coordinators(TimePoint now) {
  std::vector<NodeId> up;
  for (const Broker& broker : brokers) {
    if (broker.up) up.push_back(broker.id);
  }
  groups.brokers_changed(up, now);
}

ErrorCode ClusterState::freeze(NodeId id, bool frozen) {
  Broker* const found = broker(id);
  if (!found) return ErrorCode::broker_not_available;
  found->frozen = frozen;
  return ErrorCode::none;
}

} // namespace klamm::mock
