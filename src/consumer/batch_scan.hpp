// How far fetched records reach, from their batch headers alone: so the executor asks for what follows before the polling thread has looked at
// them. Nothing is checksummed here; what looks wrong only ends the reading ahead.
#pragma once

#include <cstdint>

#include "base/buffer.hpp"

namespace klamm::consumer {

struct BatchScan {
  std::int64_t next_offset = -1;  ///< behind the last whole batch; -1: there is none
  std::int32_t leader_epoch = -1; ///< of the last whole batch (KIP-320)
  bool sound = true;              ///< false: a header contradicts itself, or its place
};

/// Scans batches of any format version. Offsets at or behind `end` (the high watermark; negative: not known) can't be.
BatchScan scan_batches(ConstBytes records, std::int64_t end);

} // namespace klamm::consumer
