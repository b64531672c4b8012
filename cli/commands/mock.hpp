// Embedded brokers on loopback ports, until Ctrl-C.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct MockOptions {
  int brokers = 1;
  std::vector<std::string> topics; ///< NAME or NAME:PARTITIONS
  int partitions = 1;              ///< of topics that don't say
  bool auto_create = true;
};

ExitCode mock(const MockOptions& options, const Frame& frame);

/// "orders:3". Throws Failure.
std::pair<std::string, int> parse_mock_topic(const std::string& text, int usual_partitions);

} // namespace klamm::cli
