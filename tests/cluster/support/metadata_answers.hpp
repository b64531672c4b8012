// Metadata responses in a few words. Names are views: pass literals.
#pragma once

#include "cluster/metadata_cache.hpp"

namespace klamm::test {

using wire::MetadataResponse;

inline Uuid uuid(std::uint8_t n) {
  Uuid id;
  id.bytes.fill(n);
  return id;
}

inline MetadataResponse::Partition partition(std::int32_t index, std::int32_t leader, std::int32_t epoch,
                                             ErrorCode error = ErrorCode::none) {
  MetadataResponse::Partition p;
  p.index = index;
  p.leader_id = leader;
  p.leader_epoch = epoch;
  p.error_code = error;
  p.replica_nodes = {leader < 0 ? 1 : leader};
  p.isr_nodes = p.replica_nodes;
  return p;
}

inline MetadataResponse::Topic topic(std::string_view name, Uuid id, std::vector<MetadataResponse::Partition> partitions) {
  MetadataResponse::Topic t;
  t.name = name;
  t.topic_id = id;
  t.partitions = std::move(partitions);
  return t;
}

inline MetadataResponse::Topic bad_topic(std::string_view name, ErrorCode error) {
  MetadataResponse::Topic t;
  t.name = name;
  t.error_code = error;
  return t;
}

/// Brokers 1, 2 and 3 on hosts b1, b2 and b3.
inline MetadataResponse answer(std::vector<MetadataResponse::Topic> topics, std::string_view cluster_id = "the-cluster") {
  MetadataResponse response;
  static constexpr std::string_view hosts[] = {"b1", "b2", "b3"};
  for (std::int32_t id = 1; id <= 3; ++id) response.brokers.push_back({id, hosts[id - 1], 9092, std::nullopt});
  response.cluster_id = cluster_id;
  response.controller_id = 1;
  response.topics = std::move(topics);
  return response;
}

/// A cache, and time that a test moves.
struct CacheWorld {
  cluster::MetadataCache cache;
  TimePoint now{std::chrono::hours(1)};

  cluster::MetadataCache::Outcome apply(const MetadataResponse& response, cluster::MetadataCache::Asked asked = {.version = 13}) {
    return cache.apply(response, asked, now).value();
  }
  const cluster::Partition& at(std::string_view name, std::int32_t index) const { return *cache.snapshot()->topic(name)->partition(index); }
};

} // namespace klamm::test
