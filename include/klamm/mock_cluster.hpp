// Kafka brokers inside your test: real TCP ports on loopback, no JVM, no container, started in a millisecond. CMake target klamm::mock.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/api_key.hpp"
#include "klamm/error_code.hpp"
#include "klamm/export.hpp"
#include "klamm/mock_requests.hpp"
#include "klamm/mock_security.hpp"
#include "klamm/result.hpp"

namespace klamm {

/// How a MockCluster begins.
struct MockClusterConfig {
  int brokers = 1;                ///< their ids are 1 … brokers
  int default_partitions = 1;     ///< of topics that are created without a number
  bool auto_create_topics = true; ///< a question about an unknown topic creates it
  std::uint64_t seed = 1;         ///< of the topic ids and member ids
  /// The Kafka whose API versions and features the brokers have: "2.8", "3.9" or "4.3". Before 4.0 there are classic groups only; before 3.1 records are
  /// fetched by topic name, before 4.0 written by it.
  std::string behave_as = "4.3";
  /// Broker n is in the n-th of these, and from the first again when there are more brokers; empty: in none. Consumers with a `client.rack` are sent to a replica there (KIP-392).
  std::vector<std::string> racks{};
  /// `max.incremental.fetch.session.cache.slots`: how many consumers' fetch sessions each broker keeps (KIP-227). 0: every fetch is a full one.
  std::size_t fetch_session_slots = 1000;
  /// `group.initial.rebalance.delay.ms`: how long the first members of a group wait for others. Kafka's default is 3 s, a test's is not to wait.
  std::chrono::milliseconds group_initial_rebalance_delay{0};
  /// `group.consumer.heartbeat.interval.ms`: how often members of KIP-848 groups speak, and so how fast they change hands. Kafka's default is 5 s.
  std::chrono::milliseconds group_consumer_heartbeat_interval{100};
  /// `group.consumer.session.timeout.ms`: how long such a member may be silent.
  std::chrono::milliseconds group_consumer_session_timeout{45'000};
  /// TLS, and who may log in; plaintext and open to all by default.
  MockSecurity security{};
};

/// Brokers that keep topics in memory and speak Kafka's protocol to any client. They serve producing (idempotent, every codec), fetching (in sessions, from the
/// nearest replica), offsets by time and by epoch, metadata, topics with their settings, the deletion of records, consumer groups (classic and KIP-848) with
/// their offsets, as Kafka answers, over TLS and behind SASL where asked for; they have no transactions. One thread runs all of them.
///
///     klamm::MockCluster cluster;
///     cluster.create_topic("orders", 3).value();
///     klamm::Producer producer{{.bootstrap_servers = cluster.bootstrap_servers()}};
///
/// Every function may be called from any thread; what it changes is changed when it returns. Brokers, topics and partitions that don't exist are errors.
class KLAMM_EXPORT MockCluster {
public:
  /// Starts the brokers. Throws Exception when no port can be opened, std::invalid_argument for a configuration without brokers or partitions.
  explicit MockCluster(MockClusterConfig config = {});
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;
  /// Stops them: connections break.
  ~MockCluster();

  /// "127.0.0.1:PORT" of each broker.
  std::vector<std::string> bootstrap_servers() const;

  /// Errors: topic_already_exists, invalid_topic_exception, invalid_partitions.
  Result<void> create_topic(std::string_view name, int partitions = 1);
  Result<void> delete_topic(std::string_view name);
  /// Adds partitions until there are `partitions`.
  Result<void> grow_topic(std::string_view name, int partitions);

  /// Another broker leads the partition from now on, in a new leader epoch.
  Result<void> move_leader(std::string_view topic, int partition, int broker);
  /// The broker is gone: connections to it break and are refused, its partitions get other leaders among their (at most three) replicas.
  Result<void> stop_broker(int broker);
  /// It is back at the same port.
  Result<void> start_broker(int broker);
  /// Breaks the connections to a broker that stays up.
  Result<void> hang_up(int broker);

  /// The broker that coordinates a group. Error: coordinator_not_available when no broker is up.
  Result<int> coordinator(std::string_view group) const;
  /// Another broker coordinates the group from now on, and those groups that share its partition of the offsets topic. Like Kafka's, it knows the last
  /// complete generation, and nothing of joins under way.
  Result<void> move_coordinator(std::string_view group, int broker);
  /// What the group has committed. Error: group_id_not_found for a group that the brokers don't know, no_offset when it has committed none there.
  Result<std::int64_t> committed_offset(std::string_view group, std::string_view topic, int partition) const;

  /// The broker still takes connections and bytes but does nothing, as a stopped process; what it leads stays its own until a test moves it.
  Result<void> freeze_broker(int broker);
  /// It goes on where it was.
  Result<void> thaw_broker(int broker);

  /// What is to become of the next requests of one API: errors, delays, losses, held requests. See MockRule.
  MockRule on(ApiKey api) { return {*this, api}; }
  /// Forgets all rules; what is held or delayed stays so.
  void clear_rules();
  /// The next `times` requests of one API are answered with this error, for each of the topics or partitions in them: on(api).times(times).reply(error).
  void fail_next(ApiKey api, ErrorCode error, std::size_t times = 1);

  /// The offset of the partition's first record, and the one that its next record will get.
  Result<std::int64_t> start_offset(std::string_view topic, int partition) const;
  Result<std::int64_t> end_offset(std::string_view topic, int partition) const;
  /// Forgets the records before `offset`, as retention does.
  Result<void> delete_records(std::string_view topic, int partition, std::int64_t before_offset);
  /// Forgets the records from `offset` on and begins a new leader epoch, as an unclean leader election does.
  Result<void> truncate(std::string_view topic, int partition, std::int64_t offset);

  /// Breaks the checksum of the batch that holds `offset`. Error: offset_out_of_range when there is none.
  Result<void> corrupt(std::string_view topic, int partition, std::int64_t offset);

  /// How many requests of one API have come so far, to one broker or to all.
  std::size_t requests(ApiKey api, int broker = -1) const;
  /// Keeps the newest `count` requests to come, of any API; 0, as in the beginning: none.
  void record_requests(std::size_t count);
  /// The kept requests of one API, oldest first.
  std::vector<MockRequest> recorded_requests(ApiKey api) const;

private:
  friend class MockRule;
  friend class MockHold;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace klamm
