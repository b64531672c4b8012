// Copies records from one topic to another, of the same cluster or of another one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct CopyOptions {
  std::string from, to;   ///< topics
  std::string to_brokers; ///< of the other cluster; it has the same settings but for these:
  std::string to_config;  ///< a .properties file: the other cluster's settings instead of this one's
  std::vector<std::string> to_settings;
  std::string partitions;           ///< "0,3-5"; empty: all
  std::vector<std::string> offsets; ///< as consume's -o
  std::optional<std::uint64_t> count;
  std::string where; ///< a regular expression for the value
  std::string codec, isolation;
  bool keep_partitions = false; ///< else the key decides
  bool create = false;          ///< makes the target as the source is
  bool follow = false;          ///< goes on until it is interrupted
  bool progress = false;
};

ExitCode copy(const CopyOptions& options, const Frame& frame);

} // namespace klamm::cli
