// What the embedded brokers know together: themselves, the topics, who leads each partition, and the logs. Pure; lives on the mock's executor.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "klamm/api_key.hpp"
#include "klamm/error_code.hpp"
#include "klamm/mock_security.hpp"
#include "klamm/uuid.hpp"
#include "mock/behaviour.hpp"
#include "mock/configs.hpp"
#include "mock/fetch_sessions.hpp"
#include "mock/groups.hpp"
#include "mock/orders.hpp"
#include "mock/partition_log.hpp"
#include "mock/request_log.hpp"

namespace klamm::mock {

struct Broker {
  NodeId id = -1;
  std::string host;
  std::uint16_t port = 0;
  std::string rack;
  bool up = true;
  bool frozen = false; ///< takes connections and bytes, does nothing
  FetchSessions fetch_sessions{};
};

struct Partition {
  NodeId leader = -1; ///< -1: none of its brokers is up
  std::int32_t leader_epoch = 0;
  std::vector<NodeId> replicas;
  PartitionLog log;
};

struct Topic {
  std::string name;
  Uuid id;
  std::vector<Partition> partitions;
  bool has(std::int32_t index) const noexcept { return index >= 0 && static_cast<std::size_t>(index) < partitions.size(); }
};

/// Kafka's rule.
bool is_valid_topic_name(std::string_view name);

class ClusterState {
public:
  explicit ClusterState(std::uint64_t seed) : random_(seed) {}

  std::string cluster_id = "klamm-mock";
  std::int32_t default_partitions = 1;
  bool auto_create_topics = true;
  const Behaviour* behaviour = behaviour_of("4.3");
  /// The versions of an API that are served, of those that klamm speaks.
  template <class Request>
  wire::Versions served() const {
    return behaviour->served(Request::api_key, wire::stable_versions<Request>());
  }
  Configs configs;
  MockSecurity security; ///< who may log in; its TLS is below these brokers

  std::vector<Broker> brokers;
  Broker* broker(NodeId id);
  /// The first broker that is up, or -1.
  NodeId controller() const;

  const std::map<std::string, Topic, std::less<>>& topics() const noexcept { return topics_; }
  Topic* topic(std::string_view name);
  Topic* topic(const Uuid& id);
  /// topic_already_exists, invalid_topic_exception, invalid_partitions
  ErrorCode create_topic(std::string_view name, std::int32_t partitions);
  ErrorCode delete_topic(std::string_view name);
  ErrorCode grow_topic(std::string_view name, std::int32_t partitions);

  /// unknown_topic_or_partition, or not a broker that is up: broker_not_available.
  ErrorCode move_leader(std::string_view topic, std::int32_t partition, NodeId to);
  /// Its partitions get other leaders; none when no broker is up.
  void stop(NodeId id);
  void start(NodeId id);
  /// broker_not_available, or none.
  ErrorCode freeze(NodeId id, bool frozen);

  /// Forgets the beginnings of logs that `retention.ms` or `retention.bytes` no longer keeps, `now` by the wall clock. Kafka's default of a week does not count: records of
  /// tests have timestamps of any year. Batch by batch and at once, where Kafka looks at whole segments every few minutes.
  void retain(Timestamp now);
  /// Called before it does, with the offset that the log will begin with; for simulations.
  std::function<void(const std::string& topic, std::int32_t partition, const PartitionLog& log, std::int64_t from)> on_retention;

  Groups groups;
  /// Gives groups whose coordinator is gone another one.
  void elect_coordinators(TimePoint now);
  Random& random() noexcept { return random_; }

  std::int64_t next_producer_id() noexcept { return next_producer_id_++; }

  Orders orders;
  RequestLog request_log;
  /// The next `times` requests of that API answer this error.
  void fail(ApiKey api, ErrorCode error, std::size_t times) { orders.push(api, {.kind = Order::Kind::reply, .error = error}, times); }

private:
  void elect(Partition& partition);
  void retain(Topic& topic, Timestamp now);
  Partition new_partition(std::size_t index);
  Uuid new_id();

  Random random_;
  std::map<std::string, Topic, std::less<>> topics_;
  std::int64_t next_producer_id_ = 1000;
};

} // namespace klamm::mock
