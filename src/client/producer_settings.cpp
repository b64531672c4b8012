#include "client/producer_settings.hpp"

#include <memory>

namespace klamm::detail {
namespace {

int compression_level(CompressionType codec, const ProducerConfig& config, const ProducerTopicConfig& topic) {
  switch (codec) {
    case CompressionType::gzip: return topic.compression_gzip_level.value_or(config.compression_gzip_level);
    case CompressionType::lz4: return topic.compression_lz4_level.value_or(config.compression_lz4_level);
    case CompressionType::zstd: return topic.compression_zstd_level.value_or(config.compression_zstd_level);
    case CompressionType::none:
    case CompressionType::snappy: break;
  }
  return 0;
}

producer::TopicSettings topic_settings(const ProducerConfig& config, const std::string& name) {
  const auto found = config.topics.find(name);
  static const ProducerTopicConfig nothing_different;
  const ProducerTopicConfig& topic = found == config.topics.end() ? nothing_different : found->second;
  producer::TopicSettings settings;
  settings.acks = topic.acks.value_or(config.acks);
  settings.compression = topic.compression_type.value_or(config.compression_type);
  settings.compression_level = compression_level(settings.compression, config, topic);
  const Partitioner& partitioner = topic.partitioner ? *topic.partitioner : config.partitioner;
  settings.partitioner = partitioner.kind();
  settings.partition_function = partitioner.function();
  settings.request_timeout = topic.request_timeout.value_or(config.request_timeout);
  settings.delivery_timeout = topic.delivery_timeout.value_or(config.delivery_timeout);
  return settings;
}

} // namespace

producer::ProducerSettings producer_settings(const ProducerConfig& config) {
  producer::ProducerSettings settings;
  settings.batch_size = static_cast<std::size_t>(config.batch_size);
  settings.linger = config.linger;
  settings.buffer_memory = static_cast<std::size_t>(config.buffer_memory);
  settings.max_block = config.max_block;
  settings.max_request_size = static_cast<std::size_t>(config.max_request_size);
  settings.max_in_flight = static_cast<std::size_t>(config.max_in_flight_requests_per_connection);
  settings.retries = config.retries;
  settings.retry_backoff = config.retry_backoff;
  settings.retry_backoff_max = config.retry_backoff_max;
  settings.idempotent = config.enable_idempotence.value_or(true);
  settings.ignore_keys = config.partitioner_ignore_keys;
  settings.adaptive = config.partitioner_adaptive_partitioning_enable;
  settings.availability_timeout = config.partitioner_availability_timeout;
  settings.allow_auto_create_topics = config.allow_auto_create_topics;
  settings.topic_settings = [shared = std::make_shared<const ProducerConfig>(config)](const std::string& topic) {
    return topic_settings(*shared, topic);
  };
  return settings;
}

} // namespace klamm::detail
