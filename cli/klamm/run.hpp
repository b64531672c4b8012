// Runs a command line in klamm's own grammar.
#pragma once

#include <string>
#include <vector>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

/// `arguments` are those behind the program's name.
ExitCode run_klamm(std::vector<std::string> arguments);

} // namespace klamm::cli
