// Structs that several messages carry in the same form. Their fields exist wherever the field that holds them does.
#pragma once

#include "wire/types.hpp"

namespace klamm::wire {

/// Who leads a partition now, told along with an error that says so (KIP-951).
struct LeaderIdAndEpoch {
  std::int32_t leader_id = -1;
  std::int32_t leader_epoch = -1;
  static void fields(auto& io, auto& self) {
    io("LeaderId", self.leader_id, since(0));
    io("LeaderEpoch", self.leader_epoch, since(0));
  }
};

/// The address of a leader named by a LeaderIdAndEpoch.
struct NodeEndpoint {
  std::int32_t node_id = 0;
  std::string_view host{};
  std::int32_t port = 0;
  std::optional<std::string_view> rack{};
  static void fields(auto& io, auto& self) {
    io("NodeId", self.node_id, since(0));
    io("Host", self.host, since(0));
    io("Port", self.port, since(0));
    io("Rack", self.rack, since(0).nullable());
  }
};

/// Partitions of one topic, as the group protocols of KIP-848 and KIP-932 name them.
struct TopicIdPartitions {
  Uuid topic_id{};
  std::vector<std::int32_t> partitions{};
  static void fields(auto& io, auto& self) {
    io("TopicId", self.topic_id, since(0));
    io("Partitions", self.partitions, since(0));
  }
};

/// What became of the records first_offset…last_offset: one type for all of them, or one for each (KIP-932).
struct AcknowledgementBatch {
  std::int64_t first_offset = 0;
  std::int64_t last_offset = 0;
  std::vector<std::int8_t> acknowledge_types{};
  static void fields(auto& io, auto& self) {
    io("FirstOffset", self.first_offset, since(0));
    io("LastOffset", self.last_offset, since(0));
    io("AcknowledgeTypes", self.acknowledge_types, since(0));
  }
};

} // namespace klamm::wire
