// A line on the terminal that says how far a long command is: so many records, so fast. Nothing where standard error is no terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/frame/frame.hpp"

namespace klamm::cli {

class Progress {
public:
  using Clock = std::chrono::steady_clock;

  /// `asked_for`: also where standard error is no terminal, as a line every five seconds. `total`: where it is known how many there will be.
  Progress(const Frame& frame, bool asked_for, std::optional<std::uint64_t> total = {});
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// Takes the line away.
  ~Progress();

  /// So many so far. Costs a comparison, mostly.
  void show(std::uint64_t records, std::uint64_t bytes) {
    if (shows_ && records >= next_look_) look(records, bytes, Clock::now());
  }
  /// So many in all: a last line where it was asked for.
  void end(std::uint64_t records);
  /// A line among others, which the progress makes room for.
  void make_room();

  /// "12,345 of 20,000 records (61 %), 4,321/s, 1.23 MB/s"
  static std::string text(std::uint64_t records, std::optional<std::uint64_t> total, double seconds_since, std::uint64_t records_since,
                          std::uint64_t bytes_since);

private:
  void look(std::uint64_t records, std::uint64_t bytes, Clock::time_point now);

  bool terminal_, shows_;
  std::optional<std::uint64_t> total_;
  Clock::time_point shown_at_;
  std::uint64_t next_look_ = 0, shown_records_ = 0, shown_bytes_ = 0;
  bool is_there_ = false;
};

} // namespace klamm::cli
