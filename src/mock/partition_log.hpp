// The log of one partition: batches as their producers sent them, with the offsets and leader epoch that a broker writes into them; and what the log
// knows of idempotent producers (KIP-98, KIP-360). Pure; lives on the mock's executor.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "klamm/error_code.hpp"
#include "records/batch_reader.hpp"

namespace klamm::mock {

class PartitionLog {
public:
  struct Appended {
    ErrorCode error = ErrorCode::none;
    std::int64_t base_offset = -1;
    std::string_view reason{};    ///< static text, for record_errors
    Timestamp first_written = -1; ///< of a batch that was there already: its latest timestamp, which Kafka gives as its append time
  };
  struct Found {
    std::int64_t offset = -1;
    Timestamp timestamp = -1;
    std::int32_t leader_epoch = -1;
  };

  /// Appends the one batch in `records`. A batch that is there already (KIP-98) is no error and gets the offset it has.
  Appended append(const Slice& records, std::int32_t leader_epoch);

  std::int64_t start_offset() const noexcept { return start_; }
  std::int64_t end_offset() const noexcept { return end_; }
  /// Whole batches from the one with `offset` on, at most `max_bytes` of them, but at least one.
  std::vector<Slice> read(std::int64_t offset, std::size_t max_bytes) const;
  std::size_t bytes_from(std::int64_t offset) const;

  /// The first record at or after `timestamp`, or nothing.
  std::optional<Found> find_time(Timestamp timestamp) const;
  /// The record with the highest timestamp.
  std::optional<Found> find_max_time() const;
  /// Where `epoch`, or the last one before it, ended (KIP-279): {epoch, end offset}, or {-1, -1} when the log does not reach back to it.
  std::pair<std::int32_t, std::int64_t> end_of_epoch(std::int32_t epoch, std::int32_t current_epoch) const;

  /// Forgets what lies before `offset`, as retention does.
  void delete_before(std::int64_t offset);
  /// Where the log would begin without the batches that are older than `not_before` (by their records' timestamps) and those that it can lose and still hold
  /// `bytes`; nothing: no such limit. Only what lies at the beginning goes.
  std::int64_t retained_from(std::optional<Timestamp> not_before, std::optional<std::int64_t> bytes) const noexcept;
  /// Forgets what lies at or behind `offset`, as an unclean leader election does.
  void truncate(std::int64_t offset);
  /// Breaks the batch that holds `offset`; false when there is none.
  bool corrupt(std::int64_t offset);

private:
  struct Batch {
    std::int64_t base_offset;
    std::int64_t last_offset;
    Timestamp max_timestamp;
    std::int32_t leader_epoch;
    Slice bytes;
  };
  /// Of a producer's last batches, as many as may be in flight.
  struct Producer {
    struct Sequences {
      std::int32_t first;
      std::int32_t last;
      std::int64_t base_offset;
      Timestamp max_timestamp;
    };
    static constexpr std::size_t kept = 5;
    std::int16_t epoch;
    std::vector<Sequences> last;
  };

  std::optional<Appended> check_producer(const RecordBatchHeader& header);
  void remember(const RecordBatchHeader& header, std::int64_t base_offset);
  std::vector<Batch>::const_iterator find(std::int64_t offset) const;
  std::optional<Found> find_in(const Batch& batch, Timestamp timestamp) const;

  std::vector<Batch> batches_;
  std::map<std::int64_t, Producer> producers_;
  std::int64_t start_ = 0;
  std::int64_t end_ = 0;
};

} // namespace klamm::mock
