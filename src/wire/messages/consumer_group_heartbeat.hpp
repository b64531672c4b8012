// ConsumerGroupHeartbeat: the whole membership of a consumer group: join, reconcile, leave (KIP-848, KIP-1082).
#pragma once

#include "wire/message.hpp"
#include "wire/messages/common.hpp"

namespace klamm::wire {

struct ConsumerGroupHeartbeatResponse {
  static constexpr std::string_view name = "ConsumerGroupHeartbeatResponse";
  static constexpr ApiKey api_key = ApiKey::consumer_group_heartbeat;
  static constexpr Versions versions = in(0, 1), flexible = since(0);

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

struct ConsumerGroupHeartbeatRequest {
  static constexpr std::string_view name = "ConsumerGroupHeartbeatRequest";
  static constexpr ApiKey api_key = ApiKey::consumer_group_heartbeat;
  static constexpr Versions versions = in(0, 1), flexible = since(0);
  using Response = ConsumerGroupHeartbeatResponse;

  std::string_view group_id{};
  std::string_view member_id{};
  std::int32_t member_epoch = 0;
  std::optional<std::string_view> instance_id{};
  std::optional<std::string_view> rack_id{};
  std::int32_t rebalance_timeout_ms = -1;
  std::optional<std::vector<std::string_view>> subscribed_topic_names{};
  std::optional<std::string_view> subscribed_topic_regex{};
  std::optional<std::string_view> server_assignor{};
  std::optional<std::vector<TopicIdPartitions>> topic_partitions{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("MemberId", self.member_id, since(0));
    io("MemberEpoch", self.member_epoch, since(0));
    io("InstanceId", self.instance_id, since(0).nullable());
    io("RackId", self.rack_id, since(0).nullable());
    io("RebalanceTimeoutMs", self.rebalance_timeout_ms, since(0));
    io("SubscribedTopicNames", self.subscribed_topic_names, since(0).nullable());
    io("SubscribedTopicRegex", self.subscribed_topic_regex, since(1).nullable());
    io("ServerAssignor", self.server_assignor, since(0).nullable());
    io("TopicPartitions", self.topic_partitions, since(0).nullable());
  }
};

extern template struct Codec<ConsumerGroupHeartbeatRequest>;
extern template struct Codec<ConsumerGroupHeartbeatResponse>;

} // namespace klamm::wire
