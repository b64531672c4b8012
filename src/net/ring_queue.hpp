// A first-in-first-out queue in one block of memory that is reused: std::deque allocates and frees while a short queue moves on.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace klamm::net {

/// T must be default constructible and cheap to move.
template <class T>
class RingQueue {
public:
  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  /// 0 is the oldest.
  T& operator[](std::size_t i) noexcept { return items_[(head_ + i) & (items_.size() - 1)]; }
  const T& operator[](std::size_t i) const noexcept { return items_[(head_ + i) & (items_.size() - 1)]; }
  T& front() noexcept { return (*this)[0]; }
  const T& front() const noexcept { return (*this)[0]; }

  void push(T item) {
    if (size_ == items_.size()) grow();
    (*this)[size_] = std::move(item);
    ++size_;
  }
  T pop() {
    T item = std::exchange((*this)[0], T{});
    head_ = (head_ + 1) & (items_.size() - 1);
    --size_;
    return item;
  }

private:
  void grow() {
    std::vector<T> larger(items_.empty() ? 8 : 2 * items_.size());
    for (std::size_t i = 0; i < size_; ++i) larger[i] = std::move((*this)[i]);
    items_ = std::move(larger);
    head_ = 0;
  }

  std::vector<T> items_; // its size is a power of two
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

} // namespace klamm::net
