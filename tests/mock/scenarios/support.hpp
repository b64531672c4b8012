// What scenarios have in common.
#pragma once

#include "mock/scenarios/dialogue.hpp"
#include "records/batch_builder.hpp"

namespace klamm::test {

/// Makes a topic and waits until it can be used. Gives its id.
inline Uuid make_topic(Dialogue& broker, std::string_view name, int partitions) {
  wire::CreateTopicsRequest create;
  create.timeout_ms = 10'000;
  create.topics.push_back({.name = name, .num_partitions = partitions, .replication_factor = 1});
  create.topics.back().configs.push_back({.name = "retention.ms", .value = "-1"}); // timestamps here are of 1970
  (void)broker.quietly(create, 7);
  wire::MetadataRequest ask;
  ask.topics.emplace();
  ask.topics->push_back({.topic_id = {}, .name = name});
  const auto told = broker.until<wire::MetadataRequest>(ask, 12, [&](const wire::MetadataResponse& answer) {
    return answer.topics[0].error_code == ErrorCode::none && answer.topics[0].partitions.size() == static_cast<std::size_t>(partitions) &&
           std::ranges::all_of(answer.topics[0].partitions, [](const auto& partition) { return partition.leader_id >= 0; });
  });
  (void)broker.called(told.topics[0].topic_id.to_string(), "ID-OF-" + std::string(name.substr(0, name.find('-'))));
  return told.topics[0].topic_id;
}

/// Waits until the group's coordinator answers.
inline void find_coordinator(Dialogue& broker, std::string_view group) {
  wire::FindCoordinatorRequest ask;
  ask.coordinator_keys = {group};
  (void)broker.until<wire::FindCoordinatorRequest>(
      ask, 4, [](const wire::FindCoordinatorResponse& answer) { return answer.coordinators.at(0).error_code == ErrorCode::none; });
  wire::OffsetFetchRequest fetch; // (a heartbeat is answered well while the coordinator still loads)
  fetch.groups.emplace_back().group_id = group;
  (void)broker.until<wire::OffsetFetchRequest>(
      fetch, 9, [](const wire::OffsetFetchResponse& answer) { return answer.groups.at(0).error_code == ErrorCode::none; });
}

inline Slice batch(int count, Timestamp first = 1000, const BatchProducer& state = {}) {
  BatchBuilder builder(Buffer(1024), 16'384);
  for (int i = 0; i < count; ++i) (void)builder.append({.key = {}, .value = "value", .headers = {}, .timestamp = first + i});
  return std::move(builder).seal(state);
}

} // namespace klamm::test
