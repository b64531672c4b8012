#include "producer/buffer_pool.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace klamm::producer {

// The header of a pooled buffer; its bytes follow. It keeps the pool while it is in use.
struct BufferPool::Block : MemoryBlock {
  std::shared_ptr<BufferPool> pool;
};

std::shared_ptr<BufferPool> BufferPool::create(std::size_t total, std::size_t pooled_size) {
  return std::shared_ptr<BufferPool>(new BufferPool(total, pooled_size));
}

BufferPool::~BufferPool() {
  for (const std::vector<Block*>& blocks : free_) {
    for (Block* block : blocks) {
      block->~Block();
      std::free(block); // NOLINT(cppcoreguidelines-no-malloc): the header and its bytes in one block
    }
  }
}

std::size_t BufferPool::rounded(std::size_t size) const noexcept {
  for (std::size_t i = 0; i < free_.size(); ++i) {
    if (size <= pooled_size_ << i) return pooled_size_ << i;
  }
  return size;
}

std::vector<BufferPool::Block*>* BufferPool::kept(std::size_t size) noexcept {
  for (std::size_t i = 0; i < free_.size(); ++i) {
    if (size == pooled_size_ << i) return &free_[i];
  }
  return nullptr;
}

Buffer BufferPool::make(std::size_t size) {
  Block* block = nullptr;
  if (auto* blocks = kept(size); blocks && !blocks->empty()) {
    block = blocks->back();
    blocks->pop_back();
    free_bytes_ -= size;
  } else {
    void* memory = std::malloc(sizeof(Block) + size); // NOLINT(cppcoreguidelines-no-malloc)
    if (!memory) {
      in_use_ -= size;
      throw std::bad_alloc();
    }
    block = new (memory) Block;
    block->data = reinterpret_cast<std::byte*>(block + 1);
    block->capacity = size;
    block->release = [](MemoryBlock* released) noexcept {
      auto* own = static_cast<Block*>(released);
      const std::shared_ptr<BufferPool> pool = std::move(own->pool);
      pool->free_block(own);
    };
  }
  block->references.store(1, std::memory_order_relaxed);
  block->pool = shared_from_this();
  return Buffer(block);
}

void BufferPool::free_block(Block* block) noexcept {
  std::unique_lock lock(mutex_);
  const std::size_t size = block->capacity;
  in_use_ -= std::min(size, in_use_);
  if (auto* blocks = kept(size); blocks && free_bytes_ + in_use_ + size <= total_) {
    blocks->push_back(block);
    free_bytes_ += size;
  } else {
    block->~Block();
    std::free(block); // NOLINT(cppcoreguidelines-no-malloc)
  }
  serve(lock);
}

Buffer BufferPool::try_take(std::size_t size) {
  const std::lock_guard lock(mutex_);
  if (!waiters_.empty() || !fits(rounded(size))) return {};
  in_use_ += rounded(size);
  return make(rounded(size));
}

Buffer BufferPool::take_now(std::size_t size) {
  const std::lock_guard lock(mutex_);
  in_use_ += rounded(size);
  return make(rounded(size));
}

void BufferPool::charge(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  in_use_ += bytes;
}

void BufferPool::give_back(std::size_t bytes) {
  std::unique_lock lock(mutex_);
  in_use_ -= std::min(bytes, in_use_);
  serve(lock);
}

std::uint64_t BufferPool::wait(std::size_t size, Granted granted) {
  std::unique_lock lock(mutex_);
  const std::uint64_t id = next_id_++;
  waiters_.push_back({id, rounded(size), std::move(granted)});
  waiting_.store(waiters_.size(), std::memory_order_relaxed);
  serve(lock);
  return id;
}

bool BufferPool::cancel_wait(std::uint64_t id) {
  std::unique_lock lock(mutex_);
  const auto waiter = std::ranges::find(waiters_, id, &Waiter::id);
  if (waiter == waiters_.end()) return false;
  const Waiter dropped = std::move(*waiter);
  waiters_.erase(waiter);
  waiting_.store(waiters_.size(), std::memory_order_relaxed);
  serve(lock); // it may have stood before others who need less
  return true;
}

// In order: a large request at the front is not starved by small ones behind it.
void BufferPool::serve(std::unique_lock<std::mutex>& lock) {
  while (!waiters_.empty() && fits(waiters_.front().size)) {
    Waiter waiter = std::move(waiters_.front());
    waiters_.pop_front();
    waiting_.store(waiters_.size(), std::memory_order_relaxed);
    in_use_ += waiter.size;
    Buffer buffer = make(waiter.size);
    lock.unlock();
    waiter.granted(std::move(buffer));
    lock.lock();
  }
}

std::size_t BufferPool::in_use() const {
  const std::lock_guard lock(mutex_);
  return in_use_;
}

} // namespace klamm::producer
