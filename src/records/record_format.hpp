// One record of format v2: sizes known before anything is written, and the encoding itself.
#pragma once

#include <cstring>
#include <utility>

#include "base/varint.hpp"
#include "klamm/record.hpp"

namespace klamm {

/// What is encoded of a record.
struct RecordParts {
  BytesView key;
  BytesView value;
  HeadersView headers;
  Timestamp timestamp = -1;
};

namespace record_format {

constexpr std::size_t varint_size(std::int64_t value) noexcept { return unsigned_varint_size(zigzag(value)); }
/// Of a length, which is written as a number that could be negative (null).
[[gnu::always_inline]] constexpr std::size_t length_size(std::size_t length) noexcept {
  return unsigned_varint_size(2 * std::uint64_t{length});
}
inline std::size_t sized_size(std::size_t size) noexcept { return length_size(size) + size; }
inline std::size_t field_size(BytesView bytes) noexcept { return bytes.is_null() ? 1 : sized_size(bytes.size()); }

[[gnu::noinline]] inline std::size_t some_headers_size(HeadersView headers) noexcept {
  std::size_t size = length_size(headers.size());
  for (const Header& header : headers) size += sized_size(header.key.size()) + field_size(header.value);
  return size;
}
[[gnu::always_inline]] inline std::size_t headers_size(HeadersView headers) noexcept {
  return headers.empty() ? 1 : some_headers_size(headers);
}

/// What stands before the key: attributes, timestamp delta, offset delta.
inline std::size_t prefix_size(std::int64_t timestamp_delta, std::int32_t offset_delta) noexcept {
  return 1 + varint_size(timestamp_delta) + varint_size(offset_delta);
}

/// Everything behind the length field.
inline std::size_t body_size(const RecordParts& record, std::int64_t timestamp_delta, std::int32_t offset_delta) noexcept {
  return prefix_size(timestamp_delta, offset_delta) + field_size(record.key) + field_size(record.value) + headers_size(record.headers);
}

[[gnu::noinline]] inline std::byte* put_large(std::byte* out, std::uint64_t encoded) noexcept { return put_unsigned_varint(out, encoded); }
/// Varint of a number that is most often small.
[[gnu::always_inline]] inline std::byte* put_small(std::byte* out, std::uint64_t encoded) noexcept {
  if (encoded < (1U << 7)) [[likely]] {
    *out = static_cast<std::byte>(encoded);
    return out + 1;
  }
  if (encoded < (1U << 14)) [[likely]] {
    out[0] = static_cast<std::byte>(encoded | 128U);
    out[1] = static_cast<std::byte>(encoded >> 7);
    return out + 2;
  }
  return put_large(out, encoded);
}
[[gnu::always_inline]] inline std::byte* put_varint(std::byte* out, std::int64_t value) noexcept { return put_small(out, zigzag(value)); }
[[gnu::always_inline]] inline std::byte* put_length(std::byte* out, std::size_t length) noexcept {
  return put_small(out, 2 * std::uint64_t{length});
}

/// `size` bytes, between N and 2 N, as two parts that may overlap.
template <std::size_t N>
[[gnu::always_inline]] inline void copy_twice(std::byte* out, const char* data, std::size_t size) noexcept {
  if constexpr (N <= 16) { // one register
    std::memcpy(out, data, N);
    std::memcpy(out + size - N, data + size - N, N);
  } else { // (by halves, as GCC leaves a loop a loop, and a lambda may stay a call)
    copy_twice<N / 2>(out, data, N);
    copy_twice<N / 2>(out + size - N, data + size - N, N);
  }
}

/// memcpy that spares small sizes the call.
[[gnu::always_inline]] inline std::byte* put_bytes(std::byte* out, const char* data, std::size_t size) noexcept {
  if (size > 128) std::memcpy(out, data, size);
  else if (size >= 64) copy_twice<64>(out, data, size);
  else if (size >= 32) copy_twice<32>(out, data, size);
  else if (size >= 16) copy_twice<16>(out, data, size);
  else if (size >= 8) copy_twice<8>(out, data, size);
  else if (size >= 4) copy_twice<4>(out, data, size);
  else {
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::byte>(data[i]);
  }
  return out + size;
}

[[gnu::always_inline]] inline std::byte* put_field(std::byte* out, BytesView bytes) noexcept {
  if (bytes.is_null()) {
    *out = std::byte{1}; // zigzag of -1
    return out + 1;
  }
  return put_bytes(put_length(out, bytes.size()), bytes.data(), bytes.size());
}

[[gnu::noinline]] inline std::byte* put_some_headers(std::byte* out, HeadersView headers) noexcept {
  out = put_length(out, headers.size());
  for (const Header& header : headers) out = put_field(put_field(out, std::string_view(header.key)), header.value);
  return out;
}
[[gnu::always_inline]] inline std::byte* put_headers(std::byte* out, HeadersView headers) noexcept {
  if (!headers.empty()) [[unlikely]]
    return put_some_headers(out, headers);
  *out = std::byte{0};
  return out + 1;
}

[[gnu::always_inline]] inline std::byte* put_prefix(std::byte* out, std::int64_t timestamp_delta, std::int32_t offset_delta) noexcept {
  *out++ = std::byte{0}; // attributes: none are defined
  return put_varint(put_varint(out, timestamp_delta), offset_delta);
}

} // namespace record_format

/// The bytes of a whole record, length field included.
inline std::size_t record_size(const RecordParts& record, std::int64_t timestamp_delta, std::int32_t offset_delta) noexcept {
  return record_format::sized_size(record_format::body_size(record, timestamp_delta, offset_delta));
}

/// At least as many bytes as the record can take anywhere in any batch, its header excluded: quicker than measuring it.
template <class Record>
[[gnu::always_inline]] inline std::size_t record_size_bound(const Record& record) noexcept {
  constexpr std::size_t lengths = 3 * max_varint_size, prefix = 1 + max_varlong_size + max_varint_size;
  return lengths + prefix + record.key.size() + record.value.size() + record_format::headers_size(record.headers);
}

} // namespace klamm
