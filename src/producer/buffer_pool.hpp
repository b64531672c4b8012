// buffer.memory: hands out the memory of batches, never more than its total, and takes it back when the last view of it is gone, which is when neither the
// batch nor a connection that may still be writing it holds it. A batch that has expired can therefore never have its bytes reused while they
// are on their way (CVE-2026-35554). Any thread.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "base/buffer.hpp"
#include "base/unique_function.hpp"

namespace klamm::producer {

class BufferPool : public std::enable_shared_from_this<BufferPool> {
public:
  /// `total` bytes in all. Buffers of `pooled_size`, and of 2, 4 and 8 times that (batches that will be compressed), are kept for reuse.
  static std::shared_ptr<BufferPool> create(std::size_t total, std::size_t pooled_size);
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;
  ~BufferPool();

  /// A buffer of at least `size` bytes, or one without memory (capacity() 0) when there is not enough, or others already wait for some.
  Buffer try_take(std::size_t size);
  /// The same, before those that wait: for memory that lets buffered records go out (compression, splitting), beyond the total if need be.
  Buffer take_now(std::size_t size);
  /// Counts memory that is held elsewhere (completions). May exceed the total for a moment; give it back with give_back().
  void charge(std::size_t bytes);
  void give_back(std::size_t bytes);

  /// Calls `granted` with a buffer of `size` bytes once it is there, after all who came before. Called by whoever frees memory: it must be brief and not
  /// call back. The id is for cancel_wait().
  using Granted = UniqueFunction<void(Buffer)>;
  std::uint64_t wait(std::size_t size, Granted granted);
  /// False when it has been granted meanwhile.
  bool cancel_wait(std::uint64_t id);

  std::size_t total() const noexcept { return total_; }
  std::size_t in_use() const;
  bool has_waiters() const noexcept { return waiting() > 0; }
  std::size_t waiting() const noexcept { return waiting_.load(std::memory_order_relaxed); }

private:
  struct Block;
  struct Waiter {
    std::uint64_t id;
    std::size_t size;
    Granted granted;
  };

  BufferPool(std::size_t total, std::size_t pooled_size) noexcept : total_(total), pooled_size_(pooled_size) {}
  bool fits(std::size_t size) const noexcept { return size <= total_ - std::min(total_, in_use_); }
  std::size_t rounded(std::size_t size) const noexcept;
  std::vector<Block*>* kept(std::size_t size) noexcept; // null: not of a kept size
  Buffer make(std::size_t size);                        // with mutex_ held and the size counted
  void free_block(Block* block) noexcept;
  void serve(std::unique_lock<std::mutex>& lock);

  const std::size_t total_;
  const std::size_t pooled_size_;
  mutable std::mutex mutex_;
  std::size_t in_use_ = 0;
  std::array<std::vector<Block*>, 4> free_; // blocks of pooled_size_ << index, not counted in in_use_
  std::size_t free_bytes_ = 0;
  std::deque<Waiter> waiters_;
  std::atomic<std::size_t> waiting_{0}; // waiters_.size(), for has_waiters()
  std::uint64_t next_id_ = 1;
};

} // namespace klamm::producer
