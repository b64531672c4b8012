// Record batches in a few words.
#pragma once

#include <string>
#include <vector>

#include "records/batch_builder.hpp"
#include "wire/byte_order.hpp"

namespace klamm::test {

struct BatchOptions {
  CompressionType codec = CompressionType::none;
  std::int32_t leader_epoch = 0;
  std::int32_t extra_offsets = 0; ///< compacted away behind the last record
  BatchProducer producer{};
};

/// Records whose values are their offsets, as text, and whose keys are null.
inline Slice batch_of(std::int64_t base_offset, std::int32_t count, const BatchOptions& options = {}) {
  BatchBuilder builder(Buffer(1024), 1 << 26);
  for (std::int32_t i = 0; i < count; ++i) {
    const std::string value = std::to_string(base_offset + i);
    builder.append({{}, value, {}, 1000 + i});
  }
  Compressor compressor;
  if (options.codec != CompressionType::none) builder.compress(options.codec, default_compression_level(options.codec), compressor);
  Slice sealed = std::move(builder).seal(options.producer);
  Buffer copy(sealed.size());
  copy.append(sealed.bytes());
  std::byte* const at = copy.bytes().data();
  wire::store_big_endian(at + RecordBatchLayout::base_offset, base_offset);
  wire::store_big_endian(at + RecordBatchLayout::leader_epoch, options.leader_epoch);
  if (options.extra_offsets > 0) {
    wire::store_big_endian(at + RecordBatchLayout::last_offset_delta, count - 1 + options.extra_offsets);
    write_producer_state(copy.bytes(), options.producer); // and the CRC
  }
  return std::move(copy).freeze();
}

inline Slice concat(const std::vector<Slice>& parts) {
  Buffer all(64);
  for (const Slice& part : parts) all.append(part.bytes());
  return std::move(all).freeze();
}

/// The same bytes with one of them changed.
inline Slice flipped(const Slice& bytes, std::size_t position) {
  Buffer copy(bytes.size());
  copy.append(bytes.bytes());
  copy.bytes()[position] ^= std::byte{0x40};
  return std::move(copy).freeze();
}

} // namespace klamm::test
