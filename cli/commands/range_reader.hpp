// Reads partitions up to where they are to end, and knows when all of them have.
#pragma once

#include <klamm/consumer.hpp>
#include <map>
#include <optional>

#include "cli/commands/consume_positions.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

class RangeReader {
public:
  /// Assigns the partitions, each from its start. `follow`: goes on behind the end that was there in the beginning.
  RangeReader(Consumer& consumer, PartitionRanges ranges, bool follow, const Frame& frame);

  bool done() const noexcept { return open_ == 0; }
  /// How many offsets there are to read, where it ends by itself; compaction and transactions leave some of them without a record.
  std::uint64_t offsets() const;

  /// The next records, after which others may wait; `each(record)` says whether to go on. What passes is warned of, other errors are thrown.
  template <class Each>
  void poll(Each&& each) {
    const ConsumerRecords records = next();
    for (const PartitionRecords& part : records.partitions()) {
      Reading& reading = at(part.topic_partition());
      for (const ConsumerRecord& record : part) {
        if (reading.limit && record.offset() >= *reading.limit) break;
        if (!each(record)) return;
      }
      advance(reading, part.next_offset());
    }
    if (records.empty()) look_behind_records();
  }

private:
  struct Reading {
    PartitionRange range;
    std::optional<std::int64_t> limit; ///< the first offset that is not read
    std::int64_t next = 0;
    bool done = false;
  };

  ConsumerRecords next();
  Reading& at(const TopicPartition& partition) { return readings_.at(partition); }
  void advance(Reading& reading, std::int64_t next);
  void look_behind_records();

  Consumer& consumer_;
  const Frame& frame_;
  std::map<TopicPartition, Reading> readings_;
  std::size_t open_ = 0;
};

} // namespace klamm::cli
