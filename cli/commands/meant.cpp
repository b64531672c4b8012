#include "cli/commands/meant.hpp"

#include <unistd.h>

#include "cli/output/sink.hpp"

namespace klamm::cli {

void say(const std::string& line) { Sink(STDOUT_FILENO).append(line + "\n"); }

bool is_meant(bool execute, bool dry_run, const Frame& frame) {
  if (!dry_run && (execute || frame.yes)) return true;
  say("nothing was done; --execute (or --yes) does it");
  return false;
}

} // namespace klamm::cli
