// Where a partition is read, and where it is to be read from.
#pragma once

#include <cstdint>

#include "klamm/config_types.hpp"

namespace klamm::consumer {

/// The next offset, and the epoch of the leader that wrote the record before it (KIP-320); -1 where that is unknown.
struct FetchPosition {
  std::int64_t offset = -1;
  std::int32_t offset_epoch = -1;

  bool operator==(const FetchPosition&) const = default;
};

/// Where a seek or an assignment goes: to an offset, or to where a strategy leads (the first record, the end, …), which a broker must be asked for.
struct SeekTarget {
  FetchPosition position;
  AutoOffsetReset strategy = AutoOffsetReset::none(); ///< counts when there is no position

  static SeekTarget to(std::int64_t offset, std::int32_t offset_epoch = -1) { return {{offset, offset_epoch}, AutoOffsetReset::none()}; }
  static SeekTarget by(AutoOffsetReset strategy) { return {{}, strategy}; }
  bool is_offset() const noexcept { return position.offset >= 0; }
};

} // namespace klamm::consumer
