#include "producer/batch_splitter.hpp"

#include <limits>

#include "records/batch_reader.hpp"

namespace klamm::producer {

Result<std::vector<BatchPtr>> split_batch(ProducerBatch& whole, BufferPool& pool) {
  // Our own batch: nothing hostile in it, however well it was compressed.
  const BatchReadOptions options{.check_crcs = false, .decompression_limit = std::numeric_limits<std::int32_t>::max()};
  BatchReader reader(whole.bytes, options);
  if (const auto there = reader.next(); !there || !*there)
    return Error(ErrorCode::record_corrupt, "a batch could not be read again to split it");
  Decompressor decompressor;
  auto records = read_records(reader.batch(), decompressor, options);
  if (!records) return records.error();

  std::vector<BatchPtr> halves;
  const auto begin_half = [&](std::int32_t count) {
    // Deltas of time and offset may take a few bytes more in a batch of its own.
    const std::size_t limit = whole.builder.limit() + 16 * static_cast<std::size_t>(count) + RecordBatchHeader::size;
    auto half = std::make_unique<ProducerBatch>(*whole.queue, pool.take_now(limit), limit, whole.created);
    half->completions = whole.completions.take_front(static_cast<std::size_t>(count));
    half->count = count;
    half->number = whole.number;
    half->attempts = whole.attempts - 1; // being split is no failed attempt
    half->maybe_written = whole.maybe_written;
    half->found_missing = whole.found_missing;
    half->urgent = true;
    halves.push_back(std::move(half));
  };
  const std::int32_t front = whole.count / 2;
  std::vector<Header> headers;
  RecordView record;
  for (std::int32_t i = 0; records->next(record); ++i) {
    if (i == 0) begin_half(front);
    if (i == front) begin_half(whole.count - front);
    headers.assign(record.headers.begin(), record.headers.end());
    halves.back()->builder.append({record.key, record.value, headers, record.timestamp});
  }
  if (records->failed()) return records->error();
  return halves;
}

} // namespace klamm::producer
