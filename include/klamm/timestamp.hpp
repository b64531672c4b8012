// The time of a record.
#pragma once

#include <cstdint>

namespace klamm {

/// Milliseconds since the epoch, as Kafka stores a record's time. -1: none.
using Timestamp = std::int64_t;

/// Who set a record's timestamp.
enum class TimestampType : std::int8_t {
  none = -1,           ///< the record is older than timestamps (format v0)
  create_time = 0,     ///< set by the producer
  log_append_time = 1, ///< set by the broker
};

} // namespace klamm
