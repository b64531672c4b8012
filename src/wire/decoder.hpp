// Reads the protocol's primitive types from one frame. Every length is checked against the bytes left before it is used. After the first failure
// all reads give zero or nothing and the cursor stands at the end, so that callers check once, at the end.
//
// What is read from a frame may take 32 bytes of memory per byte, and 4 KiB: more than any honest message does (a struct of empty texts takes up to 20),
// and it keeps a hostile count from taking the whole machine.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/varint.hpp"
#include "wire/byte_order.hpp"
#include "wire/types.hpp"

namespace klamm::wire {

class Decoder {
public:
  /// `frame` must outlive the Decoder; its memory must outlive the views that are read from it.
  explicit Decoder(const Slice& frame) noexcept : frame_(frame), cursor_(frame.data()), end_(frame.data() + frame.size()) {}
  explicit Decoder(Slice&& frame) = delete;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - cursor_); }
  ConstBytes rest() const noexcept { return {cursor_, left()}; }
  bool failed() const noexcept { return reason_ != nullptr; }

  template <std::integral Int>
  Int integer() noexcept {
    if (left() < sizeof(Int)) return fail("is cut off"), Int{};
    const Int value = load_big_endian<Int>(cursor_);
    cursor_ += sizeof(Int);
    return value;
  }
  double float64() noexcept { return std::bit_cast<double>(integer<std::int64_t>()); }
  std::uint32_t unsigned_varint() noexcept {
    if (cursor_ != end_ && *cursor_ < std::byte{128}) return std::to_integer<std::uint32_t>(*cursor_++);
    return long_varint();
  }
  /// The next `size` bytes, as a view of the frame.
  ConstBytes raw(std::size_t size) noexcept {
    if (size > left()) return fail("is longer than the bytes left"), ConstBytes{};
    const std::byte* start = cursor_;
    cursor_ += size;
    return {start, size};
  }
  /// The frame's memory, shared: `part` was given by raw().
  Slice share(ConstBytes part) const noexcept { return frame_.share(part); }

  /// Reads only the next `size` bytes until the returned end is given back to widen(); for tagged fields.
  const std::byte* narrow(std::size_t size) noexcept {
    const std::byte* whole = end_;
    if (size > left()) fail("is longer than the bytes left");
    else end_ = cursor_ + size;
    return whole;
  }
  void widen(const std::byte* whole) noexcept {
    if (!failed()) end_ = whole;
  }

  /// Asks before memory for `size` bytes of elements is taken; false is a failure.
  bool may_allocate(std::size_t size) noexcept {
    if (size > memory_left_) return fail("would take far more memory than the message has bytes"), false;
    memory_left_ -= size;
    return true;
  }

  [[gnu::cold]] void fail(const char* reason) noexcept;
  /// Names the field in which a failure just happened; the innermost name stays.
  void name_failure(const char* field) noexcept {
    if (reason_ && !field_) field_ = field;
  }
  /// "Topics is longer than the bytes left (at byte 17 of 40)"
  std::string failure() const;

private:
  std::uint32_t long_varint() noexcept;

  const Slice& frame_;
  const std::byte* cursor_;
  const std::byte* end_;
  const char* reason_ = nullptr;
  const char* field_ = nullptr;
  std::size_t position_ = 0;
  std::size_t memory_left_ = 32 * frame_.size() + 4096;
};

} // namespace klamm::wire
