// What is counted of one partition's batches, each once a batch or request. The loop's to change, anybody's to read.
#pragma once

#include "base/counter.hpp"

namespace klamm::producer {

struct PartitionCounters {
  Counter records_sent, records_failed;
  Counter batches, batched_records, uncompressed_bytes, bytes; ///< as sealed
  Counter retries, splits;
  Counter in_flight_batches, in_flight_bytes; ///< now, as are:
  Counter retrying_batches, retrying_bytes;
};

} // namespace klamm::producer
