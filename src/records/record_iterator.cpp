#include "records/record_iterator.hpp"

#include <string>

namespace klamm {

namespace {

/// Reads numbers and fields of a v2 record, checking every byte against `end`. After the first thing that is wrong, `p` is null.
struct CarefulReader {
  const std::byte* p;
  const std::byte* end;

  template <class Signed>
  Signed varint() noexcept {
    std::make_unsigned_t<Signed> raw = 0;
    if (p) p = get_unsigned_varint(p, end, raw);
    return unzigzag(raw);
  }

  /// A length, -1 being null only where `nullable`, and its bytes.
  BytesView field(bool nullable) noexcept {
    const auto size = varint<std::int32_t>();
    if (p && size == -1 && nullable) return {};
    if (!p || size < 0 || size > end - p) return p = nullptr, BytesView();
    const std::byte* const begin = std::exchange(p, p + size);
    return BytesView(std::string_view(reinterpret_cast<const char*>(begin), static_cast<std::size_t>(size)));
  }
};

} // namespace

RecordIterator::RecordIterator(Slice memory, ConstBytes records, const RecordBatchHeader& header) noexcept
    : at_(records.data()),
      end_(records.data() + records.size()),
      in_line_end_(static_cast<std::ptrdiff_t>(records.size()) > overrun ? end_ - overrun : at_),
      left_(header.count),
      last_offset_delta_(static_cast<std::uint32_t>(header.last_offset_delta)),
      base_offset_(header.base_offset),
      base_timestamp_(header.base_timestamp),
      timestamp_type_(header.timestamp_type()),
      count_(header.count),
      memory_(std::move(memory)) {
  if (timestamp_type_ == TimestampType::log_append_time) base_timestamp_ = header.max_timestamp, delta_mask_ = 0;
}

/// For the fast path: as it, reads a little beyond the record's end before it notices, and leaves whatever is unusual to next_carefully().
bool RecordIterator::find_headers(const std::byte* p, const std::byte* record_end, ConsumerHeaders& headers) noexcept {
  std::int32_t count;
  p = detail::get_short_varint(p, count);
  if (!p || count < 0) return false;
  headers = ConsumerHeaders(p, count);
  BytesView field;
  for (; count > 0; --count) {
    p = detail::get_short_field(p, record_end, field);
    if (!p || field.is_null()) return false;
    p = detail::get_short_field(p, record_end, field);
    if (!p) return false;
  }
  return p == record_end;
}

bool RecordIterator::next_carefully(RecordView& record) noexcept {
  if (fault_) return false;
  return format_ == Format::v2 ? next_v2(record) : next_message(record);
}

bool RecordIterator::fail(const char* fault) noexcept {
  fault_ = fault;
  return false;
}

bool RecordIterator::next_v2(RecordView& record) noexcept {
  if (left_ <= 0) return at_ == end_ ? false : fail("there are bytes behind the last record");
  CarefulReader in{at_, end_};
  const auto size = in.varint<std::int32_t>();
  if (!in.p) return fail(at_ == end_ ? "it is missing" : "its length is unreadable");
  if (size < 0 || size > end_ - in.p) return fail("its length reaches beyond the batch");
  in.end = in.p + size;
  if (size == 0) return fail("it is shorter than a record can be");
  ++in.p; // attributes, which mean nothing
  const auto timestamp_delta = in.varint<std::int64_t>();
  const auto offset_delta = in.varint<std::int32_t>();
  if (!in.p) return fail("its timestamp or offset is unreadable");
  if (static_cast<std::uint32_t>(offset_delta) > last_offset_delta_) return fail("its offset lies outside the batch");
  record.key = in.field(true);
  if (!in.p) return fail("its key reaches beyond the record");
  record.value = in.field(true);
  if (!in.p) return fail("its value reaches beyond the record");
  const auto header_count = in.varint<std::int32_t>();
  if (!in.p || header_count < 0) return fail("its number of headers is wrong");
  if (!skip_headers(in.p, in.end, header_count)) return false;
  record.headers = ConsumerHeaders(in.p, header_count);
  record.offset = base_offset_ + offset_delta;
  record.timestamp =
      static_cast<Timestamp>(static_cast<std::uint64_t>(base_timestamp_) + static_cast<std::uint64_t>(timestamp_delta & delta_mask_));
  record.timestamp_type = timestamp_type_;
  at_ = in.end;
  --left_;
  return true;
}

/// Checks what ConsumerHeaders will read unchecked.
bool RecordIterator::skip_headers(const std::byte* p, const std::byte* record_end, std::int32_t count) noexcept {
  CarefulReader in{p, record_end};
  for (; count > 0 && in.p; --count) {
    in.field(false);
    if (in.p) in.field(true);
  }
  if (!in.p) return fail("a header reaches beyond the record");
  return in.p == record_end || fail("there are bytes behind its last header");
}

Error RecordIterator::error() const {
  std::string where;
  if (format_ != Format::v2) where = "a message";
  else if (left_ <= 0) where = "the end";
  else where = "record " + std::to_string(count_ - left_ + 1) + " of " + std::to_string(count_);
  return Error(ErrorCode::record_corrupt,
               where + " of the batch at offset " + std::to_string(base_offset_) + " is corrupt: " + (fault_ ? fault_ : "nothing is wrong"),
               "to go on behind it, seek past the batch");
}

} // namespace klamm
