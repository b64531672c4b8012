#include "admin/groups.hpp"

#include <algorithm>

#include "admin/authorized_operations.hpp"
#include "admin/group_names.hpp"
#include "admin/streams_groups.hpp"
#include "wire/messages/consumer_group_describe.hpp"
#include "wire/messages/consumer_protocol.hpp"
#include "wire/messages/delete_groups.hpp"
#include "wire/messages/describe_groups.hpp"
#include "wire/messages/list_groups.hpp"
#include "wire/messages/share_group_describe.hpp"
#include "wire/messages/streams_group_describe.hpp"

namespace klamm::admin {
namespace {

template <class T>
bool fits(const std::vector<T>& wanted, const T& one) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), one) != wanted.end();
}

/// It is a group of another type, or there is none; or the broker has the type switched off.
bool is_none_such(ErrorCode code) noexcept { return code == ErrorCode::group_id_not_found || code == ErrorCode::unsupported_version; }

std::vector<TopicPartition> in_order(std::vector<TopicPartition> partitions) {
  std::sort(partitions.begin(), partitions.end());
  return partitions;
}

template <class Assignment>
std::vector<TopicPartition> partitions_of(const Assignment& assignment) {
  std::vector<TopicPartition> partitions;
  for (const auto& topic : assignment.topic_partitions)
    for (const std::int32_t partition : topic.partitions) partitions.push_back({std::string(topic.topic_name), partition});
  return in_order(std::move(partitions));
}

MemberDescription member_of(const wire::ConsumerGroupDescribeResponse::Member& told) {
  constexpr std::int8_t classic = 0;
  MemberDescription member;
  member.member_id = told.member_id;
  if (told.instance_id) member.group_instance_id.emplace(*told.instance_id);
  member.client_id = told.client_id;
  member.client_host = told.client_host;
  if (told.rack_id) member.rack.emplace(*told.rack_id);
  member.member_epoch = told.member_epoch;
  for (const std::string_view topic : told.subscribed_topic_names) member.subscribed_topics.emplace_back(topic);
  member.subscribed_regex = told.subscribed_topic_regex.value_or("");
  member.assignment = partitions_of(told.assignment);
  member.target_assignment = partitions_of(told.target_assignment);
  member.classic = told.member_type == classic;
  return member;
}

MemberDescription member_of(const wire::ShareGroupDescribeResponse::Member& told) {
  MemberDescription member;
  member.member_id = told.member_id;
  member.client_id = told.client_id;
  member.client_host = told.client_host;
  if (told.rack_id) member.rack.emplace(*told.rack_id);
  member.member_epoch = told.member_epoch;
  for (const std::string_view topic : told.subscribed_topic_names) member.subscribed_topics.emplace_back(topic);
  member.assignment = partitions_of(told.assignment);
  return member;
}

/// What consumer and share groups tell alike.
template <class Told>
GroupDescription description_of(const Told& told, GroupType type, std::string protocol_type, cluster::NodeId coordinator) {
  GroupDescription group;
  group.group_id = told.group_id;
  group.type = type;
  group.state = group_state(told.group_state);
  group.protocol_type = std::move(protocol_type);
  group.assignor = told.assignor_name;
  group.coordinator = coordinator;
  group.group_epoch = told.group_epoch;
  group.assignment_epoch = told.assignment_epoch;
  for (const auto& member : told.members) group.members.push_back(member_of(member));
  group.authorized_operations = authorized_operations(told.authorized_operations);
  return group;
}

// While a group rebalances its members' bytes are empty; what can't be read is left to who knows its protocol.
MemberDescription member_of(const wire::DescribeGroupsResponse::Member& told, bool of_consumers) {
  MemberDescription member;
  member.member_id = told.member_id;
  if (told.group_instance_id) member.group_instance_id.emplace(*told.group_instance_id);
  member.client_id = told.client_id;
  member.client_host = told.client_host;
  member.classic = true;
  member.metadata = told.member_metadata.text();
  member.assignment_bytes = told.member_assignment.text();
  if (!of_consumers) return member;
  if (!told.member_metadata.view.empty()) {
    if (const auto subscription = wire::decode_subscription(told.member_metadata.view)) {
      for (const std::string_view topic : subscription->topics) member.subscribed_topics.emplace_back(topic);
      if (subscription->rack_id) member.rack.emplace(*subscription->rack_id);
    }
  }
  if (!told.member_assignment.view.empty()) {
    if (const auto assignment = wire::decode_assignment(told.member_assignment.view)) {
      for (const auto& topic : assignment->assigned_partitions)
        for (const std::int32_t partition : topic.partitions) member.assignment.push_back({std::string(topic.topic), partition});
      member.assignment = in_order(std::move(member.assignment));
    }
  }
  return member;
}

} // namespace

