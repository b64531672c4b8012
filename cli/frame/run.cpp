#include "cli/frame/run.hpp"

#include "cli/kafka/tools.hpp"
#include "cli/kcat/run.hpp"
#include "cli/klamm/run.hpp"

namespace klamm::cli {

ExitCode run(const std::vector<std::string>& arguments) {
  std::string name = arguments.empty() ? "klamm" : arguments.front();
  name.erase(0, name.find_last_of('/') + 1);
  std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (!name.starts_with("kafka-") && !rest.empty() && find_kafka_tool(rest.front())) { // klamm kafka-topics …
    name = rest.front();
    rest.erase(rest.begin());
  }
  if (const KafkaTool* const tool = find_kafka_tool(name)) return run_kafka_tool(*tool, rest);
  return name == "kcat" || name == "kafkacat" ? run_kcat(rest) : run_klamm(rest);
}

} // namespace klamm::cli
