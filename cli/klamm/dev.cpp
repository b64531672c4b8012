// klamm dev: its commands and their flags.
#include "cli/commands/dev.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

struct Declared {
  CLI::App* command;
  std::shared_ptr<DevOptions> options;
};

Declared declare(CommandLine& line, CLI::App& dev, const std::string& name, const std::string& what,
                 ExitCode (*run)(const DevOptions&, const Frame&)) {
  const auto options = std::make_shared<DevOptions>();
  CLI::App* const command = add_command(line, dev, name, what, [options, run](const Frame& frame) { return run(*options, frame); });
  command->add_option("--name", options->name, "Which cluster; default: klamm-dev")->type_name("NAME");
  return {command, options};
}

void add_broker(const Declared& to) {
  to.command->add_option("BROKER", to.options->broker, "Its number")->type_name("N")->required()->check(quietly(CLI::PositiveNumber));
}

} // namespace

void add_dev(CommandLine& line) {
  CLI::App& dev = *line.app->add_subcommand("dev", "Run a real Kafka in Docker, for development.");
  dev.fallthrough();

  const Declared up = declare(line, dev, "up", "Start it, and say where it is when it is ready.", dev_up);
  up.command->add_option("--brokers,-n", up.options->brokers, "How many; default: 1")->type_name("N")->check(quietly(CLI::Range(1, 9)));
  up.command->add_option("--port", up.options->port, "The first broker's port on this host; default: 9092")
      ->type_name("N")
      ->check(quietly(CLI::Range(1, 65'000)));
  up.command->add_option("--image", up.options->image, "What is run; default: KLAMM_DEV_IMAGE, or apache/kafka:4.3.1")->type_name("IMAGE");

  declare(line, dev, "down", "Stop it and take it away, with all its records.", dev_down);
  declare(line, dev, "status", "Its brokers.", dev_status);
  add_broker(declare(line, dev, "kill", "Kill a broker, as a crash does.", dev_kill));
  add_broker(declare(line, dev, "restart", "Start a broker again, whether it runs or was killed.", dev_restart));
}

} // namespace klamm::cli
