// Runs a measurement in a process of its own, so that memory, threads and processor time are one client's alone.
#pragma once

#include <functional>

#include "support/measured.hpp"

namespace klamm::bench {

/// Forks: call it while this process has one thread. What the child throws is printed, and the run counts as failed.
Measured in_child(const std::function<Measured()>& run);

} // namespace klamm::bench
