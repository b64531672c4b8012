#include "cli/commands/range_reader.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "cli/frame/complaint.hpp"

namespace klamm::cli {

using namespace std::chrono_literals;

RangeReader::RangeReader(Consumer& consumer, PartitionRanges ranges, bool follow, const Frame& frame) : consumer_(consumer), frame_(frame) {
  std::vector<TopicPartitionOffset> positions;
  for (auto& [partition, range] : ranges) {
    Reading& reading = readings_[partition];
    reading.range = range;
    reading.next = range.start.value_or(0);
    reading.limit = range.stop;
    if (!follow) reading.limit = std::min(range.end, range.stop.value_or(range.end));
    positions.emplace_back(partition, reading.next);
  }
  open_ = readings_.size();
  consumer_.assign(positions);
  for (auto& [partition, reading] : readings_) advance(reading, reading.next);
}

std::uint64_t RangeReader::offsets() const {
  std::uint64_t sum = 0;
  for (const auto& [partition, reading] : readings_)
    if (reading.limit && *reading.limit > reading.next) sum += static_cast<std::uint64_t>(*reading.limit - reading.next);
  return sum;
}

ConsumerRecords RangeReader::next() {
  Result<ConsumerRecords> polled = consumer_.poll(100ms);
  if (polled) return *std::move(polled);
  if (!polled.error().retriable()) throw Exception(polled.error());
  warn(frame_, polled.error());
  return {};
}

void RangeReader::advance(Reading& reading, std::int64_t next) {
  reading.next = std::max(reading.next, next);
  if (reading.done || !reading.limit || reading.next < *reading.limit) return;
  reading.done = true;
  --open_;
}

// A position can go on without a record: over the marks of transactions, and what compaction has taken.
void RangeReader::look_behind_records() {
  for (auto& [partition, reading] : readings_)
    if (!reading.done)
      if (const auto position = consumer_.position(partition, 0ns)) advance(reading, *position);
}

} // namespace klamm::cli
