// What the producer layer needs to be told; the client layer fills it from the configuration. Defaults are the Java client's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/time.hpp"
#include "compression/codec.hpp"
#include "klamm/config_types.hpp"
#include "klamm/partitioner.hpp"

namespace klamm::producer {

/// What may differ by topic.
struct TopicSettings {
  Acks acks = Acks::all;
  CompressionType compression = CompressionType::none;
  int compression_level = 0;
  PartitionerKind partitioner = PartitionerKind::murmur2;
  std::shared_ptr<const Partitioner::Function> partition_function{}; ///< the user's, instead
  Duration request_timeout = 30s;
  Duration delivery_timeout = 120s;
};

struct ProducerSettings {
  std::size_t batch_size = 16384;
  Duration linger = 5ms;
  std::size_t buffer_memory = 32 << 20;
  Duration max_block = 60s;
  std::size_t max_request_size = 1 << 20;
  std::size_t max_in_flight = 5; ///< requests per connection
  std::int32_t retries = INT32_MAX;
  Duration retry_backoff = 100ms;
  Duration retry_backoff_max = 1s;
  bool idempotent = true;
  bool ignore_keys = false;
  bool adaptive = true; ///< partitioner.adaptive.partitioning.enable
  Duration availability_timeout = Duration::zero();
  bool allow_auto_create_topics = true;
  std::function<TopicSettings(const std::string& topic)> topic_settings = [](const std::string&) { return TopicSettings(); };
};

} // namespace klamm::producer
