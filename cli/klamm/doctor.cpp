// klamm doctor: its flags.
#include "cli/commands/doctor.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {

void add_doctor(CommandLine& line) {
  const auto options = std::make_shared<DoctorOptions>();
  CLI::App* const command =
      add_command(line, *line.app, "doctor", "Find out what is wrong with a cluster or the way to it, and what to do about it.",
                  [options](const Frame& frame) { return doctor(*options, frame); });
  command->add_option("-g,--group", options->groups, "Whose lag is looked at; default: every group's")
      ->type_name("GROUP")
      ->expected(1)
      ->take_all();
}

} // namespace klamm::cli
