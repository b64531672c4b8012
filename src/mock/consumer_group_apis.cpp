// Apis: the groups of KIP-848, as their members speak to them.
#include <algorithm>
#include <regex>

#include "mock/apis.hpp"

namespace klamm::mock {
namespace {

bool compiles(std::string_view pattern) {
  try {
    (void)std::regex(pattern.begin(), pattern.end());
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

/// What Kafka finds wrong with a heartbeat before it looks at the group, in its words.
Refusal check(const wire::ConsumerGroupHeartbeatRequest& request, std::int16_t version) {
  const auto invalid = [](std::string text) { return Refusal{ErrorCode::invalid_request, std::move(text)}; };
  const auto is_blank = [](std::optional<std::string_view> text) { return text && text->find_first_not_of(' ') == std::string_view::npos; };
  if ((version >= 1 || request.member_epoch != 0) && is_blank(request.member_id)) return invalid("MemberId can't be empty.");
  if (is_blank(request.group_id)) return invalid("GroupId can't be empty.");
  if (is_blank(request.instance_id)) return invalid("InstanceId can't be empty.");
  if (is_blank(request.rack_id)) return invalid("RackId can't be empty.");
  if (request.member_epoch == 0) {
    if (request.rebalance_timeout_ms == -1) return invalid("RebalanceTimeoutMs must be provided in first request.");
    if (!request.topic_partitions || !request.topic_partitions->empty()) return invalid("TopicPartitions must be empty when (re-)joining.");
    if ((!request.subscribed_topic_names || request.subscribed_topic_names->empty()) && request.subscribed_topic_regex.value_or("").empty())
      return invalid("Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.");
  } else if (request.member_epoch == -2) {
    if (!request.instance_id) return invalid("InstanceId can't be null.");
  } else if (request.member_epoch < -2) {
    return invalid("MemberEpoch is invalid.");
  }
  if (request.server_assignor && *request.server_assignor != "uniform" && *request.server_assignor != "range")
    return {ErrorCode::unsupported_assignor,
            "ServerAssignor " + std::string(*request.server_assignor) + " is not supported. Supported assignors: uniform, range."};
  if (!compiles(request.subscribed_topic_regex.value_or("")))
    return {ErrorCode::invalid_regular_expression,
            "SubscribedTopicRegex `" + std::string(*request.subscribed_topic_regex) + "` is not a valid regular expression."};
  return {};
}

std::vector<wire::TopicIdPartitions> by_topic(const IdPartitions& partitions) {
  std::vector<wire::TopicIdPartitions> topics;
  for (const auto& [id, partition] : partitions) {
    if (topics.empty() || topics.back().topic_id != id) topics.push_back({id, {}});
    topics.back().partitions.push_back(partition);
  }
  return topics;
}

} // namespace

std::vector<AssignedTopic> Apis::assignable_topics() const {
  std::vector<AssignedTopic> topics;
  for (const auto& [name, topic] : state_.topics()) topics.push_back({name, topic.id, static_cast<std::int32_t>(topic.partitions.size())});
  return topics;
}

wire::ConsumerGroupHeartbeatResponse Apis::answer(const wire::ConsumerGroupHeartbeatRequest& request, Asked& asked) {
  const auto reply = std::make_shared<ConsumerGroup::Reply>();
  asked.pending = reply; // the response points into it
  if (!state_.behaviour->has_consumer_groups) reply->refusal.error = ErrorCode::unsupported_version;
  else reply->refusal = check(request, asked.version);
  if (!reply->refusal && state_.groups.coordinator(request.group_id) != asked.node) reply->refusal.error = ErrorCode::not_coordinator;
  if (!reply->refusal) {
    Group* group = state_.groups.find(request.group_id);
    const std::string name(request.group_id);
    if (group && group->classic && !group->is_empty()) {
      reply->refusal = {ErrorCode::group_id_not_found, "Group " + name + " is not a consumer group."};
    } else if (request.member_epoch != 0 && (!group || !group->consumer)) {
      reply->refusal = {ErrorCode::group_id_not_found, (request.member_epoch < 0 ? "Group " : "Consumer group ") + name + " not found."};
    } else {
      if (!group) group = &state_.groups.find_or_make(request.group_id);
      group->classic.reset(); // (an empty one becomes a consumer group)
      if (!group->consumer) group->consumer = std::make_unique<ConsumerGroup>(name, state_.groups.settings);
      *reply = group->consumer->heartbeat(request, asked.caller, assignable_topics(), asked.now, state_.random());
    }
  }
  wire::ConsumerGroupHeartbeatResponse response;
  response.error_code = reply->refusal.error;
  if (reply->refusal) {
    if (!reply->refusal.message.empty()) response.error_message = reply->refusal.message;
    return response;
  }
  response.member_id = reply->member_id;
  response.member_epoch = reply->epoch;
  if (reply->epoch < 0) return response; // it has left
  response.heartbeat_interval_ms =
      static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(state_.groups.settings.heartbeat_interval).count());
  if (reply->assignment) response.assignment = wire::ConsumerGroupHeartbeatResponse::Assignment{by_topic(*reply->assignment)};
  return response;
}

} // namespace klamm::mock
