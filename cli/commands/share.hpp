// Share groups (KIP-932): who is in them, where they stand in partitions, moving and forgetting that.
#pragma once

#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct ShareOptions {
  std::vector<std::string> groups;
  std::vector<std::string> topics; ///< TOPIC or TOPIC:PARTITIONS
  bool all_topics = false;         ///< seek: all that the group stands in
  std::string to;                  ///< seek: where
  bool dry_run = false, execute = false;
};

ExitCode list_share_groups(const ShareOptions& options, const Frame& frame);
ExitCode describe_share_groups(const ShareOptions& options, const Frame& frame);
ExitCode seek_share_groups(const ShareOptions& options, const Frame& frame);
ExitCode delete_share_groups(const ShareOptions& options, const Frame& frame);
ExitCode delete_share_offsets(const ShareOptions& options, const Frame& frame);

} // namespace klamm::cli
