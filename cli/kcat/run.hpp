// kcat's command line, for who calls the program by that name.
#pragma once

#include <string>
#include <vector>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

/// `arguments` are those behind the program's name. Ends with 0 or 1, as kcat.
ExitCode run_kcat(const std::vector<std::string>& arguments);

} // namespace klamm::cli
