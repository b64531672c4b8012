// A producer's settings.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>

#include "klamm/client_config.hpp"
#include "klamm/export.hpp"
#include "klamm/partitioner.hpp"
#include "klamm/producer_interceptor.hpp"

namespace klamm {

/// Told of each record that failed and that was sent without a completion of its own: topic, partition and fate are in Error::context(). Runs on the client's
/// executor; what it throws is logged.
using SendErrorHandler = std::function<void(const Error& error)>;

/// What may differ for one topic; the producer's own setting counts where unset. As properties: `topic.NAME.acks=1`.
struct ProducerTopicConfig {
  std::optional<Acks> acks{};
  std::optional<CompressionType> compression_type{};
  std::optional<std::int32_t> compression_gzip_level{};
  std::optional<std::int32_t> compression_lz4_level{};
  std::optional<std::int32_t> compression_zstd_level{};
  std::optional<Partitioner> partitioner{}; ///< a name, or any callable
  std::optional<std::chrono::milliseconds> request_timeout{};
  std::optional<std::chrono::milliseconds> delivery_timeout{};
};

/// The settings of a Producer. Defaults are those of the Java client 4.3.
struct KLAMM_EXPORT ProducerConfig {
  /// `host:port` of some brokers of the cluster; one that answers is enough to find the others. (`bootstrap.servers`)
  std::vector<std::string> bootstrap_servers{};
  /// Name of this client in the brokers' logs, metrics and quotas. (`client.id`)
  std::string client_id{};
  /// Preset of acks, enable.idempotence and retries; a setting that contradicts it is an error. (`delivery`)
  std::optional<Delivery> delivery{};
  /// How many replicas must have a record before it counts as sent: 0 none, 1 the leader, all every in-sync one. (`acks`)
  Acks acks = Acks::all;
  /// Whether each record is written once and in order, whatever is sent again. Unset: on, unless acks, retries or
  /// max.in.flight.requests.per.connection rule it out. (`enable.idempotence`)
  std::optional<bool> enable_idempotence{};
  /// Name under which transactions continue over restarts; fences off older producers of the same name. (`transactional.id`)
  std::string transactional_id{};
  /// After how long the broker aborts a transaction that nobody ended. (`transaction.timeout.ms`, 0…2147483647)
  std::chrono::milliseconds transaction_timeout{60'000};
  /// How long a batch waits for more records before it is sent. (`linger.ms`, 0…)
  std::chrono::microseconds linger{5'000};
  /// Size at which a batch is full; larger records get a batch of their own. (`batch.size`, 0…)
  std::int32_t batch_size = 16'384;
  /// Memory for records that are not yet acknowledged; when it is used up, sending waits. (`buffer.memory`, 0…)
  std::int64_t buffer_memory = 33'554'432;
  /// How long sending may wait for memory or for a topic's metadata. (`max.block.ms`, 0…)
  std::chrono::milliseconds max_block{60'000};
  /// The largest request, and so the largest record, that is sent. (`max.request.size`, 0…)
  std::int32_t max_request_size = 1'048'576;
  /// How many requests to a broker may be unanswered. Where a broker answers one after the other, batches that are not full wait for its answers and go
  /// together. (`max.in.flight.requests.per.connection`, 1…)
  std::int32_t max_in_flight_requests_per_connection = 5;
  /// How often a request is sent again after an error that may pass, within delivery.timeout.ms (producer) or
  /// default.api.timeout.ms (admin). (`retries`, 0…2147483647)
  std::int32_t retries = std::numeric_limits<std::int32_t>::max();
  /// How long after a record was accepted it is reported as sent or failed at the latest; waiting for memory or metadata (max.block.ms)
  /// comes before. (`delivery.timeout.ms`, 0…2147483647)
  std::chrono::milliseconds delivery_timeout{120'000};
  /// How long a broker may take to answer a request. (`request.timeout.ms`, 0…2147483647)
  std::chrono::milliseconds request_timeout{30'000};
  /// Wait before a failed request is sent again; doubles with each failure in a row, with jitter. (`retry.backoff.ms`, 0…)
  std::chrono::milliseconds retry_backoff{100};
  /// The longest wait before a failed request is sent again. (`retry.backoff.max.ms`, 0…)
  std::chrono::milliseconds retry_backoff_max{1'000};
  /// How batches are compressed. (`compression.type`)
  CompressionType compression_type = CompressionType::none;
  /// Effort of gzip, -1 for zlib's own choice. (`compression.gzip.level`, 1…9 or -1)
  std::int32_t compression_gzip_level = -1;
  /// Effort of lz4. (`compression.lz4.level`, 1…17)
  std::int32_t compression_lz4_level = 9;
  /// Effort of zstd. (`compression.zstd.level`, -131072…22)
  std::int32_t compression_zstd_level = 3;
  /// Which partition a record without an explicit one goes to. (`partitioner`)
  Partitioner partitioner = PartitionerKind::murmur2;
  /// Whether keys are ignored when a partition is chosen. (`partitioner.ignore.keys`)
  bool partitioner_ignore_keys = false;
  /// Whether records without a key go rather to partitions whose brokers are fast. (`partitioner.adaptive.partitioning.enable`)
  bool partitioner_adaptive_partitioning_enable = true;
  /// After how long without accepting requests a broker's partitions get no records without a key; 0 never.
  /// (`partitioner.availability.timeout.ms`, 0…)
  std::chrono::milliseconds partitioner_availability_timeout{0};
  /// Whether a topic that doesn't exist may be created by the broker. (`allow.auto.create.topics`)
  bool allow_auto_create_topics = true;
  /// Where failures of records go that were sent without a completion (send(record), asio::detached); to the log where empty.
  SendErrorHandler on_error{};
  /// See each record before it is sent, and what became of it, in this order.
  std::vector<std::shared_ptr<ProducerInterceptor>> interceptors{};
  /// What differs for single topics.
  std::map<std::string, ProducerTopicConfig> topics{};
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
  static Result<ProducerConfig> from_properties(const Properties& properties);
  static Result<ProducerConfig> from_file(const std::string& path);
  /// Overlays this with `properties`; on an error nothing is changed.
  Result<void> apply(const Properties& properties);
  /// Whether each value is in its range and they fit together.
  Result<void> validate() const;
  /// What counts in the end: validated, `delivery` expanded, and enable_idempotence decided.
  Result<ProducerConfig> resolved() const;
  /// The part that a Client takes.
  ClientConfig client_config() const;
};

} // namespace klamm
