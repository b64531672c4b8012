// What a member with Java's StickyAssignor says of its last assignment, as the user data of its subscription (KIP-54, KIP-341). The bytes carry no version:
// they are of version 1 if they can be read so.
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct StickyUserData {
  static constexpr std::string_view name = "StickyUserData";
  static constexpr Versions versions = in(0, 1), flexible = no_versions;

  struct TopicPartitions {
    std::string_view topic{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.topic, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::vector<TopicPartitions> previous_assignment{};
  std::int32_t generation = -1;
  static void fields(auto& io, auto& self) {
    io("PreviousAssignment", self.previous_assignment, since(0));
    io("Generation", self.generation, since(1));
  }
};

/// In version 1.
Slice encode_user_data(const StickyUserData& data);
/// Views in the result point into `bytes`. `has_generation` tells version 1 from version 0. Nothing when it is of no version.
struct DecodedStickyUserData {
  StickyUserData data;
  bool has_generation = false;
};
std::optional<DecodedStickyUserData> decode_sticky_user_data(ConstBytes bytes);

extern template struct Codec<StickyUserData>;

} // namespace klamm::wire
