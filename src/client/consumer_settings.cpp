#include "client/consumer_settings.hpp"

namespace klamm::detail {

consumer::FetchLoop::Settings fetch_loop_settings(const ConsumerConfig& config) {
  consumer::FetchLoop::Settings settings;
  settings.fetcher.min_bytes = config.fetch_min_bytes;
  settings.fetcher.max_bytes = config.fetch_max_bytes;
  settings.fetcher.max_partition_bytes = config.max_partition_fetch_bytes;
  settings.fetcher.max_wait = config.fetch_max_wait;
  settings.fetcher.isolation_level = config.isolation_level;
  settings.fetcher.rack = config.client_rack;
  settings.fetcher.auto_offset_reset = config.auto_offset_reset;
  settings.fetcher.backoff = net::Backoff(config.retry_backoff, config.retry_backoff_max);
  settings.fetcher.replica_lease = config.metadata.max_age;
  settings.request_timeout = config.request_timeout;
  settings.allow_auto_create_topics = config.allow_auto_create_topics;
  settings.fetch_buffer_bytes = config.fetch_buffer_bytes;
  return settings;
}

consumer::FetchCollector::Settings fetch_collector_settings(const ConsumerConfig& config) {
  consumer::FetchCollector::Settings settings;
  settings.max_poll_records = static_cast<std::size_t>(config.max_poll_records);
  settings.batches.check_crcs = config.check_crcs;
  settings.batches.decompression_limit = static_cast<std::size_t>(config.decompressed_batch_max_bytes);
  settings.read_committed = config.isolation_level == IsolationLevel::read_committed;
  settings.largest_parked = config.fetch_buffer_bytes / 2;
  return settings;
}

consumer::LookupSettings offset_lookup_settings(const ConsumerConfig& config) {
  return {config.isolation_level, net::Backoff(config.retry_backoff, config.retry_backoff_max), config.request_timeout};
}

group::MemberSettings member_settings(const ConsumerConfig& config) {
  group::MemberSettings settings;
  settings.group_id = config.group_id;
  settings.instance_id = config.group_instance_id;
  settings.rack = config.client_rack;
  settings.server_assignor = config.group_remote_assignor;
  settings.session_timeout = config.session_timeout;
  settings.heartbeat_interval = config.heartbeat_interval;
  settings.max_poll_interval = config.max_poll_interval;
  settings.backoff = net::Backoff(config.retry_backoff, config.retry_backoff_max);
  return settings;
}

} // namespace klamm::detail
