// Structs that the messages of streams groups share (KIP-1071).
#pragma once

#include "wire/types.hpp"

namespace klamm::wire {

struct StreamsKeyValue {
  std::string_view key{};
  std::string_view value{};
  static void fields(auto& io, auto& self) {
    io("Key", self.key, since(0));
    io("Value", self.value, since(0));
  }
};

/// An internal topic that the group coordinator creates.
struct StreamsTopicInfo {
  std::string_view name{};
  std::int32_t partitions = 0;
  std::int16_t replication_factor = 0;
  std::vector<StreamsKeyValue> topic_configs{};
  static void fields(auto& io, auto& self) {
    io("Name", self.name, since(0));
    io("Partitions", self.partitions, since(0));
    io("ReplicationFactor", self.replication_factor, since(0));
    io("TopicConfigs", self.topic_configs, since(0));
  }
};

/// The tasks of one subtopology: each is a partition of it.
struct StreamsTaskIds {
  std::string_view subtopology_id{};
  std::vector<std::int32_t> partitions{};
  static void fields(auto& io, auto& self) {
    io("SubtopologyId", self.subtopology_id, since(0));
    io("Partitions", self.partitions, since(0));
  }
};

struct StreamsTaskOffset {
  std::string_view subtopology_id{};
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  static void fields(auto& io, auto& self) {
    io("SubtopologyId", self.subtopology_id, since(0));
    io("Partition", self.partition, since(0));
    io("Offset", self.offset, since(0));
  }
};

/// Where a member answers interactive queries.
struct StreamsEndpoint {
  std::string_view host{};
  std::uint16_t port = 0;
  static void fields(auto& io, auto& self) {
    io("Host", self.host, since(0));
    io("Port", self.port, since(0));
  }
};

} // namespace klamm::wire
