// The cluster as producer, consumer and admin see it: one metadata cache, one connection pool and one coordinator cache, shared by all of a client.
// snapshot() and version() may be called from any thread; everything else only on the client's executor, where handlers are called too,
// never from within the call that was given them, and exactly once each.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_function.hpp"
#include "cluster/broker_pool.hpp"
#include "cluster/coordinator_type.hpp"
#include "cluster/metadata.hpp"
#include "cluster/settings.hpp"
#include "cluster/wait_id.hpp"
#include "klamm/result.hpp"

namespace klamm::cluster {

struct RequireOptions {
  TimePoint deadline = never;
  /// Lets the broker create a topic that does not exist, if its auto.create.topics.enable allows it.
  bool allow_auto_create = false;
  /// How long a broker may go on saying that a topic does not exist before that is believed. By default until the deadline, as a
  /// topic that was just created takes a while to be known everywhere.
  Duration unknown_topic_grace = Duration::max();
};

/// Keeps something (topics in use, a subscription) until it is destroyed. May outlive the Cluster.
class Hold {
public:
  Hold() = default;
  explicit Hold(UniqueFunction<void()> release) : release_(std::move(release)) {}
  Hold(Hold&& other) noexcept : release_(std::exchange(other.release_, nullptr)) {}
  Hold& operator=(Hold&& other) noexcept {
    if (this != &other) {
      reset();
      release_ = std::exchange(other.release_, nullptr);
    }
    return *this;
  }
  ~Hold() { reset(); }
  void reset() {
    if (auto release = std::exchange(release_, nullptr)) release();
  }

private:
  UniqueFunction<void()> release_;
};

class Cluster {
public:
  using SnapshotHandler = UniqueFunction<void(Result<SnapshotPtr>)>;
  using NodeHandler = UniqueFunction<void(Result<NodeId>)>;

  /// Connects to nothing yet: the first call that needs the cluster does.
  Cluster(std::shared_ptr<net::Runtime> runtime, ClusterSettings settings);
  ~Cluster(); ///< closes

  // Any thread

  /// What is known now; never null. A lock held for as long as a shared_ptr is copied: keep the pointer, and compare version().
  SnapshotPtr snapshot() const;
  /// snapshot()->version(), by one atomic load.
  std::uint64_t version() const noexcept;

  // Metadata

  /// Waits until the partitions of all `topics` are known; at once when they are. The topics are in use from now on for
  /// metadata.max.idle.ms. Errors: topic_unknown (with close names), topic_authorization_failed, invalid_topic_exception; when no broker answers, why.
  WaitId require(std::vector<std::string> topics, const RequireOptions& options, SnapshotHandler handler);
  /// The same for topics of which only the id is known (KIP-848 assignments; brokers from 3.1 on).
  WaitId require_ids(std::vector<Uuid> ids, const RequireOptions& options, SnapshotHandler handler);
  /// Waits for an answer to a request sent after this call, about all topics in use, or about all of the cluster.
  enum class Scope : std::uint8_t { in_use, all_topics };
  WaitId refresh(Scope scope, TimePoint deadline, SnapshotHandler handler);
  /// Metadata turned out to be old (NOT_LEADER_OR_FOLLOWER, UNKNOWN_TOPIC_ID, …): asks again soon. Cheap: many calls make one request.
  void request_refresh();
  /// What a Produce or Fetch response said of new leaders (KIP-951): takes effect at once, without a request. Returns how many were news.
  std::size_t apply_leader_hints(std::span<const LeaderHint> hints, std::span<const Broker> brokers);

  /// Says that a topic is being used: renews its metadata.max.idle.ms.
  void touch(std::string_view topic);
  /// Topics that stay in use until released, or all of the cluster's (patterns).
  [[nodiscard]] Hold hold_topics(std::vector<std::string> topics);
  [[nodiscard]] Hold hold_all_topics();
  /// Calls `changed` with each new snapshot, on the executor.
  [[nodiscard]] Hold subscribe(std::function<void(const SnapshotPtr&)> changed);

  // Brokers

  BrokerPool& pool() noexcept;
  /// A broker for a request that any can answer: connected and least busy if possible. Waits for the first one after start or an outage. May be a bootstrap server.
  WaitId any_broker(TimePoint deadline, NodeHandler handler);
  /// The coordinator of a group, transactional id or share group ("group:topicId:partition"). Requests to it belong on Purpose::coordinator.
  WaitId coordinator(CoordinatorType type, std::string key, TimePoint deadline, NodeHandler handler);
  /// What the cache has: no_node when it must be looked up.
  NodeId known_coordinator(CoordinatorType type, std::string_view key) const noexcept;
  /// `node` turned out not to be (or not to answer as) the coordinator. Does nothing when another one is known by now.
  void coordinator_lost(CoordinatorType type, std::string_view key, NodeId node);

  /// Ends one wait: its handler gets `cancelled`. Does nothing when it has been answered.
  void cancel(WaitId wait);
  /// Ends everything: waiting calls get `closed`, connections close. Idempotent.
  void close();

  net::Runtime& runtime() noexcept;

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace klamm::cluster
