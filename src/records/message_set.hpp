// A message of formats v0 and v1, as logs written before Kafka 0.11 hold it.
#pragma once

#include <optional>

#include "base/buffer.hpp"
#include "klamm/bytes_view.hpp"
#include "klamm/compression_type.hpp"
#include "klamm/timestamp.hpp"

namespace klamm {

/// Offset, size, CRC, magic, attributes.
constexpr std::size_t message_overhead = 18;

struct Message {
  std::int64_t offset = -1;
  std::uint32_t crc = 0;
  std::int8_t magic = 0;
  std::uint8_t attributes = 0;
  Timestamp timestamp = -1;
  BytesView key, value;
  ConstBytes bytes; ///< all of it

  CompressionType codec() const noexcept { return static_cast<CompressionType>(attributes & 7U); }
  TimestampType timestamp_type() const noexcept {
    if (magic == 0) return TimestampType::none;
    return (attributes & 8U) != 0 ? TimestampType::log_append_time : TimestampType::create_time;
  }
};

/// The message at the front of `bytes`; nothing when it is cut off, its sizes disagree, or it is of another format.
std::optional<Message> read_message(ConstBytes bytes) noexcept;
/// Whether its CRC-32 (of everything from the magic on) is right.
bool has_good_crc(const Message& message) noexcept;

} // namespace klamm