Exchange ListGroups::ask(const net::Connection& connection, Items items, Duration) {
  constexpr std::int16_t with_states = 4, with_types = 5;
  const std::int16_t version = connection.api_versions().highest<wire::ListGroupsRequest>();
  if (!options_.states.empty() && version < with_states)
    return {needs_release(ApiKey::list_groups, with_states, "listing groups by state", "2.6"), nullptr};
  const bool classic_only = options_.types == std::vector{GroupType::classic};
  if (!options_.types.empty() && version < with_types && !classic_only)
    return {needs_release(ApiKey::list_groups, with_types, "listing groups by type", "3.8"), nullptr};
  wire::ListGroupsRequest request;
  for (const GroupState state : options_.states) request.states_filter.push_back(group_state_name(state));
  if (version >= with_types)
    for (const GroupType type : options_.types) request.types_filter.push_back(group_type_name(type));
  return exchange(connection, request, [this, item = items.front()](const wire::ListGroupsResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(item, Error(response.error_code));
    for (const auto& told : response.groups) {
      GroupListing group{std::string(told.group_id), std::string(told.protocol_type), group_type(told.group_type),
                         group_state(told.group_state)};
      if (fits(options_.protocol_types, group.protocol_type)) found().push_back(std::move(group));
    }
    verdicts.done(item);
  });
}

// A group whose coordinator has just moved may be known to both brokers.
void ListGroups::finish(std::vector<GroupListing>& groups) {
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.group_id < b.group_id; });
  groups.erase(std::unique(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.group_id == b.group_id; }),
               groups.end());
}

Result<void> DescribeGroups::check_input(const std::string& group_id) const { return check_group_id(group_id); }

Target DescribeGroups::target(std::size_t item) const {
  Target target = coordinator_of(input(item));
  target.lot = static_cast<std::int32_t>(as_[item]);
  return target;
}

Exchange DescribeGroups::ask(const net::Connection& connection, Items items, Duration) {
  if (as_[items.front()] == GroupType::share) return ask_share(connection, items);
  if (as_[items.front()] == GroupType::streams) return ask_streams(connection, items);
  const bool has_new = connection.api_versions().highest<wire::ConsumerGroupDescribeRequest>() >= 0;
  return has_new && as_[items.front()] == GroupType::consumer ? ask_consumer(connection, items) : ask_classic(connection, items);
}

auto DescribeGroups::types_of(const net::Connection& connection) -> Types {
  return {connection.api_versions().highest<wire::ShareGroupDescribeRequest>() >= 0,
          connection.api_versions().highest<wire::StreamsGroupDescribeRequest>() >= 0};
}

void DescribeGroups::not_of_type(std::size_t item, const Error& error, const Types& known, Verdicts& verdicts) {
  GroupType& as = as_[item];
  if (as == GroupType::consumer) as = GroupType::classic;
  else if (as == GroupType::classic && known.share) as = GroupType::share;
  else if (as != GroupType::streams && known.streams) as = GroupType::streams;
  else return verdicts.failed(item, not_classic_[item].value_or(error));
  verdicts.again(item);
}

