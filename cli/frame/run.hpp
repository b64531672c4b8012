// Runs a command line, whoever's grammar it is in.
#pragma once

#include <string>
#include <vector>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

/// `arguments` begins with the program's name, which decides the grammar: klamm, kcat, kafka-topics, …; `klamm kafka-topics …` is the same.
ExitCode run(const std::vector<std::string>& arguments);

} // namespace klamm::cli
