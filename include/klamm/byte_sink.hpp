// Where a serializer writes.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>

#include "klamm/bytes_view.hpp"
#include "klamm/export.hpp"

namespace klamm {

/// Takes the bytes of one key or value, in order. Mostly they land in the batch that will be sent, without a copy in between.
class KLAMM_EXPORT ByteSink {
public:
  /// Writes to a string of its own, for tests of serializers: see bytes().
  ByteSink() noexcept : ByteSink(nullptr, nullptr) {}
  /// Writes to [begin, end), and moves to a string of its own when that is full.
  ByteSink(char* begin, char* end) noexcept : begin_(begin), at_(begin), end_(end) {}
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;

  /// Appends bytes.
  void write(BytesView bytes) {
    if (!bytes.empty()) std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
  }
  void write(char byte) { *extend(1) = byte; }
  /// Appends `size` bytes and gives their place, to be filled before the next call.
  char* extend(std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) < size) [[unlikely]]
      grow(size);
    char* const place = at_;
    at_ += size;
    return place;
  }
  /// There are no bytes: the key or value is null. What was written is dropped.
  void set_null() noexcept { null_ = true; }

  /// What was written; valid until more is. A sink to which nothing was written holds the empty bytes, which are not null.
  BytesView bytes() const noexcept { return null_ ? BytesView() : BytesView(std::string_view(begin_, size())); }
  std::size_t size() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  bool is_null() const noexcept { return null_; }
  /// Whether the bytes are no longer where the sink began.
  bool moved() const noexcept { return moved_; }
  /// Takes over what another sink holds in its own string, or that it is null.
  void take(ByteSink& other);

private:
  void grow(std::size_t extra);

  char* begin_;
  char* at_;
  char* end_;
  bool null_ = false;
  bool moved_ = false;
  std::string own_;
};

} // namespace klamm
