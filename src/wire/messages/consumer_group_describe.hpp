// ConsumerGroupDescribe: state, members and assignments of consumer groups (KIP-848, KIP-1099).
#pragma once

#include <limits>

#include "wire/message.hpp"

namespace klamm::wire {

struct ConsumerGroupDescribeResponse {
  static constexpr std::string_view name = "ConsumerGroupDescribeResponse";
  static constexpr ApiKey api_key = ApiKey::consumer_group_describe;
  static constexpr Versions versions = in(0, 1), flexible = since(0);

  struct TopicPartitions {
    Uuid topic_id{};
    std::string_view topic_name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("TopicId", self.topic_id, since(0));
      io("TopicName", self.topic_name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct Assignment {
    std::vector<TopicPartitions> topic_partitions{};
    static void fields(auto& io, auto& self) { io("TopicPartitions", self.topic_partitions, since(0)); }
  };

  struct Member {
    std::string_view member_id{};
    std::optional<std::string_view> instance_id{};
    std::optional<std::string_view> rack_id{};
    std::int32_t member_epoch = 0;
    std::string_view client_id{};
    std::string_view client_host{};
    std::vector<std::string_view> subscribed_topic_names{};
    std::optional<std::string_view> subscribed_topic_regex{};
    Assignment assignment{};
    Assignment target_assignment{};
    std::int8_t member_type = -1;
    static void fields(auto& io, auto& self) {
      io("MemberId", self.member_id, since(0));
      io("InstanceId", self.instance_id, since(0).nullable());
      io("RackId", self.rack_id, since(0).nullable());
      io("MemberEpoch", self.member_epoch, since(0));
      io("ClientId", self.client_id, since(0));
      io("ClientHost", self.client_host, since(0));
      io("SubscribedTopicNames", self.subscribed_topic_names, since(0));
      io("SubscribedTopicRegex", self.subscribed_topic_regex, since(0).nullable());
      io("Assignment", self.assignment, since(0));
      io("TargetAssignment", self.target_assignment, since(0));
      io("MemberType", self.member_type, since(1).ignorable());
    }
  };

  struct Group {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    std::string_view group_id{};
    std::string_view group_state{};
    std::int32_t group_epoch = 0;
    std::int32_t assignment_epoch = 0;
    std::string_view assignor_name{};
    std::vector<Member> members{};
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("GroupId", self.group_id, since(0));
      io("GroupState", self.group_state, since(0));
      io("GroupEpoch", self.group_epoch, since(0));
      io("AssignmentEpoch", self.assignment_epoch, since(0));
      io("AssignorName", self.assignor_name, since(0));
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

struct ConsumerGroupDescribeRequest {
  static constexpr std::string_view name = "ConsumerGroupDescribeRequest";
  static constexpr ApiKey api_key = ApiKey::consumer_group_describe;
  static constexpr Versions versions = in(0, 1), flexible = since(0);
  using Response = ConsumerGroupDescribeResponse;

  std::vector<std::string_view> group_ids{};
  bool include_authorized_operations = false;
  static void fields(auto& io, auto& self) {
    io("GroupIds", self.group_ids, since(0));
    io("IncludeAuthorizedOperations", self.include_authorized_operations, since(0));
  }
};

extern template struct Codec<ConsumerGroupDescribeRequest>;
extern template struct Codec<ConsumerGroupDescribeResponse>;

} // namespace klamm::wire
