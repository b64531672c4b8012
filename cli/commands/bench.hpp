// How fast a cluster is from here: producing, consuming, and the way from one to the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct BenchOptions {
  std::string topic;
  std::uint64_t records = 1'000'000; ///< consume: 0 reads until the end
  std::uint32_t record_size = 100;
  std::optional<double> rate; ///< records a second
  std::string codec;          ///< "zstd" or "zstd:6"
  std::string acks;
  std::string group; ///< consume: as a member of it
  bool progress = false;
};

ExitCode bench_produce(const BenchOptions& options, const Frame& frame);
ExitCode bench_consume(const BenchOptions& options, const Frame& frame);
ExitCode bench_e2e(const BenchOptions& options, const Frame& frame);

} // namespace klamm::cli
