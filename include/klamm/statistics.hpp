// What clients count. All numbers run from the client's start; rates are the difference of two snapshots.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "klamm/record.hpp"

namespace klamm {

/// How values were spread. Percentiles are right to within 1/16 of their value.
struct Distribution {
  std::uint64_t count = 0;
  double mean = 0;
  std::uint64_t p50 = 0, p90 = 0, p99 = 0, p999 = 0;
  std::uint64_t max = 0;
};

/// What was asked of one broker, over all its connections. A bootstrap server, of which no id is known, has its address for itself.
struct BrokerStatistics {
  std::int32_t node_id = -1;
  std::string address;               ///< "HOST:PORT"
  std::uint64_t connections = 0;     ///< opened
  std::uint64_t requests = 0;        ///< sent
  std::uint64_t in_flight = 0;       ///< requests without an answer
  std::uint64_t failed_requests = 0; ///< whose answer never came
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  Distribution latency_us;                  ///< from handing a request over to its answer, in microseconds
  std::chrono::nanoseconds throttle_time{}; ///< for which the broker asked to be left alone (KIP-219)
};

/// What became of the records of one partition, or of a topic's.
struct SendStatistics {
  std::uint64_t records_sent = 0;       ///< acknowledged, or with acks=0 written
  std::uint64_t records_failed = 0;     ///< after they had been put into a batch
  std::uint64_t batches = 0;            ///< closed and made ready to be sent
  std::uint64_t batched_records = 0;    ///< in these
  std::uint64_t uncompressed_bytes = 0; ///< of these, before compression
  std::uint64_t bytes = 0;              ///< of these, as sent
  std::uint64_t retries = 0;            ///< batches that failed and were to be sent again
  std::uint64_t splits = 0; ///< batches that were too large for the broker, and made into two (KIP-126), which count as batches too
  std::uint64_t waiting_batches = 0; ///< now: open, or closed and not sent yet
  std::uint64_t waiting_bytes = 0;
  std::uint64_t in_flight_batches = 0; ///< now: sent and not answered
  std::uint64_t in_flight_bytes = 0;
  std::uint64_t retrying_batches = 0; ///< now: waiting to be sent again
  std::uint64_t retrying_bytes = 0;

  /// Bytes as sent for each byte before compression; 1 where nothing was sent.
  double compression_ratio() const noexcept {
    return uncompressed_bytes == 0 ? 1.0 : static_cast<double>(bytes) / static_cast<double>(uncompressed_bytes);
  }
  double bytes_per_batch() const noexcept { return batches == 0 ? 0.0 : static_cast<double>(bytes) / static_cast<double>(batches); }
  double records_per_batch() const noexcept {
    return batches == 0 ? 0.0 : static_cast<double>(batched_records) / static_cast<double>(batches);
  }
  SendStatistics& operator+=(const SendStatistics& other) noexcept {
    records_sent += other.records_sent, records_failed += other.records_failed;
    batches += other.batches, batched_records += other.batched_records;
    uncompressed_bytes += other.uncompressed_bytes, bytes += other.bytes;
    retries += other.retries, splits += other.splits;
    waiting_batches += other.waiting_batches, waiting_bytes += other.waiting_bytes;
    in_flight_batches += other.in_flight_batches, in_flight_bytes += other.in_flight_bytes;
    retrying_batches += other.retrying_batches, retrying_bytes += other.retrying_bytes;
    return *this;
  }
};

/// One topic that a producer has sent to.
struct ProducerTopicStatistics {
  std::string topic;
  SendStatistics total;
  std::vector<SendStatistics> partitions; ///< by number
};

/// A producer's, as Producer::statistics() gives it.
struct ProducerStatistics {
  SendStatistics total;
  std::vector<ProducerTopicStatistics> topics; ///< in the order of their first record
  Distribution batch_bytes;                    ///< sizes of batches as sent
  std::vector<BrokerStatistics> brokers;       ///< of the client, which others may share
  std::uint64_t buffer_memory = 0;             ///< buffer.memory
  std::uint64_t buffer_memory_used = 0;        ///< by records and completions, until their memory is free for others
  std::uint64_t waiting_for_memory = 0;        ///< sends that wait for room now
};

/// One partition that is assigned now; numbers run from its assignment.
struct ConsumerPartitionStatistics {
  TopicPartition partition;
  std::int64_t position = -1;      ///< offset of the next record that poll gives; -1: still being asked for
  std::optional<std::int64_t> lag; ///< as Consumer::lag()
  std::uint64_t records = 0;       ///< that polls have returned
  std::uint64_t bytes = 0;         ///< of record batches that came from brokers, with what waits to be polled
  bool paused = false;
};

/// A consumer's, as Consumer::statistics() gives it.
struct ConsumerStatistics {
  std::vector<ConsumerPartitionStatistics> partitions; ///< by name
  std::uint64_t records = 0;                           ///< that polls have returned, also of partitions that are assigned no more
  std::uint64_t polls = 0;
  std::chrono::nanoseconds poll_wait{}; ///< for which polls waited, because nothing was there
  std::chrono::nanoseconds uptime{};    ///< since the consumer was made

  Distribution fetch_latency_us; ///< from a fetch to its answer, in microseconds; brokers wait for fetch.min.bytes up to fetch.max.wait.ms
  Distribution fetch_bytes;      ///< sizes of these answers
  std::uint64_t fetch_buffer_bytes = 0; ///< fetch.buffer.bytes
  std::uint64_t fetch_buffer_used = 0;  ///< by answers that are not polled yet

  std::uint64_t rebalances = 0;       ///< that polls have carried out
  std::uint64_t lost_assignments = 0; ///< of them: partitions were lost, because this member was silent for too long
  std::uint64_t commits = 0;          ///< confirmed, automatic ones too
  std::uint64_t failed_commits = 0;
  Distribution commit_latency_us; ///< from a request to its answer, in microseconds

  std::vector<BrokerStatistics> brokers; ///< of the client, which others may share

  /// How much of the time since the start polls waited for records: near 1 the application keeps up with ease, near 0 it is the bottleneck.
  double poll_idle_ratio() const noexcept {
    return uptime.count() <= 0 ? 0.0 : static_cast<double>(poll_wait.count()) / static_cast<double>(uptime.count());
  }
  /// The sum over the partitions where it is known.
  std::int64_t lag() const noexcept {
    std::int64_t sum = 0;
    for (const ConsumerPartitionStatistics& one : partitions) sum += one.lag.value_or(0);
    return sum;
  }
};

} // namespace klamm
