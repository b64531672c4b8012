// One schedule from beginning to end: clients at work while there are faults, then peace, in which everything has to come to its end soon; then the audit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace.hpp"

namespace klamm::sim {

struct Outcome {
  std::vector<std::string> violations; ///< none: all is well
  std::size_t sent = 0, acknowledged = 0, delivered = 0, faults = 0;
  Duration virtual_time{};
  Duration recovery{};        ///< from the end of the last fault until everything was done
  std::uint64_t handlers = 0; ///< what the executor did: with `virtual_time` it tells whether two runs were the same
};

/// Runs the schedule of that workload and seed.
Outcome run_schedule(std::string_view workload, std::uint64_t seed, Trace& trace);

} // namespace klamm::sim
