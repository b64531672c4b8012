// Apis: groups as administrators see them.
#include <algorithm>

#include "mock/apis.hpp"

namespace klamm::mock {
namespace {

constexpr std::int32_t all_group_operations = 3400; // each operation is a bit (KIP-430)

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, {}, [](unsigned char c) { return std::tolower(c); }, [](unsigned char c) { return std::tolower(c); });
}

bool passes(const std::vector<std::string_view>& filter, std::string_view word) {
  return filter.empty() || std::ranges::any_of(filter, [word](std::string_view wanted) { return same_word(wanted, word); });
}

std::string_view state_of(const Group& group) {
  if (group.classic) return group.classic->state_name();
  return group.consumer ? group.consumer->state_name() : "Empty";
}

} // namespace

wire::ListGroupsResponse Apis::answer(const wire::ListGroupsRequest& request, const Asked& asked) {
  wire::ListGroupsResponse response;
  for (const auto& [id, group] : state_.groups.all()) {
    if (state_.groups.coordinator(id) != asked.node) continue;
    wire::ListGroupsResponse::Group told;
    told.group_id = id;
    told.group_state = state_of(group);
    told.group_type = group.consumer ? "Consumer" : "Classic";
    if (group.consumer) told.protocol_type = "consumer";
    else if (group.classic && group.classic->protocol_type()) told.protocol_type = *group.classic->protocol_type();
    if (passes(request.states_filter, told.group_state) && passes(request.types_filter, told.group_type)) response.groups.push_back(told);
  }
  return response;
}

wire::DescribeGroupsResponse Apis::answer(const wire::DescribeGroupsRequest& request, Asked& asked) {
  wire::DescribeGroupsResponse response;
  const auto words = std::make_shared<std::vector<std::string>>();
  words->reserve(request.groups.size()); // (responses point into it)
  asked.pending = words;
  for (const std::string_view wanted : request.groups) {
    auto& told = response.groups.emplace_back();
    told.group_id = wanted;
    told.error_code = check_coordinator(wanted, asked);
    if (told.error_code != ErrorCode::none) continue;
    const Group* const group = state_.groups.find(wanted);
    if (!group || group->consumer) {
      words->push_back("Group " + std::string(wanted) + (group ? " is not a classic group." : " not found."));
      told.group_state = "Dead";
      if (asked.version >= 6) {
        told.error_code = ErrorCode::group_id_not_found;
        told.error_message = words->back();
      }
      continue;
    }
    told.group_state = state_of(*group);
    if (request.include_authorized_operations) told.authorized_operations = all_group_operations;
    if (!group->classic) continue;
    const ClassicGroup& classic = *group->classic;
    const bool stable = classic.state() == ClassicGroup::State::stable;
    if (classic.protocol_type()) told.protocol_type = *classic.protocol_type();
    if (stable && classic.protocol()) told.protocol_data = *classic.protocol();
    for (const auto& [id, member] : classic.members()) {
      auto& part = told.members.emplace_back();
      part.member_id = id;
      part.group_instance_id = member.instance_id;
      part.client_id = member.client_id;
      part.client_host = member.client_host;
      part.member_assignment = wire::Bytes(std::string_view(member.assignment));
      if (!stable) continue;
      const auto protocol = std::ranges::find(member.protocols, *classic.protocol(), &std::pair<std::string, std::string>::first);
      if (protocol != member.protocols.end()) part.member_metadata = wire::Bytes(std::string_view(protocol->second));
    }
  }
  return response;
}

wire::ConsumerGroupDescribeResponse::Group Apis::describe(std::string_view id, const ConsumerGroup& group) const {
  const auto named = [this](const IdPartitions& partitions) {
    wire::ConsumerGroupDescribeResponse::Assignment told;
    for (const auto& [topic_id, partition] : partitions) {
      const auto* const topic = state_.topic(topic_id);
      if (!topic) continue;
      if (told.topic_partitions.empty() || told.topic_partitions.back().topic_id != topic_id)
        told.topic_partitions.push_back({topic_id, topic->name, {}});
      told.topic_partitions.back().partitions.push_back(partition);
    }
    return told;
  };
  wire::ConsumerGroupDescribeResponse::Group told;
  told.group_id = id;
  told.group_state = group.state_name();
  told.group_epoch = group.epoch();
  told.assignment_epoch = group.assignment_epoch();
  told.assignor_name = group.assignor() == "range" ? "range" : "uniform";
  for (const auto& [member_id, member] : group.members()) {
    auto& part = told.members.emplace_back();
    part.member_id = member_id;
    part.instance_id = member.instance_id;
    part.rack_id = member.rack_id;
    part.member_epoch = member.epoch;
    part.client_id = member.client_id;
    part.client_host = member.client_host;
    part.subscribed_topic_names.assign(member.topics.begin(), member.topics.end());
    part.subscribed_topic_regex = member.regex;
    part.assignment = named(member.assigned);
    if (const auto target = group.target().find(member_id); target != group.target().end()) part.target_assignment = named(target->second);
    part.member_type = 1;
  }
  return told;
}

wire::ConsumerGroupDescribeResponse Apis::answer(const wire::ConsumerGroupDescribeRequest& request, Asked& asked) {
  wire::ConsumerGroupDescribeResponse response;
  const auto words = std::make_shared<std::vector<std::string>>();
  words->reserve(request.group_ids.size()); // (responses point into it)
  asked.pending = words;
  for (const std::string_view wanted : request.group_ids) {
    const Group* const group = state_.groups.find(wanted);
    const ErrorCode error = check_coordinator(wanted, asked);
    if (error == ErrorCode::none && group && group->consumer) {
      response.groups.push_back(describe(wanted, *group->consumer));
      if (request.include_authorized_operations) response.groups.back().authorized_operations = all_group_operations;
      continue;
    }
    auto& told = response.groups.emplace_back();
    told.group_id = wanted;
    told.error_code = error;
    if (error != ErrorCode::none) continue;
    words->push_back("Group " + std::string(wanted) + (group ? " is not a consumer group." : " not found."));
    told.error_code = ErrorCode::group_id_not_found;
    told.error_message = words->back();
  }
  return response;
}

wire::DeleteGroupsResponse Apis::answer(const wire::DeleteGroupsRequest& request, const Asked& asked) {
  wire::DeleteGroupsResponse response;
  for (const std::string_view wanted : request.group_names) {
    const Group* const group = state_.groups.find(wanted);
    ErrorCode error = check_coordinator(wanted, asked);
    if (error == ErrorCode::none && !group) error = ErrorCode::group_id_not_found;
    if (error == ErrorCode::none && !group->is_empty()) error = ErrorCode::non_empty_group;
    if (error == ErrorCode::none) state_.groups.erase(wanted);
    response.results.push_back({wanted, error});
  }
  return response;
}

} // namespace klamm::mock
