#include "net/frame_memory.hpp"

#include <bit>
#include <mutex>
#include <new>
#include <vector>

namespace klamm::net {
namespace {

class Kept {
public:
  Kept() { blocks_.reserve(most_kept_frame_memory / least_kept_frame); }

  /// Null when there is none that fits.
  MemoryBlock* take(std::size_t size) noexcept {
    const std::lock_guard lock(mutex_);
    for (auto block = blocks_.rbegin(); block != blocks_.rend();
         ++block) { // the last one used is the most likely to be in the processor's cache
      if ((*block)->capacity < size || (*block)->capacity > size + size / 4) continue;
      MemoryBlock* const found = *block;
      blocks_.erase(std::next(block).base());
      bytes_ -= found->capacity;
      return found;
    }
    return nullptr;
  }

  void give_back(MemoryBlock* block) noexcept {
    std::unique_lock lock(mutex_);
    bytes_ += block->capacity;
    blocks_.push_back(block); // (reserved)
    while (bytes_ > most_kept_frame_memory) {
      MemoryBlock* const oldest = blocks_.front();
      blocks_.erase(blocks_.begin());
      bytes_ -= oldest->capacity;
      ::operator delete(oldest);
    }
  }

  std::size_t bytes() noexcept {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

private:
  std::mutex mutex_;
  std::vector<MemoryBlock*> blocks_; ///< the one given back last is the last
  std::size_t bytes_ = 0;
};

/// Never destroyed: records may be dropped by the program's own static objects.
Kept& kept() {
  static Kept& forever = *new Kept;
  return forever;
}

void release(MemoryBlock* block) noexcept {
  if (block->capacity <= most_kept_frame_memory) kept().give_back(block);
  else ::operator delete(block);
}

/// Sizes differ a little from frame to frame: rounded up by at most an eighth, they fit each other's memory.
std::size_t rounded(std::size_t size) noexcept {
  const std::size_t step = std::bit_floor(size) / 8;
  return (size + step - 1) / step * step;
}

} // namespace

Buffer frame_memory(std::size_t size) {
  if (size < least_kept_frame) return Buffer(size);
  if (MemoryBlock* const block = kept().take(size)) {
    block->references.store(1, std::memory_order_relaxed);
    return Buffer(block);
  }
  const std::size_t capacity = rounded(size);
  auto* const block = new (::operator new(sizeof(MemoryBlock) + capacity)) MemoryBlock;
  block->data = reinterpret_cast<std::byte*>(block + 1);
  block->capacity = capacity;
  block->release = &release;
  return Buffer(block);
}

std::size_t kept_frame_memory() noexcept { return kept().bytes(); }

} // namespace klamm::net
