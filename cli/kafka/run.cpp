// Which of Kafka's tools is called, what all of them share, and their help.
#include <algorithm>
#include <unistd.h>

#include "cli/frame/complaint.hpp"
#include "cli/kafka/tools.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

const std::vector<KafkaTool>& all_tools() {
  static const std::vector<KafkaTool> tools = [] {
    std::vector<KafkaTool> all{
        kafka_topics_tool(),      kafka_console_producer_tool(),   kafka_console_consumer_tool(), kafka_consumer_groups_tool(),
        kafka_get_offsets_tool(), kafka_producer_perf_test_tool(), kafka_configs_tool(),          kafka_acls_tool()};
    for (KafkaTool& tool : all) {
      const std::vector<KafkaFlag> common{{"bootstrap-server", "HOST:PORT,…", "Some of the cluster's brokers; default: KLAMM_BROKERS"},
                                          {"command-config", "FILE", "A .properties file with settings"},
                                          {"help", "", "This text"},
                                          {"version", "", "The version"}};
      tool.flags.insert(tool.flags.end(), common.begin(), common.end());
      const std::vector<GoneFlag> old{{"zookeeper", "Kafka 4 has no ZooKeeper; use --bootstrap-server HOST:9092"},
                                      {"broker-list", "use --bootstrap-server HOST:9092"}};
      tool.gone.insert(tool.gone.end(), old.begin(), old.end());
      std::sort(tool.flags.begin(), tool.flags.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    }
    return all;
  }();
  return tools;
}

std::string help_of(const KafkaTool& tool) {
  std::string text = std::string(tool.name) + ", by klamm. " + std::string(tool.purpose) + "\n\n";
  constexpr std::size_t column = 44;
  for (const KafkaFlag& flag : tool.flags) {
    std::string line = "  --" + std::string(flag.name);
    if (!flag.value.empty())
      line += flag.takes == KafkaFlag::Takes::maybe ? " [" + std::string(flag.value) + "]" : " " + std::string(flag.value);
    line += line.size() + 2 > column ? "\n" + std::string(column, ' ') : std::string(column - line.size(), ' ');
    text += line + std::string(flag.help) + "\n";
  }
  return text;
}

} // namespace

const KafkaTool* find_kafka_tool(std::string_view name) {
  if (name.ends_with(".sh")) name.remove_suffix(3);
  const auto& tools = all_tools();
  const auto at = std::find_if(tools.begin(), tools.end(), [name](const KafkaTool& tool) { return tool.name == name; });
  return at == tools.end() ? nullptr : &*at;
}

std::vector<std::string> kafka_tool_names() {
  std::vector<std::string> names;
  for (const KafkaTool& tool : all_tools()) names.emplace_back(tool.name);
  return names;
}

ExitCode run_kafka_tool(const KafkaTool& tool, const std::vector<std::string>& arguments) {
  Frame frame;
  frame.program = tool.name;
  frame.own_profiles = false;
  constexpr double usual_wait = 60; // Java's default.api.timeout.ms
  frame.timeout = usual_wait;
  const ExitCode code = guarded(frame, [&] {
    const KafkaArguments said = KafkaArguments::parse(arguments, tool.flags, tool.gone);
    if (said.has("help") || said.has("version")) {
      Sink(STDOUT_FILENO).append(said.has("help") ? help_of(tool) : std::string(tool.name) + " by klamm " KLAMM_VERSION "\n");
      return ExitCode::ok;
    }
    frame.brokers = said.value_or("bootstrap-server", "");
    frame.config_file = said.value_or("command-config", "");
    return tool.run(said, frame);
  });
  return code == ExitCode::ok ? ExitCode::ok : ExitCode::error;
}

} // namespace klamm::cli
