// Runs the klamm program as a person does.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "test_paths.hpp"

namespace klamm::test {

struct Outcome {
  int code = -1;
  std::string said; ///< standard output, and what the command line sends there
};

/// A shell command, in which klamm is the program; `2>&1` shows errors, too.
inline Outcome shell(const std::string& command) {
  const std::string whole = "klamm() { '" KLAMM_CLI "' \"$@\"; }; " + command;
  FILE* pipe = popen(whole.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  Outcome outcome;
  char block[4096];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) outcome.said.append(block, n);
  const int status = pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

} // namespace klamm::test
