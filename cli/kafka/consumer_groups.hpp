// What the parts of kafka-consumer-groups share.
#pragma once

#include <string>
#include <vector>

#include "cli/commands/groups.hpp"
#include "cli/kafka/arguments.hpp"
#include "cli/kafka/columns.hpp"

namespace klamm::cli {

/// --group as often as it is said, or all groups of consumers.
std::vector<std::string> groups_of(const KafkaArguments& said, Admin& admin, Outcome& outcome);

/// "stable,empty"; empty for all. Throws Failure.
std::vector<GroupState> states_of(const std::string& list);
std::vector<GroupType> types_of(const std::string& list);

/// Where --to-earliest, --shift-by, … lead. Throws Failure.
SeekTo seek_of(const KafkaArguments& said);
/// "P1DT2H30M" in milliseconds. Throws Failure.
std::int64_t parse_iso_duration(const std::string& text);

ExitCode describe_as_kafka(const KafkaArguments& said, Frame& frame);

} // namespace klamm::cli
