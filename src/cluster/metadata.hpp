// What the cluster looks like, as far as the client knows: brokers, topics, partitions and their leaders. A snapshot never changes; the
// MetadataCache makes new ones. Any thread may read one; lookups take no lock and allocate nothing.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "cluster/node.hpp"
#include "cluster/sharded_map.hpp"
#include "klamm/error_code.hpp"
#include "klamm/uuid.hpp"
#include "net/transport.hpp"

namespace klamm::cluster {

struct Broker {
  NodeId id = no_node;
  net::Endpoint endpoint;
  std::optional<std::string> rack;
  bool operator==(const Broker&) const = default;
};

struct Partition {
  std::int32_t index = 0;
  NodeId leader = no_node;        ///< no_node while none is known (elections)
  std::int32_t leader_epoch = -1; ///< -1: not known (brokers before 2.4)
  ErrorCode error = ErrorCode::none;

  bool has_leader() const noexcept { return leader != no_node; }

private:
  friend struct Topic;
  friend class TopicBuilder;
  std::uint16_t replicas_ = 0, isr_ = 0, offline_ = 0;
  std::uint32_t first_node_ = 0; ///< into Topic::nodes_
};

struct Topic {
  std::string name;
  Uuid id; ///< zero: not known (brokers before 2.8)
  bool internal = false;
  /// What the cluster last said of the topic. With an error that may pass (UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE) what was known
  /// before is kept for a while.
  ErrorCode error = ErrorCode::none;
  TimePoint error_since = never;
  /// Since when responses contradict what is kept here (partitions left out, older epochs) and no topic id can tell why; `never` when they don't.
  TimePoint doubtful_since = never;
  std::vector<Partition> partitions; ///< by index, almost always 0…n-1 without gaps

  /// How many partitions the topic has: what a partitioner divides by.
  std::int32_t partition_count() const noexcept { return partitions.empty() ? 0 : partitions.back().index + 1; }
  /// Null when no partition of that number is known.
  const Partition* partition(std::int32_t index) const noexcept;

  std::span<const NodeId> replicas(const Partition& p) const noexcept { return nodes(p.first_node_, p.replicas_); }
  std::span<const NodeId> isr(const Partition& p) const noexcept { return nodes(p.first_node_ + p.replicas_, p.isr_); }
  std::span<const NodeId> offline(const Partition& p) const noexcept { return nodes(p.first_node_ + p.replicas_ + p.isr_, p.offline_); }

private:
  friend class TopicBuilder;
  std::span<const NodeId> nodes(std::uint32_t first, std::uint32_t count) const noexcept { return {nodes_.data() + first, count}; }
  std::vector<NodeId> nodes_; ///< all replica lists, one after the other: a hundred thousand partitions would be as many small vectors
};

class MetadataSnapshot {
public:
  /// Grows with each snapshot of one client.
  std::uint64_t version() const noexcept { return version_; }
  /// Empty while not known.
  const std::string& cluster_id() const noexcept { return cluster_id_; }
  /// no_node while not known. With KRaft any broker forwards what a controller must do.
  NodeId controller() const noexcept { return controller_; }

  std::span<const Broker> brokers() const noexcept { return brokers_ ? std::span<const Broker>(*brokers_) : std::span<const Broker>(); }
  /// Null when the cluster does not name it (any more).
  const Broker* broker(NodeId id) const noexcept;

  std::size_t topic_count() const noexcept { return by_name_.size(); }
  /// Null when nothing is known of it; a topic with an error is there, see Topic::error.
  const Topic* topic(std::string_view name) const noexcept;
  const Topic* topic(const Uuid& id) const noexcept;
  std::shared_ptr<const Topic> share_topic(std::string_view name) const noexcept;
  template <class F>
  void for_each_topic(F&& f) const {
    by_name_.for_each([&f](const std::shared_ptr<const Topic>& topic) { f(*topic); });
  }

  /// The partition's leader when it is known and the cluster names its address; else null.
  const Broker* leader(std::string_view topic_name, std::int32_t partition) const noexcept;

private:
  friend class MetadataCache;
  struct NameOf {
    std::string_view operator()(const Topic& topic) const noexcept { return topic.name; }
    static std::uint64_t hash(std::string_view name) noexcept;
  };
  struct IdOf {
    const Uuid& operator()(const Topic& topic) const noexcept { return topic.id; }
    static std::uint64_t hash(const Uuid& id) noexcept;
  };

  std::uint64_t version_ = 0;
  std::string cluster_id_;
  NodeId controller_ = no_node;
  std::shared_ptr<const std::vector<Broker>> brokers_; ///< by id
  ShardedMap<Topic, NameOf> by_name_;
  ShardedMap<Topic, IdOf> by_id_;
};

using SnapshotPtr = std::shared_ptr<const MetadataSnapshot>;

/// Partition → leader as a Produce or Fetch response tells it beside NOT_LEADER_OR_FOLLOWER or FENCED_LEADER_EPOCH (KIP-951).
struct LeaderHint {
  std::string_view topic;
  std::int32_t partition = -1;
  NodeId leader = no_node;
  std::int32_t leader_epoch = -1;
};

} // namespace klamm::cluster
