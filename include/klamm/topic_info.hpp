// Topics and partitions as metadata describes them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "klamm/uuid.hpp"

namespace klamm {

/// A partition and the brokers that hold it, by their ids.
struct PartitionInfo {
  std::string topic;
  std::int32_t partition = 0;
  std::int32_t leader = -1;       ///< -1 while there is none
  std::int32_t leader_epoch = -1; ///< -1 when unknown (brokers before 2.4)
  std::vector<std::int32_t> replicas;
  std::vector<std::int32_t> in_sync_replicas;
  std::vector<std::int32_t> offline_replicas;
};

/// A topic of the cluster.
struct TopicInfo {
  std::string name;
  Uuid id; ///< zero when unknown (brokers before 2.8)
  bool internal = false;
  std::vector<PartitionInfo> partitions; ///< by number
};

} // namespace klamm
