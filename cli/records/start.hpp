// Where consuming begins and ends: what -o says.
#pragma once

#include <cstdint>
#include <klamm/timestamp.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klamm::cli {

/// Where to begin in each partition.
struct Start {
  enum class At : unsigned char { unset, beginning, end, stored, offset, from_end, time };
  At at = At::unset;
  std::int64_t value = 0; ///< the offset; how many from the end; the time in milliseconds

  bool operator==(const Start&) const = default;
};

struct Range {
  Start start;
  std::optional<Timestamp> stop; ///< e@: no record from the first one of this time on
};

/// Reads all -o of a command: beginning, end, stored, N, -N, s@TIME, e@TIME, a TIME. Throws Failure.
Range parse_range(const std::vector<std::string>& said, Timestamp now);

/// Now, in milliseconds.
Timestamp wall_now();

/// A duration in milliseconds: such a number, or 1h30m (w d h m s ms).
std::optional<std::int64_t> parse_duration(std::string_view text);

/// A moment in milliseconds: such a number, 2026-11-20, 2026-11-20T18:30[:15[.250]][Z|+01:00] (UTC where it says nothing), or -1h30m (ago; w d h m s ms).
std::optional<Timestamp> parse_time(std::string_view text, Timestamp now);

} // namespace klamm::cli
