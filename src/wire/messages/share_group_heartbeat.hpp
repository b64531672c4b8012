// ShareGroupHeartbeat: the whole membership of a share group (KIP-932).
#pragma once

#include "wire/message.hpp"
#include "wire/messages/common.hpp"

namespace klamm::wire {

struct ShareGroupHeartbeatResponse {
  static constexpr std::string_view name = "ShareGroupHeartbeatResponse";
  static constexpr ApiKey api_key = ApiKey::share_group_heartbeat;
  static constexpr Versions versions = only(1), flexible = since(0);

  struct Assignment {
    std::vector<TopicIdPartitions> topic_partitions{};
    static void fields(auto& io, auto& self) { io("TopicPartitions", self.topic_partitions, since(0)); }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message{};
  std::optional<std::string_view> member_id{};
  std::int32_t member_epoch = 0;
  std::int32_t heartbeat_interval_ms = 0;
  std::optional<Assignment> assignment{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("MemberId", self.member_id, since(0).nullable());
    io("MemberEpoch", self.member_epoch, since(0));
    io("HeartbeatIntervalMs", self.heartbeat_interval_ms, since(0));
    io("Assignment", self.assignment, since(0).nullable());
  }
};

struct ShareGroupHeartbeatRequest {
  static constexpr std::string_view name = "ShareGroupHeartbeatRequest";
  static constexpr ApiKey api_key = ApiKey::share_group_heartbeat;
  static constexpr Versions versions = only(1), flexible = since(0);
  using Response = ShareGroupHeartbeatResponse;

  std::string_view group_id{};
  std::string_view member_id{};
  std::int32_t member_epoch = 0;
  std::optional<std::string_view> rack_id{};
  std::optional<std::vector<std::string_view>> subscribed_topic_names{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("MemberId", self.member_id, since(0));
    io("MemberEpoch", self.member_epoch, since(0));
    io("RackId", self.rack_id, since(0).nullable());
    io("SubscribedTopicNames", self.subscribed_topic_names, since(0).nullable());
  }
};

extern template struct Codec<ShareGroupHeartbeatRequest>;
extern template struct Codec<ShareGroupHeartbeatResponse>;

} // namespace klamm::wire
