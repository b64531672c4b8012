// A record inside the memory of a batch, of any format.
#pragma once

#include "klamm/consumer_record.hpp"

namespace klamm {

/// Key, value and headers point into the RecordIterator's memory() and live as long as that.
struct RecordView {
  std::int64_t offset = -1;
  Timestamp timestamp = -1;
  BytesView key;
  BytesView value;
  ConsumerHeaders headers;
  TimestampType timestamp_type = TimestampType::create_time;
};

} // namespace klamm
