// Kafka's own tools, as klamm answers to their names: kafka-topics, kafka-console-consumer, …, with or without .sh. They take the flags of
// Kafka 4.3's tools and print what those print; errors are klamm's, on standard error, with exit code 1.
#pragma once

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"
#include "cli/kafka/arguments.hpp"

namespace klamm::cli {

struct KafkaTool {
  std::string_view name; ///< "kafka-topics"
  std::string_view purpose;
  std::vector<KafkaFlag> flags; ///< beside the cluster's, --help and --version
  std::vector<GoneFlag> gone;
  ExitCode (*run)(const KafkaArguments& said, Frame& frame);
};

/// As the program is called; nullptr for other names.
const KafkaTool* find_kafka_tool(std::string_view name);
/// Their names.
std::vector<std::string> kafka_tool_names();

ExitCode run_kafka_tool(const KafkaTool& tool, const std::vector<std::string>& arguments);

KafkaTool kafka_topics_tool();
KafkaTool kafka_console_producer_tool();
KafkaTool kafka_console_consumer_tool();
KafkaTool kafka_consumer_groups_tool();
KafkaTool kafka_get_offsets_tool();
KafkaTool kafka_producer_perf_test_tool();
KafkaTool kafka_configs_tool();
KafkaTool kafka_acls_tool();

} // namespace klamm::cli
