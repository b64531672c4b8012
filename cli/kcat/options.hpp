// What kcat's flags say, before it is known what they are for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct KcatOptions {
  Frame frame;
  char mode = 0; ///< C P G L Q; 0: to be guessed; V and h ask for the version and for help
  std::string group;
  std::vector<std::string> topics;      ///< of -t
  std::vector<std::string> rest;        ///< files, or topics of -G
  std::optional<std::string> partition; ///< -1: any
  std::vector<std::string> offsets, headers, serdes;
  std::optional<std::string> key_delimiter, key;
  std::string delimiter = "\\n", format, codec;
  std::optional<std::int64_t> count;
  bool exit_at_end = false, json = false, null = false, by_line = false, tee = false, unbuffered = false;
};

/// Throws Failure for a flag that kcat doesn't have.
KcatOptions parse_kcat(const std::vector<std::string>& arguments);

} // namespace klamm::cli
