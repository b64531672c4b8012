// Messages of formats v0 and v1 (before Kafka 0.11): offset, size, CRC-32, magic, attributes, v1: timestamp, key, value; all big-endian.
#include "records/message_set.hpp"
#include "compression/crc32.hpp"
#include "records/record_iterator.hpp"
#include "wire/byte_order.hpp"

namespace klamm {

using wire::load_big_endian;

std::optional<Message> read_message(ConstBytes bytes) noexcept {
  if (bytes.size() < message_overhead) return std::nullopt;
  Message message;
  message.offset = load_big_endian<std::int64_t>(bytes.data());
  const auto size = load_big_endian<std::int32_t>(bytes.data() + 8);
  message.crc = load_big_endian<std::uint32_t>(bytes.data() + 12);
  message.magic = load_big_endian<std::int8_t>(bytes.data() + 16);
  message.attributes = load_big_endian<std::uint8_t>(bytes.data() + 17);
  if (size < 0 || bytes.size() - 12 < static_cast<std::size_t>(size) || message.magic < 0 || message.magic > 1) return std::nullopt;
  message.bytes = bytes.first(12 + static_cast<std::size_t>(size));

  std::size_t at = message_overhead;
  if (message.magic == 1) {
    if (message.bytes.size() < at + 8) return std::nullopt;
    message.timestamp = load_big_endian<std::int64_t>(bytes.data() + at);
    at += 8;
  }
  for (BytesView* field : {&message.key, &message.value}) {
    if (message.bytes.size() < at + 4) return std::nullopt;
    const auto length = load_big_endian<std::int32_t>(bytes.data() + at);
    at += 4;
    if (length == -1) continue;
    if (length < 0 || message.bytes.size() - at < static_cast<std::size_t>(length)) return std::nullopt;
    *field = BytesView(message.bytes.subspan(at, static_cast<std::size_t>(length)));
    at += static_cast<std::size_t>(length);
  }
  if (at != message.bytes.size()) return std::nullopt;
  return message;
}

bool has_good_crc(const Message& message) noexcept { return crc32(message.bytes.subspan(16)) == message.crc; }

RecordIterator::RecordIterator(Slice memory, ConstBytes messages, const RecordBatchHeader* wrapper, bool check_crcs) noexcept
    : at_(messages.data()),
      end_(messages.data() + messages.size()),
      in_line_end_(at_),
      format_(Format::message),
      check_crcs_(check_crcs),
      memory_(std::move(memory)) {
  if (!wrapper) return;
  magic_ = wrapper->magic;
  format_ = magic_ == 0 ? Format::wrapped_v0 : Format::wrapped_v1;
  base_offset_ = magic_ == 0 ? 0 : first_wrapped_offset(wrapper->base_offset);
  if (wrapper->timestamp_type() == TimestampType::log_append_time) {
    timestamp_type_ = TimestampType::log_append_time;
    base_timestamp_ = wrapper->max_timestamp;
    delta_mask_ = 0;
  }
}

/// The wrapper carries the last message's offset; the messages inside count from some other number, mostly 0 (KIP-31).
std::int64_t RecordIterator::first_wrapped_offset(std::int64_t last_offset) const noexcept {
  std::int64_t last_relative = 0;
  for (ConstBytes left(at_, end_); left.size() >= message_overhead;) {
    last_relative = load_big_endian<std::int64_t>(left.data());
    const auto size = load_big_endian<std::int32_t>(left.data() + 8);
    if (size < 0 || static_cast<std::size_t>(size) > left.size() - 12) break; // next_message() will say so
    left = left.subspan(12 + static_cast<std::size_t>(size));
  }
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(last_offset) - static_cast<std::uint64_t>(last_relative));
}

bool RecordIterator::next_message(RecordView& record) noexcept {
  if (at_ == end_) return false;
  const auto message = read_message({at_, end_});
  if (!message) return fail("its sizes are wrong");
  if (check_crcs_ && !has_good_crc(*message)) return fail("its CRC-32 is wrong");
  if (format_ != Format::message && (message->codec() != CompressionType::none || message->magic != magic_)) {
    return fail("it is compressed, or of another format than the message around it");
  }
  record.key = message->key;
  record.value = message->value;
  record.headers = {};
  record.offset = static_cast<std::int64_t>(static_cast<std::uint64_t>(base_offset_) + static_cast<std::uint64_t>(message->offset));
  if (record.offset < 0) return fail("its offset is negative");
  const bool time_of_all = delta_mask_ == 0;
  record.timestamp = time_of_all ? base_timestamp_ : message->timestamp;
  record.timestamp_type = time_of_all ? timestamp_type_ : message->timestamp_type();
  at_ = message->bytes.data() + message->bytes.size();
  return true;
}

} // namespace klamm
