// A real Kafka in Docker, for development: one broker or several, in KRaft mode, on ports of this host.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct DevOptions {
  int brokers = 1;
  int port = 9092;                ///< the first broker's; the next ones follow
  std::string image;              ///< empty: KLAMM_DEV_IMAGE, else apache/kafka
  std::string name = "klamm-dev"; ///< of the containers, with the broker's number behind it
  int broker = 0;                 ///< kill, restart: which
};

ExitCode dev_up(const DevOptions& options, const Frame& frame);
ExitCode dev_down(const DevOptions& options, const Frame& frame);
ExitCode dev_status(const DevOptions& options, const Frame& frame);
ExitCode dev_kill(const DevOptions& options, const Frame& frame);
ExitCode dev_restart(const DevOptions& options, const Frame& frame);

/// `docker run` for one of the brokers.
std::vector<std::string> dev_run_command(const DevOptions& options, int broker);

} // namespace klamm::cli
