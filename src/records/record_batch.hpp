// The header of a record batch, format v2 (KIP-98): 61 bytes, then the records, compressed or not.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/buffer.hpp"
#include "klamm/compression_type.hpp"
#include "klamm/timestamp.hpp"

namespace klamm {

constexpr std::int64_t no_producer_id = -1;
constexpr std::int16_t no_producer_epoch = -1;
constexpr std::int32_t no_sequence = -1;

/// Where things lie in a batch.
struct RecordBatchLayout {
  static constexpr std::size_t base_offset = 0, length = 8, leader_epoch = 12, magic = 16, crc = 17, attributes = 21,
                               last_offset_delta = 23, base_timestamp = 27, max_timestamp = 35, producer_id = 43, producer_epoch = 51,
                               base_sequence = 53, count = 57, records = 61;
  static constexpr std::size_t before_length = 12; ///< what the length field doesn't count: base offset and length
};

struct RecordBatchHeader {
  static constexpr std::size_t size = RecordBatchLayout::records;
  static constexpr std::uint16_t codec_mask = 7, log_append_time_bit = 8, transactional_bit = 16, control_bit = 32, delete_horizon_bit = 64;

  std::int64_t base_offset = 0;
  std::int32_t length = 0; ///< of everything behind this field
  std::int32_t partition_leader_epoch = -1;
  std::int8_t magic = 2;
  std::uint32_t crc = 0; ///< CRC-32C of everything from the attributes on
  std::uint16_t attributes = 0;
  std::int32_t last_offset_delta = 0;
  Timestamp base_timestamp =
      -1; ///< or the delete horizon, where that bit is set (KIP-534): records' deltas are relative to it all the same
  Timestamp max_timestamp = -1;
  std::int64_t producer_id = no_producer_id;
  std::int16_t producer_epoch = no_producer_epoch;
  std::int32_t base_sequence = no_sequence;
  std::int32_t count = 0;

  /// From the first 61 bytes at `from`.
  static RecordBatchHeader read(const std::byte* from) noexcept;
  /// To the first 61 bytes at `to`.
  void write(std::byte* to) const noexcept;

  CompressionType codec() const noexcept { return static_cast<CompressionType>(attributes & codec_mask); }
  TimestampType timestamp_type() const noexcept {
    return has(log_append_time_bit) ? TimestampType::log_append_time : TimestampType::create_time;
  }
  bool is_transactional() const noexcept { return has(transactional_bit); }
  bool is_control() const noexcept { return has(control_bit); }
  bool has_delete_horizon() const noexcept { return has(delete_horizon_bit); }
  std::size_t whole_size() const noexcept { return RecordBatchLayout::before_length + static_cast<std::size_t>(length); }

private:
  bool has(std::uint16_t bit) const noexcept { return (attributes & bit) != 0; }
};

/// The sequence `count` records after `sequence`: it wraps from 2^31-1 to 0.
constexpr std::int32_t sequence_after(std::int32_t sequence, std::int32_t count) noexcept {
  return static_cast<std::int32_t>((static_cast<std::uint32_t>(sequence) + static_cast<std::uint32_t>(count)) & 0x7FFFFFFFU);
}

/// What identifies a producer's batches to the broker (KIP-98). Without idempotence: as constructed.
struct BatchProducer {
  std::int64_t producer_id = no_producer_id;
  std::int16_t producer_epoch = no_producer_epoch;
  std::int32_t base_sequence = no_sequence;
  bool transactional = false;

  bool operator==(const BatchProducer&) const = default;
};

/// Writes `state` and the CRC that follows from it into a whole batch.
void write_producer_state(std::span<std::byte> batch, const BatchProducer& state) noexcept;

/// A copy of a sealed batch with another producer state (after an epoch bump). A copy, because the old bytes may still be on their way.
Slice with_producer_state(const Slice& batch, const BatchProducer& state);

} // namespace klamm
