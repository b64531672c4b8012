// Encodes records straight into the memory of one batch (format v2), then seals it: header, compression, CRC. No allocation per record. The
// accumulator keeps one open builder per partition and appends under that partition's lock; the sender seals.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "compression/codec.hpp"
#include "klamm/record.hpp"
#include "records/record_batch.hpp"
#include "records/record_format.hpp"

namespace klamm {

class BatchBuilder {
public:
  /// Builds in `memory`, whose content is dropped. The whole batch before compression, header included, stays within `limit` (at most 2 GiB); memory
  /// with less capacity grows by doubling.
  BatchBuilder(Buffer memory, std::size_t limit);

  /// The bytes that the record would take now, and whether it fits.
  std::size_t encoded_size(const RecordParts& record) const noexcept {
    return record_size(record, timestamp_delta(record.timestamp), count_);
  }
  bool fits(const RecordParts& record) const noexcept { return encoded_size(record) <= limit_ - buffer_.size(); }

  /// Appends the record and returns its offset within the batch; nothing when it doesn't fit.
  std::optional<std::int32_t> append(const RecordParts& record) {
    const std::int32_t offset = encode(record);
    return offset >= 0 ? std::optional(offset) : std::nullopt;
  }
  /// The same for anything with a key, a value and headers, quicker until little room is left. Returns the bytes that it took; 0 when it doesn't fit. `bound`:
  /// record_size_bound().
  template <class Record>
  std::size_t append(const Record& record, Timestamp timestamp, std::size_t bound);
  /// Whether `bytes` are left, within the limit and in the memory.
  bool has_room(std::size_t bytes) const noexcept { return std::min(limit_, buffer_.capacity()) >= buffer_.size() + bytes; }
  /// As append(), where has_room(bound).
  template <class Record>
  std::size_t write(const Record& record, Timestamp timestamp) noexcept;

  /// As append(), for a value whose size shows only when it is written: `write(Buffer&)` appends it (and nothing else; the Buffer grows as needed), and
  /// may return whether to keep it. `record.value` is not looked at. When write throws or says no, or the record turns out not to fit, the builder is as before. A
  /// good `size_hint` saves moving the value by a byte or two.
  template <std::invocable<Buffer&> Write>
  std::optional<std::int32_t> append_with(const RecordParts& record, std::size_t size_hint, Write&& write);

  std::int32_t count() const noexcept { return count_; }
  bool empty() const noexcept { return count_ == 0; }
  /// Bytes so far, header included.
  std::size_t size() const noexcept { return buffer_.size(); }
  std::size_t limit() const noexcept { return limit_; }
  std::size_t capacity() const noexcept { return buffer_.capacity(); }
  Timestamp base_timestamp() const noexcept { return base_timestamp_; }
  Timestamp max_timestamp() const noexcept { return max_timestamp_; }

  /// Compresses the records, in place; nothing can be appended afterwards. False: they don't shrink (or the codec failed) and stay as they are.
  bool compress(CompressionType codec, int level, Compressor& compressor);
  /// Continues in `memory`, which must have room for size() bytes, and returns the memory used so far: after compression a smaller one often does.
  Buffer move_to(Buffer memory);

  /// The finished batch, in the memory that it was built in; the builder is spent. The bytes never change afterwards: retries send the same.
  Slice seal(const BatchProducer& state) && noexcept;

  /// The unsealed memory, to be used again.
  Buffer take_memory() && noexcept { return std::move(buffer_); }

private:
  /// What append_with must undo or finish.
  struct Opened {
    std::size_t record_begin, value_begin;
    std::uint8_t length_width, value_length_width;
  };

  std::int64_t timestamp_delta(Timestamp timestamp) const noexcept {
    // Wraps, as Java's: the reader's addition wraps back.
    return count_ == 0 ? 0 : static_cast<std::int64_t>(static_cast<std::uint64_t>(timestamp) - static_cast<std::uint64_t>(base_timestamp_));
  }
  /// -1 instead of an optional: that would be written to memory in two parts and read back as one, which costs more than the encoding.
  std::int32_t encode(const RecordParts& record);
  void count_in(Timestamp timestamp) noexcept {
    if (count_ == 0) base_timestamp_ = max_timestamp_ = timestamp;
    max_timestamp_ = std::max(max_timestamp_, timestamp);
    ++count_;
  }
  Opened open_value(const RecordParts& record, std::size_t size_hint);
  bool close_value(const RecordParts& record, const Opened& opened);

  Buffer buffer_;
  std::size_t limit_;
  std::int32_t count_ = 0;
  CompressionType codec_ = CompressionType::none;
  Timestamp base_timestamp_ = -1, max_timestamp_ = -1;
};

// Unmeasured: the length comes last, into the width that it most likely has, and the rest is moved where that was wrong. Inlined, as what a call costs is
// much beside what is left.
template <class Record>
[[gnu::always_inline]] inline std::size_t BatchBuilder::write(const Record& record, Timestamp timestamp) noexcept {
  using namespace record_format;
  constexpr std::size_t usual_overhead = 8; // beside key, value and headers
  // Copies: each byte that is written might else be one of the record's or of this builder's, and they would be read again.
  const BytesView key = record.key, value = record.value;
  const HeadersView headers = record.headers;
  const std::size_t used = buffer_.size();
  const std::int32_t count = count_;
  std::byte* const begin = buffer_.data() + used;
  const std::size_t likely_width = length_size(key.size() + value.size() + usual_overhead);
  std::byte* const body = begin + likely_width;
  std::byte* out = put_prefix(body, timestamp_delta(timestamp), count);
  out = put_headers(put_field(put_field(out, key), value), headers);
  const auto size = static_cast<std::size_t>(out - body), width = length_size(size);
  if (width != likely_width) [[unlikely]]
    std::memmove(begin + width, body, size);
  put_length(begin, size);
  buffer_.resize(used + width + size);
  count_in(timestamp);
  return width + size;
}

template <class Record>
[[gnu::always_inline]] inline std::size_t BatchBuilder::append(const Record& record, Timestamp timestamp, std::size_t bound) {
  const std::size_t before = buffer_.size();
  if (bound > limit_ - before) [[unlikely]] {
    encode({record.key, record.value, record.headers, timestamp});
    return buffer_.size() - before;
  }
  buffer_.ensure(bound);
  return write(record, timestamp);
}

template <std::invocable<Buffer&> Write>
std::optional<std::int32_t> BatchBuilder::append_with(const RecordParts& record, std::size_t size_hint, Write&& write) {
  struct Restore { // also when write throws
    Buffer& buffer;
    std::size_t size;
    ~Restore() { buffer.resize(size); }
  } restore{buffer_, buffer_.size()};
  const Opened opened = open_value(record, size_hint);
  if constexpr (std::is_void_v<std::invoke_result_t<Write&, Buffer&>>) write(buffer_);
  else if (!write(buffer_)) return std::nullopt;
  if (!close_value(record, opened)) return std::nullopt;
  restore.size = buffer_.size();
  count_in(record.timestamp);
  return count_ - 1;
}

} // namespace klamm
