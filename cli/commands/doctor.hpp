// Looks for what is wrong between this host and a cluster, from names and ports up to lag, and says what to do about it.
#pragma once

#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct DoctorOptions {
  std::vector<std::string> groups; ///< whose lag; empty: all
};

/// 0: nothing is wrong; 1: something is; 3: there are warnings only.
ExitCode doctor(const DoctorOptions& options, const Frame& frame);

} // namespace klamm::cli
