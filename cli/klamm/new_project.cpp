// klamm new: its flags.
#include "cli/commands/new_project.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {

void add_new(CommandLine& line) {
  const auto options = std::make_shared<NewProjectOptions>();
  CLI::App* const command =
      add_command(line, *line.app, "new", "Make a ready C++ project that uses klamm, with a test on embedded brokers.",
                  [options](const Frame& frame) { return new_project(*options, frame); });
  command->add_option("NAME", options->name, "What it is called")->type_name("NAME")->required();
  command->add_option("--directory", options->directory, "Where it goes; default: a folder of its name")->type_name("DIR");
}

} // namespace klamm::cli
