// Iterates the records of one batch. The common form of a v2 record (small numbers, no headers, not at the batch's end) is decoded in line with one
// check of bounds; whatever is unusual or wrong goes to next_carefully(), which checks each byte. Old formats: message_set.cpp.
#pragma once

#include <optional>

#include "base/varint.hpp"
#include "records/record_batch.hpp"
#include "records/record_view.hpp"

#include "klamm/result.hpp"

namespace klamm {

struct BatchView;

class RecordIterator {
public:
  /// No records.
  RecordIterator() noexcept = default;
  /// Over the uncompressed records of a v2 batch with that header, which lie in `records`, inside `memory`.
  RecordIterator(Slice memory, ConstBytes records, const RecordBatchHeader& header) noexcept;
  /// Over messages of format v0 or v1. Those inside a compressed message (`wrapper`, else null) take its time if it is the broker's, and in v1 have
  /// offsets relative to it.
  RecordIterator(Slice memory, ConstBytes messages, const RecordBatchHeader* wrapper, bool check_crcs) noexcept;

  /// The next record; false at the end or when the batch turns out to be corrupt: then error() says how.
  bool next(RecordView& record) noexcept { return next_in_line(record) || next_carefully(record); }
  bool failed() const noexcept { return fault_ != nullptr; }
  Error error() const;

  /// What the records point into: the response's memory, or what was decompressed.
  const Slice& memory() const noexcept { return memory_; }

private:
  enum class Format : std::uint8_t { v2, message, wrapped_v0, wrapped_v1 };

  /// The fast path reads at most this far beyond a record's end before it knows that the record is wrong: attributes, timestamp, offset, three lengths.
  static constexpr std::ptrdiff_t overrun = 32;

  bool next_in_line(RecordView& record) noexcept;
  bool next_carefully(RecordView& record) noexcept;
  bool next_v2(RecordView& record) noexcept;
  bool next_message(RecordView& record) noexcept;
  static bool find_headers(const std::byte* p, const std::byte* record_end, ConsumerHeaders& headers) noexcept;
  bool skip_headers(const std::byte* p, const std::byte* record_end, std::int32_t count) noexcept;
  bool fail(const char* fault) noexcept;
  std::int64_t first_wrapped_offset(std::int64_t last_offset) const noexcept;

  const std::byte* at_ = nullptr;
  const std::byte* end_ = nullptr;
  const std::byte* in_line_end_ = nullptr; // records that end before here may be decoded in line
  std::int32_t left_ = 0;
  std::uint32_t last_offset_delta_ = 0;
  std::int64_t base_offset_ = 0;
  Timestamp base_timestamp_ = -1; // or the time of all records
  std::int64_t delta_mask_ = -1;  // 0 when all records have the same time
  TimestampType timestamp_type_ = TimestampType::create_time;
  Format format_ = Format::v2;
  bool check_crcs_ = false;
  std::int8_t magic_ = 2;
  std::int32_t count_ = 0;
  const char* fault_ = nullptr;
  Slice memory_;
};

namespace detail {

/// Reads a zigzag varint of up to three bytes; null for a longer one.
template <class Int>
[[gnu::always_inline]] inline const std::byte* get_short_varint(const std::byte* p, Int& value) noexcept {
  std::uint32_t raw = std::to_integer<std::uint32_t>(p[0]);
  if (raw < 128) [[likely]] {
    value = static_cast<Int>(raw >> 1) ^ -static_cast<Int>(raw & 1U);
    return p + 1;
  }
  const auto second = std::to_integer<std::uint32_t>(p[1]);
  raw = (raw & 127U) | (second & 127U) << 7;
  if (second >= 128) {
    const auto third = std::to_integer<std::uint32_t>(p[2]);
    if (third >= 128) return nullptr;
    raw |= third << 14;
    value = static_cast<Int>(raw >> 1) ^ -static_cast<Int>(raw & 1U);
    return p + 3;
  }
  value = static_cast<Int>(raw >> 1) ^ -static_cast<Int>(raw & 1U);
  return p + 2;
}

/// Reads a length and that many bytes, which must end at or before `end`; -1 is null. Null result: not so.
[[gnu::always_inline]] inline const std::byte* get_short_field(const std::byte* p, const std::byte* end, BytesView& field) noexcept {
  std::int32_t size;
  p = get_short_varint(p, size);
  if (!p) [[unlikely]]
    return nullptr;
  if (size < 0) {
    field = {};
    return size == -1 ? p : nullptr;
  }
  if (size > end - p) [[unlikely]]
    return nullptr;
  field = BytesView(std::string_view(reinterpret_cast<const char*>(p), static_cast<std::size_t>(size)));
  return p + size;
}

} // namespace detail

inline bool RecordIterator::next_in_line(RecordView& record) noexcept {
  const std::byte* p = at_;
  if (p >= in_line_end_ || left_ <= 0) [[unlikely]]
    return false;
  std::int32_t size;
  p = detail::get_short_varint(p, size);
  if (!p || size < 0 || size > in_line_end_ - p) [[unlikely]]
    return false;
  const std::byte* const record_end = p + size;
  std::int64_t timestamp_delta;
  std::int32_t offset_delta;
  p = detail::get_short_varint(p + 1, timestamp_delta); // behind the attributes, which mean nothing
  if (!p) [[unlikely]]
    return false;
  p = detail::get_short_varint(p, offset_delta);
  if (!p || static_cast<std::uint32_t>(offset_delta) > last_offset_delta_) [[unlikely]]
    return false;
  p = detail::get_short_field(p, record_end, record.key);
  if (!p) [[unlikely]]
    return false;
  p = detail::get_short_field(p, record_end, record.value);
  if (!p) [[unlikely]]
    return false;
  if (*p == std::byte{0} && p + 1 == record_end) [[likely]]
    record.headers = {};
  else if (!find_headers(p, record_end, record.headers)) return false;
  record.offset = base_offset_ + offset_delta;
  record.timestamp =
      static_cast<Timestamp>(static_cast<std::uint64_t>(base_timestamp_) + static_cast<std::uint64_t>(timestamp_delta & delta_mask_));
  record.timestamp_type = timestamp_type_;
  at_ = record_end;
  --left_;
  return true;
}

} // namespace klamm
