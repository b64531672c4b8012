#include "consumer/fetch_buffer.hpp"

#include <iterator>
#include <utility>

namespace klamm::consumer {

void FetchBuffer::tell(std::unique_lock<std::mutex> lock) {
  auto ready = std::exchange(ready_, nullptr);
  lock.unlock();
  changed_.notify_all();
  if (ready) ready();
}

void FetchBuffer::push(std::vector<CompletedFetch> completed) {
  if (completed.empty()) return;
  std::unique_lock lock(mutex_);
  if (completed_.empty()) completed_ = std::move(completed);
  else completed_.insert(completed_.end(), std::make_move_iterator(completed.begin()), std::make_move_iterator(completed.end()));
  tell(std::move(lock));
}

void FetchBuffer::take(std::vector<CompletedFetch>& into) {
  const std::lock_guard lock(mutex_);
  nudged_ = false;
  if (into.empty()) {
    std::swap(into, completed_);
  } else {
    into.insert(into.end(), std::make_move_iterator(completed_.begin()), std::make_move_iterator(completed_.end()));
    completed_.clear();
  }
}

void FetchBuffer::wakeup() {
  std::unique_lock lock(mutex_);
  woken_.store(true, std::memory_order_release);
  tell(std::move(lock));
}

void FetchBuffer::nudge() {
  std::unique_lock lock(mutex_);
  nudged_ = true;
  tell(std::move(lock));
}

void FetchBuffer::close() {
  std::unique_lock lock(mutex_);
  closed_.store(true, std::memory_order_release);
  tell(std::move(lock));
}

bool FetchBuffer::wait(std::chrono::nanoseconds timeout) {
  std::unique_lock lock(mutex_);
  const auto ready = [this] { return has_reason(); };
  if (timeout < std::chrono::hours(24 * 365)) return changed_.wait_for(lock, timeout, ready);
  changed_.wait(lock, ready);
  return true;
}

void FetchBuffer::when_ready(UniqueFunction<void()> ready) {
  std::unique_lock lock(mutex_);
  ready_ = std::move(ready);
  if (has_reason()) tell(std::move(lock));
}

void FetchBuffer::cancel_when_ready() {
  UniqueFunction<void()> dropped;
  const std::lock_guard lock(mutex_);
  dropped = std::exchange(ready_, nullptr);
}

} // namespace klamm::consumer
