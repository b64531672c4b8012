#include "base/buffer.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace klamm {

MemoryBlock* MemoryBlock::allocate(std::size_t capacity) {
  if (capacity > SIZE_MAX - sizeof(MemoryBlock)) throw std::bad_alloc();
  void* memory = std::malloc(sizeof(MemoryBlock) + capacity); // NOLINT(cppcoreguidelines-no-malloc): the header and its bytes in one block
  if (!memory) throw std::bad_alloc();
  auto* block = new (memory) MemoryBlock;
  block->data = reinterpret_cast<std::byte*>(block + 1);
  block->capacity = capacity;
  block->release = [](MemoryBlock* b) noexcept { std::free(b); }; // NOLINT(cppcoreguidelines-no-malloc)
  return block;
}

Slice Slice::copy_of(ConstBytes bytes) {
  Buffer copy(bytes.size());
  copy.append(bytes);
  return std::move(copy).freeze();
}

void Buffer::grow(std::size_t extra) {
  if (extra > SIZE_MAX / 2 - size_) throw std::bad_alloc();
  Buffer larger(std::max({size_ + extra, 2 * capacity(), std::size_t{256}}));
  if (size_ > 0) std::memcpy(larger.data(), data(), size_);
  larger.size_ = size_;
  *this = std::move(larger);
}

} // namespace klamm
