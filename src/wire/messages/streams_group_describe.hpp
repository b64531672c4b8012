// StreamsGroupDescribe: state, topology and members of streams groups (KIP-1071).
#pragma once

#include <limits>

#include "wire/message.hpp"
#include "wire/messages/streams_common.hpp"

namespace klamm::wire {

struct StreamsGroupDescribeResponse {
  static constexpr std::string_view name = "StreamsGroupDescribeResponse";
  static constexpr ApiKey api_key = ApiKey::streams_group_describe;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct Subtopology {
    std::string_view subtopology_id{};
    std::vector<std::string_view> source_topics{};
    std::vector<std::string_view> repartition_sink_topics{};
    std::vector<StreamsTopicInfo> state_changelog_topics{};
    std::vector<StreamsTopicInfo> repartition_source_topics{};
    static void fields(auto& io, auto& self) {
      io("SubtopologyId", self.subtopology_id, since(0));
      io("SourceTopics", self.source_topics, since(0));
      io("RepartitionSinkTopics", self.repartition_sink_topics, since(0));
      io("StateChangelogTopics", self.state_changelog_topics, since(0));
      io("RepartitionSourceTopics", self.repartition_source_topics, since(0));
    }
  };

  struct Topology {
    std::int32_t epoch = 0;
    std::optional<std::vector<Subtopology>> subtopologies{};
    static void fields(auto& io, auto& self) {
      io("Epoch", self.epoch, since(0));
      io("Subtopologies", self.subtopologies, since(0).nullable());
    }
  };

  struct Assignment {
    std::vector<StreamsTaskIds> active_tasks{};
    std::vector<StreamsTaskIds> standby_tasks{};
    std::vector<StreamsTaskIds> warmup_tasks{};
    static void fields(auto& io, auto& self) {
      io("ActiveTasks", self.active_tasks, since(0));
      io("StandbyTasks", self.standby_tasks, since(0));
      io("WarmupTasks", self.warmup_tasks, since(0));
    }
  };

  struct Member {
    std::string_view member_id{};
    std::int32_t member_epoch = 0;
    std::optional<std::string_view> instance_id{};
    std::optional<std::string_view> rack_id{};
    std::string_view client_id{};
    std::string_view client_host{};
    std::int32_t topology_epoch = 0;
    std::string_view process_id{};
    std::optional<StreamsEndpoint> user_endpoint{};
    std::vector<StreamsKeyValue> client_tags{};
    std::vector<StreamsTaskOffset> task_offsets{};
    std::vector<StreamsTaskOffset> task_end_offsets{};
    Assignment assignment{};
    Assignment target_assignment{};
    bool is_classic = false;
    static void fields(auto& io, auto& self) {
      io("MemberId", self.member_id, since(0));
      io("MemberEpoch", self.member_epoch, since(0));
      io("InstanceId", self.instance_id, since(0).nullable());
      io("RackId", self.rack_id, since(0).nullable());
      io("ClientId", self.client_id, since(0));
      io("ClientHost", self.client_host, since(0));
      io("TopologyEpoch", self.topology_epoch, since(0));
      io("ProcessId", self.process_id, since(0));
      io("UserEndpoint", self.user_endpoint, since(0).nullable());
      io("ClientTags", self.client_tags, since(0));
      io("TaskOffsets", self.task_offsets, since(0));
      io("TaskEndOffsets", self.task_end_offsets, since(0));
      io("Assignment", self.assignment, since(0));
      io("TargetAssignment", self.target_assignment, since(0));
      io("IsClassic", self.is_classic, since(0));
    }
  };

  struct Group {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    std::string_view group_id{};
    std::string_view group_state{};
    std::int32_t group_epoch = 0;
    std::int32_t assignment_epoch = 0;
    std::optional<Topology> topology{};
    std::vector<Member> members{};
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("GroupId", self.group_id, since(0));
      io("GroupState", self.group_state, since(0));
      io("GroupEpoch", self.group_epoch, since(0));
      io("AssignmentEpoch", self.assignment_epoch, since(0));
      io("Topology", self.topology, since(0).nullable());
      io("Members", self.members, since(0));
      io("AuthorizedOperations", self.authorized_operations, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Group> groups{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Groups", self.groups, since(0));
  }
};

struct StreamsGroupDescribeRequest {
  static constexpr std::string_view name = "StreamsGroupDescribeRequest";
  static constexpr ApiKey api_key = ApiKey::streams_group_describe;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = StreamsGroupDescribeResponse;

  std::vector<std::string_view> group_ids{};
  bool include_authorized_operations = false;
  static void fields(auto& io, auto& self) {
    io("GroupIds", self.group_ids, since(0));
    io("IncludeAuthorizedOperations", self.include_authorized_operations, since(0));
  }
};

extern template struct Codec<StreamsGroupDescribeRequest>;
extern template struct Codec<StreamsGroupDescribeResponse>;

} // namespace klamm::wire
