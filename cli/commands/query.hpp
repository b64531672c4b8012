// Which offset a partition had at a time.
#pragma once

#include <klamm/record.hpp>
#include <klamm/timestamp.hpp>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct QueryOptions {
  std::vector<std::string> queries; ///< TOPIC:PARTITION:TIME; -2 and -1 are the beginning and the end
  bool like_kcat = false;
};

ExitCode query(const QueryOptions& options, const Frame& frame);

} // namespace klamm::cli
