// Apis: the offsets that groups commit.
#include "mock/apis.hpp"

namespace klamm::mock {
namespace {

constexpr std::size_t most_metadata = 4096; // offset.metadata.max.bytes

wire::OffsetFetchResponse::Partition committed(const Group* group, std::string_view topic, std::int32_t index) {
  wire::OffsetFetchResponse::Partition told{.index = index, .committed_offset = -1};
  if (!group) return told;
  const auto of_topic = group->offsets.find(topic);
  if (of_topic == group->offsets.end()) return told;
  const auto found = of_topic->second.find(index);
  if (found == of_topic->second.end()) return told;
  told.committed_offset = found->second.offset;
  told.committed_leader_epoch = found->second.leader_epoch;
  told.metadata = found->second.metadata;
  return told;
}

} // namespace

wire::OffsetCommitResponse Apis::answer(const wire::OffsetCommitRequest& request, const Asked& asked) {
  const bool by_id = asked.version >= 10;
  Group* group = state_.groups.find(request.group_id);
  ErrorCode error = state_.groups.coordinator(request.group_id) == asked.node ? ErrorCode::none : ErrorCode::not_coordinator;
  const std::int32_t generation = request.generation_id_or_member_epoch;
  if (error != ErrorCode::none) {
  } else if (group && group->consumer) {
    error = group->consumer->check_commit(request.member_id, generation, asked.version).error;
  } else if (!group || !group->classic) {
    if (generation >= 0 && group) error = ErrorCode::unknown_member_id;
    else if (generation >= 0) error = asked.version >= 9 ? ErrorCode::group_id_not_found : ErrorCode::illegal_generation;
    else group = &state_.groups.find_or_make(request.group_id);
  } else {
    error = group->classic->commit(request.member_id, request.group_instance_id, generation, asked.now);
  }
  wire::OffsetCommitResponse response;
  for (const auto& wanted : request.topics) {
    wire::OffsetCommitResponse::Topic told;
    told.name = wanted.name;
    told.topic_id = wanted.topic_id;
    const Topic* const topic = by_id ? state_.topic(wanted.topic_id) : state_.topic(wanted.name);
    for (const auto& partition : wanted.partitions) {
      wire::OffsetCommitResponse::Partition part{partition.index, error};
      if (!topic) part.error_code = by_id ? ErrorCode::unknown_topic_id : ErrorCode::unknown_topic_or_partition;
      else if (!topic->has(partition.index)) part.error_code = ErrorCode::unknown_topic_or_partition;
      else if (error == ErrorCode::none && partition.committed_metadata.value_or("").size() > most_metadata)
        part.error_code = ErrorCode::offset_metadata_too_large;
      if (part.error_code == ErrorCode::none) {
        CommittedOffset& known = group->offsets[topic->name][partition.index];
        if (state_.groups.on_commit)
          state_.groups.on_commit(request.group_id, topic->name, partition.index, known.offset, partition.committed_offset);
        known = {partition.committed_offset, partition.committed_leader_epoch, std::string(partition.committed_metadata.value_or(""))};
      }
      told.partitions.push_back(part);
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

// Both forms of the message. All topics where none are named.
template <class Wanted, class Topic>
void Apis::fill(const Group* group, const std::optional<std::vector<Wanted>>& topics, std::int16_t version, std::vector<Topic>& told) {
  constexpr bool has_id = requires(Topic topic) { topic.topic_id; };
  const bool by_id = has_id && version >= 10;
  if (!topics) {
    if (!group) return;
    for (const auto& [name, offsets] : group->offsets) {
      const auto* const known = state_.topic(name);
      if (by_id && !known) continue;
      Topic topic;
      topic.name = name;
      if constexpr (has_id) topic.topic_id = known ? known->id : Uuid();
      for (const auto& [index, offset] : offsets) topic.partitions.push_back(committed(group, name, index));
      told.push_back(std::move(topic));
    }
    return;
  }
  for (const Wanted& wanted : *topics) {
    Topic topic;
    topic.name = wanted.name;
    std::string_view name = wanted.name;
    ErrorCode error = ErrorCode::none;
    if constexpr (has_id) {
      topic.topic_id = wanted.topic_id;
      const auto* const known = by_id ? state_.topic(wanted.topic_id) : nullptr;
      if (known) name = known->name;
      else if (by_id) error = ErrorCode::unknown_topic_id;
    }
    for (const std::int32_t index : wanted.partitions) {
      if (error == ErrorCode::none) topic.partitions.push_back(committed(group, name, index));
      else topic.partitions.push_back({.index = index, .committed_offset = -1, .error_code = error});
    }
    told.push_back(std::move(topic));
  }
}

wire::OffsetDeleteResponse Apis::answer(const wire::OffsetDeleteRequest& request, const Asked& asked) {
  wire::OffsetDeleteResponse response;
  Group* const group = state_.groups.find(request.group_id);
  response.error_code = check_coordinator(request.group_id, asked);
  if (response.error_code == ErrorCode::none && !group) response.error_code = ErrorCode::group_id_not_found;
  if (response.error_code != ErrorCode::none) return response;
  for (const auto& wanted : request.topics) {
    wire::OffsetDeleteResponse::Topic told;
    told.name = wanted.name;
    const Topic* const topic = state_.topic(wanted.name);
    const bool is_used = group->reads(wanted.name);
    for (const auto& partition : wanted.partitions) {
      ErrorCode error = ErrorCode::none;
      if (!topic || !topic->has(partition.index)) error = ErrorCode::unknown_topic_or_partition;
      else if (is_used) error = ErrorCode::group_subscribed_to_topic;
      else if (const auto known = group->offsets.find(wanted.name); known != group->offsets.end()) known->second.erase(partition.index);
      // (as Kafka orders them)
      if (error == ErrorCode::unknown_topic_or_partition) told.partitions.insert(told.partitions.begin(), {partition.index, error});
      else told.partitions.push_back({partition.index, error});
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

wire::OffsetFetchResponse Apis::answer(const wire::OffsetFetchRequest& request, const Asked& asked) {
  wire::OffsetFetchResponse response;
  if (asked.version < 8) {
    if (state_.groups.coordinator(request.group_id) != asked.node) return refuse(request, asked.version, ErrorCode::not_coordinator);
    fill(state_.groups.find(request.group_id), request.topics, asked.version, response.topics);
    return response;
  }
  for (const auto& wanted : request.groups) {
    wire::OffsetFetchResponse::Group told;
    told.group_id = wanted.group_id;
    if (state_.groups.coordinator(wanted.group_id) != asked.node) told.error_code = ErrorCode::not_coordinator;
    else if (const Group* const group = state_.groups.find(wanted.group_id); group && group->consumer)
      told.error_code = group->consumer->check_fetch(wanted.member_id, wanted.member_epoch).error;
    if (told.error_code == ErrorCode::none) fill(state_.groups.find(wanted.group_id), wanted.topics, asked.version, told.topics);
    response.groups.push_back(std::move(told));
  }
  return response;
}

} // namespace klamm::mock
