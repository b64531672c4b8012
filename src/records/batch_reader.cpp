#include "records/batch_reader.hpp"

#include <limits>
#include <string>

#include "base/crc32c.hpp"
#include "records/message_set.hpp"
#include "wire/byte_order.hpp"

namespace klamm {

using Layout = RecordBatchLayout;
using wire::load_big_endian;

namespace {

Error corrupt(std::int64_t offset, const std::string& reason) {
  return Error(ErrorCode::record_corrupt, "the batch at offset " + std::to_string(offset) + " is corrupt: " + reason,
               "to go on behind it, seek past the batch");
}

std::string hex(std::uint32_t value) {
  std::string text = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[value >> shift & 15U];
  return text;
}

/// What is wrong with a v2 header, or nothing.
const char* fault_of(const RecordBatchHeader& header) noexcept {
  if (header.base_offset < 0) return "its offset is negative";
  if (header.last_offset_delta < 0 || header.base_offset > std::numeric_limits<std::int64_t>::max() - 1 - header.last_offset_delta)
    return "its last offset is wrong";
  if (header.count < 0) return "its number of records is negative";
  if (std::int64_t{header.count} > std::int64_t{header.last_offset_delta} + 1) return "it claims more records than offsets";
  if (header.codec() > CompressionType::zstd) return "its compression codec is unknown";
  return nullptr;
}

} // namespace

Result<bool> BatchReader::next() {
  const ConstBytes left = bytes_.bytes().subspan(position_);
  if (broken_ || left.size() < Layout::crc) return false; // up to the magic every format is the same
  const auto offset = load_big_endian<std::int64_t>(left.data());
  const auto length = load_big_endian<std::int32_t>(left.data() + Layout::length);
  const auto magic = load_big_endian<std::int8_t>(left.data() + Layout::magic);
  broken_ = true; // until its extent is known to make sense
  if (magic < 0 || magic > 2) return corrupt(offset, "its format, v" + std::to_string(magic) + ", is unknown");
  const std::size_t least = magic == 2 ? RecordBatchHeader::size : message_overhead;
  if (length < 0 || Layout::before_length + static_cast<std::size_t>(length) < least)
    return corrupt(offset, "its length, " + std::to_string(length) + ", is too small");
  const std::size_t size = Layout::before_length + static_cast<std::size_t>(length);
  broken_ = false;
  if (size > left.size()) return false;
  position_ += size;
  return magic == 2 ? read_v2(left.first(size)) : read_message(left.first(size));
}

Result<bool> BatchReader::read_v2(ConstBytes bytes) {
  const RecordBatchHeader header = RecordBatchHeader::read(bytes.data());
  if (options_.check_crcs) {
    const std::uint32_t crc = crc32c(bytes.subspan(Layout::attributes));
    if (crc != header.crc) return corrupt(header.base_offset, "its CRC-32C is " + hex(crc) + " and should be " + hex(header.crc));
  }
  if (const char* fault = fault_of(header)) return corrupt(header.base_offset, fault);
  batch_ = BatchView{header, bytes_.share(bytes)};
  return true;
}

Result<bool> BatchReader::read_message(ConstBytes bytes) {
  const auto message = klamm::read_message(bytes);
  const auto offset = load_big_endian<std::int64_t>(bytes.data());
  if (!message) return corrupt(offset, "its sizes are wrong");
  if (options_.check_crcs && !has_good_crc(*message)) return corrupt(offset, "its CRC-32 is wrong");
  RecordBatchHeader header;
  header.base_offset = message->offset;
  header.length = static_cast<std::int32_t>(bytes.size() - Layout::before_length);
  header.magic = message->magic;
  header.crc = message->crc;
  // The bits that v1 has mean the same in v2.
  header.attributes = message->attributes & (message->magic == 0 ? RecordBatchHeader::codec_mask
                                                                 : RecordBatchHeader::codec_mask | RecordBatchHeader::log_append_time_bit);
  header.base_timestamp = header.max_timestamp = message->timestamp;
  header.count = message->codec() == CompressionType::none ? 1 : -1;
  if (header.base_offset < 0 || header.base_offset == std::numeric_limits<std::int64_t>::max())
    return corrupt(offset, "its offset is wrong");
  if (header.codec() > CompressionType::zstd) return corrupt(offset, "its compression codec is unknown");
  batch_ = BatchView{header, bytes_.share(bytes)};
  return true;
}

Result<RecordIterator> read_records(const BatchView& batch, Decompressor& decompressor, const BatchReadOptions& options) {
  const RecordBatchHeader& header = batch.header;
  const bool compressed = header.codec() != CompressionType::none && header.count != 0;
  if (!compressed) {
    if (header.magic == 2) return RecordIterator(batch.bytes, batch.bytes.bytes().subspan(RecordBatchHeader::size), header);
    return RecordIterator(batch.bytes, batch.bytes.bytes(), nullptr, false);
  }
  ConstBytes content = batch.bytes.bytes().subspan(header.magic == 2 ? RecordBatchHeader::size : 0);
  if (header.magic < 2) {
    const auto message = read_message(content);
    if (!message || message->value.is_null()) return corrupt(header.base_offset, "it is a compressed message without a value");
    content = message->value.bytes();
  }
  auto memory = decompressor.decompress(header.codec(), content, options.decompression_limit);
  if (!memory) {
    const Error& error = memory.error();
    return Error(error.code(), "the batch at offset " + std::to_string(header.base_offset) + ": " + error.cause(), error.hint());
  }
  const ConstBytes records = memory->bytes();
  if (header.magic == 2) return RecordIterator(std::move(*memory), records, header);
  if (records.empty()) return corrupt(header.base_offset, "it is a compressed message without messages");
  return RecordIterator(std::move(*memory), records, &header, options.check_crcs);
}

} // namespace klamm
