// Runs another program and reads what it prints. No shell in between: arguments are what they are.
#pragma once

#include <string>
#include <vector>

namespace klamm::cli {

struct ProgramResult {
  int code = -1; ///< 127: there is no such program
  std::string out, err;
};

/// Waits for its end.
ProgramResult run_program(const std::vector<std::string>& arguments);

} // namespace klamm::cli
