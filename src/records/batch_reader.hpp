// Walks what a Fetch response or a log holds: batches of any format one after the other (BatchReader), then the records of one of them
// (read_records, RecordIterator). Nothing is copied but what must be decompressed. Everything is checked; nothing is trusted.
#pragma once

#include "compression/codec.hpp"
#include "records/record_iterator.hpp"

namespace klamm {

struct BatchReadOptions {
  bool check_crcs = true;
  std::size_t decompression_limit = default_decompression_limit;
};

/// One whole batch. Formats v0 and v1 have no batches: each message there is one, and a compressed message is one of the messages in it.
struct BatchView {
  /// As far as the format has it. v0 and v1: count is 1, or -1 (unknown) when compressed; base_offset is then the last record's, too, as the first one's is only
  /// known after decompression.
  RecordBatchHeader header;
  Slice bytes;

  std::int64_t base_offset() const noexcept { return header.base_offset; }
  /// The last offset that the batch covers, whether its record is still there or was compacted away.
  std::int64_t last_offset() const noexcept { return header.base_offset + header.last_offset_delta; }
  /// Where to go on after this batch, whatever it holds.
  std::int64_t next_offset() const noexcept { return last_offset() + 1; }
  TimestampType timestamp_type() const noexcept { return header.magic == 0 ? TimestampType::none : header.timestamp_type(); }
  std::int32_t last_sequence() const noexcept {
    return header.base_sequence == no_sequence ? no_sequence : sequence_after(header.base_sequence, header.last_offset_delta);
  }
};

class BatchReader {
public:
  explicit BatchReader(Slice bytes, BatchReadOptions options = {}) noexcept : bytes_(std::move(bytes)), options_(options) {}

  /// Goes to the next batch; false at the end, where a batch that is cut off doesn't count. After an error, record_corrupt, the next call goes on behind the
  /// bad batch if its extent is known, else it gives false.
  Result<bool> next();
  const BatchView& batch() const noexcept { return batch_; }

  /// Bytes of whole batches passed so far, and of what follows them.
  std::size_t position() const noexcept { return position_; }
  std::size_t left() const noexcept { return bytes_.size() - position_; }

private:
  Result<bool> read_v2(ConstBytes bytes);
  Result<bool> read_message(ConstBytes bytes);

  Slice bytes_;
  BatchReadOptions options_;
  std::size_t position_ = 0;
  bool broken_ = false;
  BatchView batch_;
};

/// The records of `batch`, decompressed if need be. Errors: record_corrupt, decompression_limit, which name the batch's offset.
Result<RecordIterator> read_records(const BatchView& batch, Decompressor& decompressor, const BatchReadOptions& options = {});

} // namespace klamm
