#include "admin/streams_groups.hpp"

#include <algorithm>

#include "admin/authorized_operations.hpp"
#include "admin/group_names.hpp"

namespace klamm::admin {
namespace {

using Told = wire::StreamsGroupDescribeResponse;

std::vector<std::string> texts(const std::vector<std::string_view>& told) { return {told.begin(), told.end()}; }

std::map<std::string, std::string> pairs(const std::vector<wire::StreamsKeyValue>& told) {
  std::map<std::string, std::string> all;
  for (const auto& one : told) all.emplace(one.key, one.value);
  return all;
}

std::vector<StreamsTaskIds> tasks_of(const std::vector<wire::StreamsTaskIds>& told) {
  std::vector<StreamsTaskIds> tasks;
  for (const auto& one : told) {
    StreamsTaskIds& task = tasks.emplace_back(StreamsTaskIds{std::string(one.subtopology_id), one.partitions});
    std::sort(task.partitions.begin(), task.partitions.end());
  }
  return tasks;
}

StreamsAssignment assignment_of(const Told::Assignment& told) {
  return {tasks_of(told.active_tasks), tasks_of(told.standby_tasks), tasks_of(told.warmup_tasks)};
}

std::vector<StreamsTaskOffset> offsets_of(const std::vector<wire::StreamsTaskOffset>& told) {
  std::vector<StreamsTaskOffset> offsets;
  for (const auto& one : told) offsets.push_back({std::string(one.subtopology_id), one.partition, one.offset});
  return offsets;
}

std::vector<StreamsInternalTopic> internal_topics_of(const std::vector<wire::StreamsTopicInfo>& told) {
  std::vector<StreamsInternalTopic> topics;
  for (const auto& one : told) topics.push_back({std::string(one.name), one.partitions, one.replication_factor, pairs(one.topic_configs)});
  return topics;
}

MemberDescription member_of(const Told::Member& told) {
  MemberDescription member;
  member.member_id = told.member_id;
  if (told.instance_id) member.group_instance_id.emplace(*told.instance_id);
  member.client_id = told.client_id;
  member.client_host = told.client_host;
  if (told.rack_id) member.rack.emplace(*told.rack_id);
  member.member_epoch = told.member_epoch;
  member.classic = told.is_classic;
  StreamsMember& streams = member.streams.emplace();
  streams.topology_epoch = told.topology_epoch;
  streams.process_id = told.process_id;
  if (told.user_endpoint) streams.endpoint = StreamsEndpoint{std::string(told.user_endpoint->host), told.user_endpoint->port};
  streams.client_tags = pairs(told.client_tags);
  streams.task_offsets = offsets_of(told.task_offsets);
  streams.task_end_offsets = offsets_of(told.task_end_offsets);
  streams.assignment = assignment_of(told.assignment);
  streams.target_assignment = assignment_of(told.target_assignment);
  return member;
}

StreamsTopology topology_of(const Told::Topology& told) {
  StreamsTopology topology{told.epoch, {}};
  if (!told.subtopologies) return topology;
  for (const auto& one : *told.subtopologies)
    topology.subtopologies.push_back({std::string(one.subtopology_id), texts(one.source_topics), texts(one.repartition_sink_topics),
                                      internal_topics_of(one.state_changelog_topics), internal_topics_of(one.repartition_source_topics)});
  return topology;
}

} // namespace

GroupDescription streams_group_of(const Told::Group& told, cluster::NodeId coordinator) {
  GroupDescription group;
  group.group_id = told.group_id;
  group.type = GroupType::streams;
  group.state = group_state(told.group_state);
  group.protocol_type = "streams";
  group.coordinator = coordinator;
  group.group_epoch = told.group_epoch;
  group.assignment_epoch = told.assignment_epoch;
  if (told.topology) group.topology = topology_of(*told.topology);
  for (const auto& member : told.members) group.members.push_back(member_of(member));
  group.authorized_operations = authorized_operations(told.authorized_operations);
  return group;
}

} // namespace klamm::admin