Exchange DescribeGroups::ask_consumer(const net::Connection& connection, Items items) {
  wire::ConsumerGroupDescribeRequest request;
  request.include_authorized_operations = options_.include_authorized_operations;
  for (const std::size_t item : items) request.group_ids.push_back(input(item));
  auto read = [this, node = connection.node_id(), answered = by_name(items)](const wire::ConsumerGroupDescribeResponse& response,
                                                                             Verdicts& verdicts) mutable {
    for (const auto& told : response.groups) {
      const auto item = answered.take(told.group_id);
      if (!item) continue;
      if (is_none_such(told.error_code)) {
        not_of_type(*item, Error(told.error_code), {}, verdicts);
        continue;
      }
      if (told.error_code != ErrorCode::none) {
        verdicts.failed(*item, Verdicts::error_of(told.error_code, told.error_message));
        continue;
      }
      keep(*item, description_of(told, GroupType::consumer, "consumer", node), verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

Exchange DescribeGroups::ask_classic(const net::Connection& connection, Items items) {
  constexpr std::int16_t with_operations = 3;
  wire::DescribeGroupsRequest request;
  request.include_authorized_operations =
      options_.include_authorized_operations && connection.api_versions().highest<wire::DescribeGroupsRequest>() >= with_operations;
  for (const std::size_t item : items) request.groups.push_back(input(item));
  auto read = [this, known = types_of(connection), node = connection.node_id(),
               answered = by_name(items)](const wire::DescribeGroupsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.groups) {
      const auto item = answered.take(told.group_id);
      if (!item) continue;
      if (told.error_code == ErrorCode::group_id_not_found) {
        not_classic_[*item] = Verdicts::error_of(told.error_code, told.error_message);
        not_of_type(*item, *not_classic_[*item], known, verdicts);
        continue;
      }
      if (told.error_code != ErrorCode::none) {
        verdicts.failed(*item, Verdicts::error_of(told.error_code, told.error_message));
        continue;
      }
      GroupDescription group;
      group.group_id = told.group_id;
      group.type = GroupType::classic;
      group.state = group_state(told.group_state);
      if (group.state == GroupState::dead && told.protocol_type.empty()) { // so brokers before 4.0 say that there is none
        verdicts.failed(*item, Error(ErrorCode::group_id_not_found, "there is no group " + input(*item)));
        continue;
      }
      group.protocol_type = told.protocol_type;
      group.assignor = told.protocol_data;
      group.coordinator = node;
      const bool of_consumers = told.protocol_type == "consumer";
      for (const auto& member : told.members) group.members.push_back(member_of(member, of_consumers));
      group.authorized_operations = authorized_operations(told.authorized_operations);
      keep(*item, std::move(group), verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

Exchange DescribeGroups::ask_share(const net::Connection& connection, Items items) {
  wire::ShareGroupDescribeRequest request;
  request.include_authorized_operations = options_.include_authorized_operations;
  for (const std::size_t item : items) request.group_ids.push_back(input(item));
  auto read = [this, known = types_of(connection), node = connection.node_id(),
               answered = by_name(items)](const wire::ShareGroupDescribeResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.groups) {
      const auto item = answered.take(told.group_id);
      if (!item) continue;
      const Error error = Verdicts::error_of(told.error_code, told.error_message);
      if (told.error_code == ErrorCode::none) keep(*item, description_of(told, GroupType::share, "share", node), verdicts);
      else if (is_none_such(told.error_code)) not_of_type(*item, error, known, verdicts);
      else verdicts.failed(*item, error);
    }
  };
  return exchange(connection, request, std::move(read));
}

Exchange DescribeGroups::ask_streams(const net::Connection& connection, Items items) {
  wire::StreamsGroupDescribeRequest request;
  request.include_authorized_operations = options_.include_authorized_operations;
  for (const std::size_t item : items) request.group_ids.push_back(input(item));
  auto read = [this, node = connection.node_id(), answered = by_name(items)](const wire::StreamsGroupDescribeResponse& response,
                                                                             Verdicts& verdicts) mutable {
    for (const auto& told : response.groups) {
      const auto item = answered.take(told.group_id);
      if (!item) continue;
      const Error error = Verdicts::error_of(told.error_code, told.error_message);
      if (told.error_code == ErrorCode::none) keep(*item, streams_group_of(told, node), verdicts);
      else if (is_none_such(told.error_code)) not_of_type(*item, error, {}, verdicts);
      else verdicts.failed(*item, error);
    }
  };
  return exchange(connection, request, std::move(read));
}

Result<void> DeleteGroups::check_input(const std::string& group_id) const { return check_group_id(group_id); }

Exchange DeleteGroups::ask(const net::Connection& connection, Items items, Duration) {
  wire::DeleteGroupsRequest request;
  for (const std::size_t item : items) request.group_names.push_back(input(item));
  auto read = [this, answered = by_name(items)](const wire::DeleteGroupsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.results)
      if (const auto item = answered.take(told.group_id)) say(*item, told.error_code, {}, verdicts);
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
