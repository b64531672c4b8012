// A consumer's settings.
#pragma once

#include "klamm/assignor.hpp"
#include "klamm/client_config.hpp"
#include "klamm/export.hpp"

namespace klamm {

/// The settings of a Consumer. Defaults are those of the Java client 4.3.
struct KLAMM_EXPORT ConsumerConfig {
  /// `host:port` of some brokers of the cluster; one that answers is enough to find the others. (`bootstrap.servers`)
  std::vector<std::string> bootstrap_servers{};
  /// Name of this client in the brokers' logs, metrics and quotas. (`client.id`)
  std::string client_id{};
  /// The group that shares the partitions and the committed offsets; without it partitions are assigned by hand and nothing is
  /// committed. (`group.id`)
  std::string group_id{};
  /// Name of this member over restarts; within session.timeout.ms it gets its partitions back without a rebalance (KIP-345).
  /// (`group.instance.id`)
  std::string group_instance_id{};
  /// Which rebalance protocol the group speaks: classic, or consumer (KIP-848, brokers from 4.0). (`group.protocol`)
  GroupProtocol group_protocol = GroupProtocol::classic;
  /// The broker's assignor to ask for with group.protocol=consumer; the broker's choice where empty. (`group.remote.assignor`)
  std::string group_remote_assignor{};
  /// Assignors of the classic protocol in order of preference: range, roundrobin, sticky, cooperative-sticky.
  /// (`partition.assignment.strategy`)
  std::vector<std::string> partition_assignment_strategy{"range", "cooperative-sticky"};
  /// Assignors of your own for the classic protocol, preferred to those of partition.assignment.strategy, which may then be empty.
  std::vector<AssignorFactory> assignors{};
  /// Where to start on a partition without a committed offset, or whose offset no longer exists: latest, earliest, none (an error),
  /// or by_duration:PT1H (records that old). (`auto.offset.reset`)
  AutoOffsetReset auto_offset_reset{};
  /// Whether the offsets of records that poll returned are committed as the next polls are made, and on close.
  /// (`enable.auto.commit`)
  bool enable_auto_commit = true;
  /// How often offsets are committed with enable.auto.commit. (`auto.commit.interval.ms`, 0…2147483647)
  std::chrono::milliseconds auto_commit_interval{5'000};
  /// After how long without a heartbeat the group gives a member's partitions to others; the broker bounds it
  /// (group.protocol=classic only). (`session.timeout.ms`, 0…2147483647)
  std::chrono::milliseconds session_timeout{45'000};
  /// How often a heartbeat is sent; at most a third of session.timeout.ms (group.protocol=classic only). (`heartbeat.interval.ms`,
  /// 0…2147483647)
  std::chrono::milliseconds heartbeat_interval{3'000};
  /// How long a member may take between two polls before its partitions go to others. (`max.poll.interval.ms`, 1…2147483647)
  std::chrono::milliseconds max_poll_interval{300'000};
  /// How many records one poll returns at most. (`max.poll.records`, 1…)
  std::int32_t max_poll_records = 500;
  /// Whether records of open and aborted transactions are returned. (`isolation.level`)
  IsolationLevel isolation_level = IsolationLevel::read_uncommitted;
  /// How much data a broker waits for before it answers a fetch. (`fetch.min.bytes`, 0…)
  std::int32_t fetch_min_bytes = 1;
  /// How long a broker waits for fetch.min.bytes before it answers a fetch. (`fetch.max.wait.ms`, 0…2147483647)
  std::chrono::milliseconds fetch_max_wait{500};
  /// How much a broker returns for one fetch; a single larger batch still arrives. (`fetch.max.bytes`, 0…)
  std::int32_t fetch_max_bytes = 52'428'800;
  /// How much a broker returns of one partition for one fetch; a single larger batch still arrives. (`max.partition.fetch.bytes`,
  /// 0…)
  std::int32_t max_partition_fetch_bytes = 1'048'576;
  /// Memory for records that are fetched and not yet polled, decompressed size counted. (`fetch.buffer.bytes`, 0…)
  std::int64_t fetch_buffer_bytes = 64 * 1024 * 1024;
  /// The largest size that one batch may decompress to; a larger one is an error. (`decompressed.batch.max.bytes`, 1…)
  std::int32_t decompressed_batch_max_bytes = 128 * 1024 * 1024;
  /// Whether the checksum of each batch is verified. (`check.crcs`)
  bool check_crcs = true;
  /// The rack or zone this client is in: records are fetched from a replica there, where there is one (KIP-392). (`client.rack`)
  std::string client_rack{};
  /// Whether a topic that doesn't exist may be created by the broker. (`allow.auto.create.topics`)
  bool allow_auto_create_topics = true;
  /// Whether patterns leave out Kafka's own topics. (`exclude.internal.topics`)
  bool exclude_internal_topics = true;
  /// How long a call that was given no timeout may take in all. (`default.api.timeout.ms`, 0…2147483647)
  std::chrono::milliseconds default_api_timeout{60'000};
  /// How long a broker may take to answer a request. (`request.timeout.ms`, 0…2147483647)
  std::chrono::milliseconds request_timeout{30'000};
  /// Wait before a failed request is sent again; doubles with each failure in a row, with jitter. (`retry.backoff.ms`, 0…)
  std::chrono::milliseconds retry_backoff{100};
  /// The longest wait before a failed request is sent again. (`retry.backoff.max.ms`, 0…)
  std::chrono::milliseconds retry_backoff_max{1'000};
  /// Whether connections are encrypted (SSL) and clients log in (SASL). (`security.protocol`)
  SecurityProtocol security_protocol = SecurityProtocol::plaintext;
  SslConfig ssl{};
  SaslConfig sasl{};
  ConnectionConfig connection{};
  MetadataConfig metadata{};
  /// The least important lines that go to the log. (`log.level`)
  LogLevel log_level = LogLevel::warning;
  /// Where log lines go; to standard error where empty.
  LogSink log_sink{};
  /// What was accepted from properties but has no effect, a line each; the client logs them when it starts.
  std::vector<std::string> notes{};

  /// The defaults, overlaid with `properties`. All that is wrong is in one error.
  static Result<ConsumerConfig> from_properties(const Properties& properties);
  static Result<ConsumerConfig> from_file(const std::string& path);
  /// Overlays this with `properties`; on an error nothing is changed.
  Result<void> apply(const Properties& properties);
  /// Whether each value is in its range and they fit together.
  Result<void> validate() const;
  /// The part that a Client takes.
  ClientConfig client_config() const;
};

} // namespace klamm
