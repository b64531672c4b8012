// kcat -L: brokers, topics, partitions.
#pragma once

#include <string>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

/// Of one topic, or of all where `topic` is empty.
ExitCode list_metadata(const std::string& topic, bool json, const Frame& frame);

} // namespace klamm::cli
