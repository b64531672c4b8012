#include "records/batch_builder.hpp"

#include <algorithm>
#include <limits>

namespace klamm {

using namespace record_format;

BatchBuilder::BatchBuilder(Buffer memory, std::size_t limit)
    : buffer_(std::move(memory)), limit_(std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max())) {
  buffer_.resize(0);
  limit_ = std::max(limit_, RecordBatchHeader::size);
  buffer_.ensure(RecordBatchHeader::size);
  buffer_.resize(RecordBatchHeader::size);
}

std::int32_t BatchBuilder::encode(const RecordParts& record) {
  const std::int64_t delta = timestamp_delta(record.timestamp);
  const std::size_t body = body_size(record, delta, count_), size = sized_size(body), begin = buffer_.size();
  if (size > limit_ - begin) return -1;
  buffer_.ensure(size);
  std::byte* out = buffer_.data() + begin;
  out = put_varint(out, static_cast<std::int64_t>(body));
  out = put_prefix(out, delta, count_);
  out = put_field(out, record.key);
  out = put_field(out, record.value);
  put_headers(out, record.headers);
  buffer_.resize(begin + size);
  count_in(record.timestamp);
  return count_ - 1;
}

// Layout while the value is being written: room for the length field, everything up to the key, room for the value's length, the value. The widths of both
// are guessed from the hint and corrected afterwards.
BatchBuilder::Opened BatchBuilder::open_value(const RecordParts& record, std::size_t size_hint) {
  const std::int64_t delta = timestamp_delta(record.timestamp);
  const std::size_t before = prefix_size(delta, count_) + field_size(record.key);
  const std::size_t value_width = varint_size(static_cast<std::int64_t>(size_hint));
  const std::size_t width = varint_size(static_cast<std::int64_t>(before + value_width + size_hint + headers_size(record.headers)));
  const std::size_t begin = buffer_.size(), value_begin = begin + width + before + value_width;
  buffer_.ensure(value_begin - begin + size_hint);
  put_field(put_prefix(buffer_.data() + begin + width, delta, count_), record.key);
  buffer_.resize(value_begin);
  return {begin, value_begin, static_cast<std::uint8_t>(width), static_cast<std::uint8_t>(value_width)};
}

bool BatchBuilder::close_value(const RecordParts& record, const Opened& opened) {
  const std::size_t value_size = buffer_.size() - opened.value_begin,
                    before = opened.value_begin - opened.value_length_width - opened.record_begin - opened.length_width;
  const std::size_t value_width = varint_size(static_cast<std::int64_t>(value_size));
  const std::size_t body = before + value_width + value_size + headers_size(record.headers),
                    width = varint_size(static_cast<std::int64_t>(body));
  if (width + body > limit_ - opened.record_begin) return false;
  const std::size_t end = opened.record_begin + width + body;
  buffer_.ensure(std::max(end, buffer_.size() + 2 * max_varint_size) - buffer_.size());

  std::byte* const begin = buffer_.data() + opened.record_begin;
  std::byte* const value = begin + width + before + value_width;
  std::byte* const key_end = begin + width + before;
  // The value first where things move back, last where they move forward: otherwise one would overwrite the other.
  const auto move_value = [&] { std::memmove(value, buffer_.data() + opened.value_begin, value_size); };
  const auto move_before = [&] {
    if (width != opened.length_width) std::memmove(begin + width, begin + opened.length_width, before);
  };
  if (width + value_width > std::size_t{opened.length_width} + opened.value_length_width) move_value(), move_before();
  else move_before(), move_value();
  put_varint(begin, static_cast<std::int64_t>(body));
  put_varint(key_end, static_cast<std::int64_t>(value_size));
  put_headers(value + value_size, record.headers);
  buffer_.resize(end);
  return true;
}

bool BatchBuilder::compress(CompressionType codec, int level, Compressor& compressor) {
  if (codec == CompressionType::none || count_ == 0 || codec_ != CompressionType::none) return false;
  const ConstBytes records = ConstBytes(buffer_.bytes()).subspan(RecordBatchHeader::size);
  const auto compressed = compressor.compress(codec, level, records);
  if (!compressed || compressed->size() >= records.size()) return false;
  buffer_.resize(RecordBatchHeader::size);
  buffer_.append(*compressed);
  codec_ = codec;
  return true;
}

Buffer BatchBuilder::move_to(Buffer memory) {
  memory.resize(0);
  memory.append(buffer_.bytes());
  std::swap(buffer_, memory);
  return memory;
}

Slice BatchBuilder::seal(const BatchProducer& state) && noexcept {
  RecordBatchHeader header;
  header.length = static_cast<std::int32_t>(buffer_.size() - RecordBatchLayout::before_length);
  header.attributes = static_cast<std::uint16_t>(codec_);
  header.last_offset_delta = std::max(count_ - 1, 0);
  header.base_timestamp = base_timestamp_;
  header.max_timestamp = max_timestamp_;
  header.count = count_;
  header.write(buffer_.data());
  write_producer_state(buffer_.bytes(), state);
  return std::move(buffer_).freeze();
}

} // namespace klamm
