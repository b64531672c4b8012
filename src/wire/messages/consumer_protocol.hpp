// What members of a classic group tell each other through JoinGroup and SyncGroup, which carry it as opaque bytes: a version, then the message
// (KIP-341, KIP-429, KIP-792, KIP-881).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct ConsumerProtocolSubscription {
  static constexpr std::string_view name = "ConsumerProtocolSubscription";
  static constexpr Versions versions = in(0, 3), flexible = no_versions;

  struct TopicPartitions {
    std::string_view topic{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.topic, since(1));
      io("Partitions", self.partitions, since(1));
    }
  };

  std::vector<std::string_view> topics{};
  std::optional<Bytes> user_data{};
  std::vector<TopicPartitions> owned_partitions{};
  std::int32_t generation_id = -1;
  std::optional<std::string_view> rack_id{};
  static void fields(auto& io, auto& self) {
    io("Topics", self.topics, since(0));
    io("UserData", self.user_data, since(0).nullable());
    io("OwnedPartitions", self.owned_partitions, since(1).ignorable());
    io("GenerationId", self.generation_id, since(2).ignorable());
    io("RackId", self.rack_id, since(3).nullable().ignorable());
  }
};

struct ConsumerProtocolAssignment {
  static constexpr std::string_view name = "ConsumerProtocolAssignment";
  static constexpr Versions versions = in(0, 3), flexible = no_versions;

  struct TopicPartitions {
    std::string_view topic{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.topic, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::vector<TopicPartitions> assigned_partitions{};
  std::optional<Bytes> user_data{};
  static void fields(auto& io, auto& self) {
    io("AssignedPartitions", self.assigned_partitions, since(0));
    io("UserData", self.user_data, since(0).nullable());
  }
};

/// The version, then the message in that version.
Slice encode_with_version(const ConsumerProtocolSubscription& subscription,
                          std::int16_t version = ConsumerProtocolSubscription::versions.last);
Slice encode_with_version(const ConsumerProtocolAssignment& assignment, std::int16_t version = ConsumerProtocolAssignment::versions.last);

/// Reads what a member of any client wrote; views in the result point into `bytes`. Versions above klamm's only append fields, so that they are read
/// as klamm's last one and the bytes behind it are ignored.
Result<ConsumerProtocolSubscription> decode_subscription(ConstBytes bytes);
Result<ConsumerProtocolAssignment> decode_assignment(ConstBytes bytes);

extern template struct Codec<ConsumerProtocolSubscription>;
extern template struct Codec<ConsumerProtocolAssignment>;

} // namespace klamm::wire
