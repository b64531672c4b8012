// Bytes that are shared instead of copied: a Buffer is written by one owner, then frozen into a Slice, which is a read-only view that keeps
// its memory alive. Copying a Slice costs one atomic increment. Any thread may hold and drop one.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace klamm {

using ConstBytes = std::span<const std::byte>;

inline ConstBytes as_bytes(std::string_view text) noexcept { return std::as_bytes(std::span(text)); }
inline std::string_view as_text(ConstBytes bytes) noexcept { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// A counted block of memory. Its bytes follow the header, unless `release` says that they live elsewhere (a pool).
struct MemoryBlock {
  std::atomic<std::uint32_t> references{1};
  std::byte* data = nullptr;
  std::size_t capacity = 0;
  void (*release)(MemoryBlock*) noexcept = nullptr; ///< called when the last reference goes

  /// A block of `capacity` uninitialised bytes; throws std::bad_alloc.
  static MemoryBlock* allocate(std::size_t capacity);
  void retain() noexcept { references.fetch_add(1, std::memory_order_relaxed); }
  void drop() noexcept {
    if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) release(this);
  }
};

/// A shared read-only view of bytes. One made by unowned() keeps nothing alive.
class Slice {
public:
  Slice() noexcept = default;
  Slice(const Slice& other) noexcept : block_(other.block_), bytes_(other.bytes_) {
    if (block_) block_->retain();
  }
  Slice(Slice&& other) noexcept : block_(std::exchange(other.block_, nullptr)), bytes_(std::exchange(other.bytes_, {})) {}
  Slice& operator=(Slice other) noexcept {
    std::swap(block_, other.block_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Slice() {
    if (block_) block_->drop();
  }

  static Slice copy_of(ConstBytes bytes);
  static Slice unowned(ConstBytes bytes) noexcept { return Slice(nullptr, bytes); }
  /// A view of memory inside `block`, whose reference the Slice takes over.
  static Slice adopt(MemoryBlock* block, ConstBytes bytes) noexcept { return Slice(block, bytes); }

  const std::byte* data() const noexcept { return bytes_.data(); }
  std::size_t size() const noexcept { return bytes_.size(); }
  bool empty() const noexcept { return bytes_.empty(); }
  ConstBytes bytes() const noexcept { return bytes_; }
  std::string_view text() const noexcept { return as_text(bytes_); }

  /// A part of these bytes, sharing their memory. `part` must lie within bytes().
  Slice share(ConstBytes part) const noexcept {
    if (block_) block_->retain();
    return Slice(block_, part);
  }
  Slice sub(std::size_t offset, std::size_t size) const noexcept { return share(bytes_.subspan(offset, size)); }

  /// Same content.
  friend bool operator==(const Slice& a, const Slice& b) noexcept { return a.text() == b.text(); }

private:
  Slice(MemoryBlock* block, ConstBytes bytes) noexcept : block_(block), bytes_(bytes) {}

  MemoryBlock* block_ = nullptr;
  ConstBytes bytes_;
};

/// Memory with one owner, to be written: append to it, then freeze() it into a Slice without copying.
class Buffer {
public:
  Buffer() noexcept = default;
  explicit Buffer(std::size_t capacity) : block_(MemoryBlock::allocate(capacity)) {}
  explicit Buffer(MemoryBlock* block) noexcept : block_(block) {} ///< takes over the reference
  Buffer(Buffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(block_, other.block_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() {
    if (block_) block_->drop();
  }

  std::byte* data() noexcept { return block_ ? block_->data : nullptr; }
  const std::byte* data() const noexcept { return block_ ? block_->data : nullptr; }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return block_ ? block_->capacity : 0; }
  std::span<std::byte> writable() noexcept { return {data() + size_, capacity() - size_}; }
  std::span<std::byte> bytes() noexcept { return {data(), size_}; }

  /// Declares the first `size` bytes written (at most capacity()).
  void resize(std::size_t size) noexcept { size_ = size; }
  /// Room for `extra` more bytes; grows by doubling, keeping the content.
  void ensure(std::size_t extra) {
    if (capacity() - size_ < extra) [[unlikely]]
      grow(extra);
  }
  void append(ConstBytes bytes) {
    ensure(bytes.size());
    if (!bytes.empty()) std::memcpy(data() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  /// The written bytes as a Slice; the Buffer is empty afterwards.
  Slice freeze() && noexcept {
    MemoryBlock* block = std::exchange(block_, nullptr);
    const std::size_t size = std::exchange(size_, 0);
    return block ? Slice::adopt(block, {block->data, size}) : Slice();
  }

private:
  void grow(std::size_t extra);

  MemoryBlock* block_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace klamm
