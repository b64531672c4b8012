// How many bytes of fetched records may wait to be polled. A response is charged as a whole, as its memory is one block, until the last of its
// partitions has been delivered or dropped. Charged on the executor, released on the polling thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>

#include "base/unique_function.hpp"

namespace klamm::consumer {

class FetchBudget : public std::enable_shared_from_this<FetchBudget> {
public:
  /// `freed` is called, on any thread, when there is room again after wait_for_room().
  FetchBudget(std::int64_t limit, UniqueFunction<void()> freed) : limit_(std::max<std::int64_t>(limit, 1)), freed_(std::move(freed)) {}

  /// One response's bytes, held by all of its partitions.
  class Share {
  public:
    Share(std::shared_ptr<FetchBudget> budget, std::int64_t bytes) : budget_(std::move(budget)), bytes_(bytes) {}
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() { budget_->release(bytes_); }
    std::int64_t bytes() const noexcept { return bytes_; }

  private:
    std::shared_ptr<FetchBudget> budget_;
    std::int64_t bytes_;
  };
  using SharePtr = std::shared_ptr<const Share>;

  SharePtr charge(std::int64_t bytes) {
    used_.fetch_add(bytes, std::memory_order_relaxed);
    return std::make_shared<const Share>(shared_from_this(), bytes);
  }

  std::int64_t limit() const noexcept { return limit_; }
  std::int64_t used() const noexcept { return used_.load(std::memory_order_seq_cst); }

  /// Has `freed` called when at most `used` bytes are used. False when that is so already; then it isn't called.
  bool wait_for_room(std::int64_t at_most) noexcept {
    threshold_.store(at_most, std::memory_order_seq_cst);
    if (used() > at_most) return true;
    return threshold_.exchange(nobody_waits, std::memory_order_seq_cst) == nobody_waits;
  }

private:
  static constexpr std::int64_t nobody_waits = -1;

  void release(std::int64_t bytes) noexcept {
    const std::int64_t left = used_.fetch_sub(bytes, std::memory_order_seq_cst) - bytes;
    std::int64_t threshold = threshold_.load(std::memory_order_seq_cst);
    if (threshold != nobody_waits && left <= threshold && threshold_.compare_exchange_strong(threshold, nobody_waits)) freed_();
  }

  const std::int64_t limit_;
  UniqueFunction<void()> freed_;
  std::atomic<std::int64_t> used_{0};
  std::atomic<std::int64_t> threshold_{nobody_waits};
};

} // namespace klamm::consumer
