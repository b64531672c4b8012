// StreamsGroupHeartbeat: the whole membership of a streams group, its topology included (KIP-1071).
#pragma once

#include "wire/message.hpp"
#include "wire/messages/streams_common.hpp"

namespace klamm::wire {

struct StreamsGroupHeartbeatResponse {
  static constexpr std::string_view name = "StreamsGroupHeartbeatResponse";
  static constexpr ApiKey api_key = ApiKey::streams_group_heartbeat;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct Status {
    std::int8_t status_code = 0;
    std::string_view status_detail{};
    static void fields(auto& io, auto& self) {
      io("StatusCode", self.status_code, since(0));
      io("StatusDetail", self.status_detail, since(0));
    }
  };

  struct TopicPartitions {
    std::string_view topic{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.topic, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct EndpointToPartitions {
    StreamsEndpoint user_endpoint{};
    std::vector<TopicPartitions> active_partitions{};
    std::vector<TopicPartitions> standby_partitions{};
    static void fields(auto& io, auto& self) {
      io("UserEndpoint", self.user_endpoint, since(0));
      io("ActivePartitions", self.active_partitions, since(0));
      io("StandbyPartitions", self.standby_partitions, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message{};
  std::string_view member_id{};
  std::int32_t member_epoch = 0;
  std::int32_t heartbeat_interval_ms = 0;
  std::int32_t acceptable_recovery_lag = 0;
  std::int32_t task_offset_interval_ms = 0;
  std::optional<std::vector<Status>> status{std::in_place};
  std::optional<std::vector<StreamsTaskIds>> active_tasks{};
  std::optional<std::vector<StreamsTaskIds>> standby_tasks{};
  std::optional<std::vector<StreamsTaskIds>> warmup_tasks{};
  std::int32_t endpoint_information_epoch = 0;
  std::optional<std::vector<EndpointToPartitions>> partitions_by_user_endpoint{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("MemberId", self.member_id, since(0));
    io("MemberEpoch", self.member_epoch, since(0));
    io("HeartbeatIntervalMs", self.heartbeat_interval_ms, since(0));
    io("AcceptableRecoveryLag", self.acceptable_recovery_lag, since(0));
    io("TaskOffsetIntervalMs", self.task_offset_interval_ms, since(0));
    io("Status", self.status, since(0).nullable());
    io("ActiveTasks", self.active_tasks, since(0).nullable());
    io("StandbyTasks", self.standby_tasks, since(0).nullable());
    io("WarmupTasks", self.warmup_tasks, since(0).nullable());
    io("EndpointInformationEpoch", self.endpoint_information_epoch, since(0));
    io("PartitionsByUserEndpoint", self.partitions_by_user_endpoint, since(0).nullable());
  }
};

struct StreamsGroupHeartbeatRequest {
  static constexpr std::string_view name = "StreamsGroupHeartbeatRequest";
  static constexpr ApiKey api_key = ApiKey::streams_group_heartbeat;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = StreamsGroupHeartbeatResponse;

  struct CopartitionGroup {
    std::vector<std::int16_t> source_topics{};
    std::vector<std::int16_t> source_topic_regex{};
    std::vector<std::int16_t> repartition_source_topics{};
    static void fields(auto& io, auto& self) {
      io("SourceTopics", self.source_topics, since(0));
      io("SourceTopicRegex", self.source_topic_regex, since(0));
      io("RepartitionSourceTopics", self.repartition_source_topics, since(0));
    }
  };

  struct Subtopology {
    std::string_view subtopology_id{};
    std::vector<std::string_view> source_topics{};
    std::vector<std::string_view> source_topic_regex{};
    std::vector<StreamsTopicInfo> state_changelog_topics{};
    std::vector<std::string_view> repartition_sink_topics{};
    std::vector<StreamsTopicInfo> repartition_source_topics{};
    std::vector<CopartitionGroup> copartition_groups{};
    static void fields(auto& io, auto& self) {
      io("SubtopologyId", self.subtopology_id, since(0));
      io("SourceTopics", self.source_topics, since(0));
      io("SourceTopicRegex", self.source_topic_regex, since(0));
      io("StateChangelogTopics", self.state_changelog_topics, since(0));
      io("RepartitionSinkTopics", self.repartition_sink_topics, since(0));
      io("RepartitionSourceTopics", self.repartition_source_topics, since(0));
      io("CopartitionGroups", self.copartition_groups, since(0));
    }
  };

  struct Topology {
    std::int32_t epoch = 0;
    std::vector<Subtopology> subtopologies{};
    static void fields(auto& io, auto& self) {
      io("Epoch", self.epoch, since(0));
      io("Subtopologies", self.subtopologies, since(0));
    }
  };

  std::string_view group_id{};
  std::string_view member_id{};
  std::int32_t member_epoch = 0;
  std::int32_t endpoint_information_epoch = 0;
  std::optional<std::string_view> instance_id{};
  std::optional<std::string_view> rack_id{};
  std::int32_t rebalance_timeout_ms = -1;
  std::optional<Topology> topology{};
  std::optional<std::vector<StreamsTaskIds>> active_tasks{};
  std::optional<std::vector<StreamsTaskIds>> standby_tasks{};
  std::optional<std::vector<StreamsTaskIds>> warmup_tasks{};
  std::optional<std::string_view> process_id{};
  std::optional<StreamsEndpoint> user_endpoint{};
  std::optional<std::vector<StreamsKeyValue>> client_tags{};
  std::optional<std::vector<StreamsTaskOffset>> task_offsets{};
  std::optional<std::vector<StreamsTaskOffset>> task_end_offsets{};
  bool shutdown_application = false;
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("MemberId", self.member_id, since(0));
    io("MemberEpoch", self.member_epoch, since(0));
    io("EndpointInformationEpoch", self.endpoint_information_epoch, since(0));
    io("InstanceId", self.instance_id, since(0).nullable());
    io("RackId", self.rack_id, since(0).nullable());
    io("RebalanceTimeoutMs", self.rebalance_timeout_ms, since(0));
    io("Topology", self.topology, since(0).nullable());
    io("ActiveTasks", self.active_tasks, since(0).nullable());
    io("StandbyTasks", self.standby_tasks, since(0).nullable());
    io("WarmupTasks", self.warmup_tasks, since(0).nullable());
    io("ProcessId", self.process_id, since(0).nullable());
    io("UserEndpoint", self.user_endpoint, since(0).nullable());
    io("ClientTags", self.client_tags, since(0).nullable());
    io("TaskOffsets", self.task_offsets, since(0).nullable());
    io("TaskEndOffsets", self.task_end_offsets, since(0).nullable());
    io("ShutdownApplication", self.shutdown_application, since(0));
  }
};

extern template struct Codec<StreamsGroupHeartbeatRequest>;
extern template struct Codec<StreamsGroupHeartbeatResponse>;

} // namespace klamm::wire
