// What is special about groups of Kafka Streams with the broker's help (KIP-1071): AdminGroups::describe_groups() tells it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace klamm {

/// Tasks of one subtopology: each reads one partition of its source topics.
struct StreamsTaskIds {
  std::string subtopology_id;
  std::vector<std::int32_t> partitions; ///< in order

  bool operator==(const StreamsTaskIds&) const = default;
};

/// The tasks that a member has.
struct StreamsAssignment {
  std::vector<StreamsTaskIds> active;
  std::vector<StreamsTaskIds> standby; ///< keep a copy of the state
  std::vector<StreamsTaskIds> warmup;  ///< are building one

  bool operator==(const StreamsAssignment&) const = default;
};

/// How far a task has restored its state.
struct StreamsTaskOffset {
  std::string subtopology_id;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
};

/// Where a member answers interactive queries.
struct StreamsEndpoint {
  std::string host;
  std::uint16_t port = 0;
};

/// What a member of a streams group has beside what all members have. Its assignments to partitions are these, not MemberDescription's.
struct StreamsMember {
  std::int32_t topology_epoch = -1;
  std::string process_id; ///< members of one process share its state
  std::optional<StreamsEndpoint> endpoint;
  std::map<std::string, std::string> client_tags;
  std::vector<StreamsTaskOffset> task_offsets, task_end_offsets;
  StreamsAssignment assignment, target_assignment;
};

/// A topic that the group makes for itself.
struct StreamsInternalTopic {
  std::string name;
  std::int32_t partitions = 0; ///< 0: as many as its source topics have
  std::int16_t replication_factor = 0;
  std::map<std::string, std::string> configs;
};

/// A part of the topology that runs by itself.
struct StreamsSubtopology {
  std::string id;
  std::vector<std::string> source_topics;
  std::vector<std::string> repartition_sink_topics;
  std::vector<StreamsInternalTopic> state_changelog_topics;
  std::vector<StreamsInternalTopic> repartition_source_topics;
};

/// What a streams group computes.
struct StreamsTopology {
  std::int32_t epoch = -1;
  std::vector<StreamsSubtopology> subtopologies;
};

} // namespace klamm
