// Kafka brokers inside your test: real TCP ports on loopback, no JVM, no container, started in a millisecond. CMake target klamm::mock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/api_key.hpp"
#include "klamm/error_code.hpp"
#include "klamm/export.hpp"
#include "klamm/result.hpp"

namespace klamm {

/// How a MockCluster begins.
struct MockClusterConfig {
  int brokers = 1;                ///< their ids are 1 … brokers
  int default_partitions = 1;     ///< of topics that are created without a number
  bool auto_create_topics = true; ///< a question about an unknown topic creates it
  std::uint64_t seed = 1;         ///< of the topic ids
};

/// Brokers that keep topics in memory and speak Kafka's protocol to any client. They serve producing (idempotent, every codec), fetching, offsets by time and
/// by epoch, metadata, and the making and deleting of topics, as Kafka 4.3 answers; they have no groups, transactions, TLS or SASL. One thread runs all of them.
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

  /// The next `times` requests of one API are answered with this error, for each of the topics or partitions in them.
  void fail_next(ApiKey api, ErrorCode error, std::size_t times = 1);

  /// The offset of the partition's first record, and the one that its next record will get.
  Result<std::int64_t> start_offset(std::string_view topic, int partition) const;
  Result<std::int64_t> end_offset(std::string_view topic, int partition) const;
  /// Forgets the records before `offset`, as retention does.
  Result<void> delete_records(std::string_view topic, int partition, std::int64_t before_offset);
  /// Forgets the records from `offset` on and begins a new leader epoch, as an unclean leader election does.
  Result<void> truncate(std::string_view topic, int partition, std::int64_t offset);

  /// How many requests of one API have come so far.
  std::size_t requests(ApiKey api) const;

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace klamm
