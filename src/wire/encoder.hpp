// Writes the protocol's primitive types into one growing buffer. Record batches are not copied into it: they are remembered as slices with their
// place, so that a connection can write buffer and batches in one gather-write.
#pragma once

#include <bit>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/varint.hpp"
#include "wire/byte_order.hpp"
#include "wire/types.hpp"

namespace klamm::wire {

class Encoder {
public:
  explicit Encoder(std::size_t capacity = 512) : buffer_(capacity), cursor_(buffer_.data()), end_(cursor_ + capacity) {}
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  template <std::integral Int>
  void integer(Int value) {
    store_big_endian(room(sizeof(Int)), value);
    cursor_ += sizeof(Int);
  }
  void float64(double value) { integer(std::bit_cast<std::int64_t>(value)); }
  void unsigned_varint(std::uint32_t value) {
    if (value > 127) return long_varint(value);
    *room(1) = static_cast<std::byte>(value);
    ++cursor_;
  }
  void raw(ConstBytes bytes) {
    if (bytes.empty()) return;
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    cursor_ += bytes.size();
  }

  /// Puts `slice` here without copying it.
  void external(const Slice& slice) {
    externals_.push_back({buffered(), slice});
    external_size_ += slice.size();
  }

  /// Bytes written so far, external ones included.
  std::size_t size() const noexcept { return buffered() + external_size_; }

  /// Writes four bytes over those at `position`, which must lie before any external slice.
  void overwrite_int32(std::size_t position, std::int32_t value) noexcept { store_big_endian(buffer_.data() + position, value); }

  /// A tagged field's size stands before its bytes: moves what was written since `position` and puts the size there.
  void prefix_size(std::size_t position);
  std::size_t buffered() const noexcept { return static_cast<std::size_t>(cursor_ - buffer_.data()); }

  /// The first reason why the message can't be written, or empty; encoding goes on harmlessly after it.
  const std::string& failure() const noexcept { return failure_; }
  [[gnu::cold]] void fail(const char* field, const char* reason);

  /// Everything in order: pieces of the buffer and the external slices between them.
  std::vector<Slice> finish() &&;
  /// Everything as one slice. Copies where there are external slices: not for requests with records.
  Slice finish_contiguous() &&;

private:
  struct External {
    std::size_t position;
    Slice slice;
  };

  std::byte* room(std::size_t size) {
    if (static_cast<std::size_t>(end_ - cursor_) < size) [[unlikely]]
      grow(size);
    return cursor_;
  }
  [[gnu::cold]] void grow(std::size_t size);
  void long_varint(std::uint32_t value);
  Slice freeze();

  Buffer buffer_; // its size is brought up to date by freeze() and grow() only
  std::byte* cursor_;
  std::byte* end_;
  std::vector<External> externals_;
  std::size_t external_size_ = 0;
  std::string failure_;
};

} // namespace klamm::wire
