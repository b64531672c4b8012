// Commands that destroy something: they say what would be done, and do it when they are told to.
#pragma once

#include <string>

#include "cli/frame/frame.hpp"

namespace klamm::cli {

/// A line on standard output.
void say(const std::string& line);

/// Whether a command that destroys something is to do it: with --execute or --yes, and not with --dry-run. Says how where not.
bool is_meant(bool execute, bool dry_run, const Frame& frame);

} // namespace klamm::cli
