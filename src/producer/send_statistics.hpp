// From what is counted to what users are told.
#pragma once

#include "klamm/statistics.hpp"
#include "producer/record_accumulator.hpp"

namespace klamm::producer {

/// Any thread. Everything but the brokers.
ProducerStatistics send_statistics(RecordAccumulator& accumulator);

} // namespace klamm::producer
