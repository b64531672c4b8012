// klamm mock: its flags.
#include "cli/commands/mock.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {

void add_mock(CommandLine& line) {
  const auto options = std::make_shared<MockOptions>();
  CLI::App* const command = add_command(line, *line.app, "mock",
                                        "Run embedded brokers on loopback ports until Ctrl-C, and say where: a Kafka without a JVM, in "
                                        "memory, for trying things and for tests.",
                                        [options](const Frame& frame) { return mock(*options, frame); });
  command->add_option("--brokers,-n", options->brokers, "How many brokers; default: 1")->type_name("N")->check(quietly(CLI::Range(1, 100)));
  command->add_option("-t,--topics", options->topics, "Topics to begin with: orders, or orders:3,payments")
      ->type_name("NAME[:PARTITIONS],…")
      ->delimiter(',')
      ->take_all();
  command->add_option("-p,--partitions", options->partitions, "Of topics that don't say; default: 1")
      ->type_name("N")
      ->check(quietly(CLI::Range(1, 10'000)));
  command->add_flag("!--no-auto-create", options->auto_create, "Topics are not made by being asked for");
}

} // namespace klamm::cli
