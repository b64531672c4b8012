// A ready C++ project that uses klamm: what it reads and writes, a test on embedded brokers, and how it is built.
#pragma once

#include <map>
#include <string>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct NewProjectOptions {
  std::string name;
  std::string directory; ///< where it goes; empty: a folder of its name
};

ExitCode new_project(const NewProjectOptions& options, const Frame& frame);

/// Its files by path. Throws Failure for a name that no program can have.
std::map<std::string, std::string> project_files(const std::string& name);

} // namespace klamm::cli
