// The markers that brokers write into logs: transactions' ends, and others that clients only pass by.
#pragma once

#include <optional>

#include "records/record_view.hpp"

namespace klamm {

enum class ControlType : std::int16_t {
  abort = 0,
  commit = 1,
  leader_change = 2,
  snapshot_header = 3,
  snapshot_footer = 4,
  kraft_version = 5,
  kraft_voters = 6
};

struct ControlRecord {
  ControlType type;                    ///< may be one that this version doesn't know
  std::int32_t coordinator_epoch = -1; ///< of abort and commit
};

/// The marker in a record of a control batch; nothing when its key isn't one.
std::optional<ControlRecord> parse_control_record(const RecordView& record) noexcept;

} // namespace klamm
