// What the group's executor has for the polling side: an event to carry out, an error to give, the time to commit. Looking whether there is anything costs
// one relaxed load a poll.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>

#include "group/member.hpp"

namespace klamm::consumer {

class RebalanceMailbox {
public:
  // Executor

  void put(group::RebalanceEvent event) {
    const std::lock_guard lock(mutex_);
    event_ = std::move(event);
    raise(has_event);
  }
  /// An error that `stays` is given by every poll until clear().
  void put(Error error, bool stays) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
    error_stays_ = stays;
    raise(has_error);
  }
  void put_commit_due() noexcept { raise(commit_due); }
  void publish(const group::Identity& identity) {
    const std::lock_guard lock(mutex_);
    identity_ = identity;
  }

  // Polling side

  bool has_mail() const noexcept { return flags_.load(std::memory_order_relaxed) != 0; }
  std::optional<group::RebalanceEvent> take_event() {
    const std::lock_guard lock(mutex_);
    lower(has_event);
    return std::exchange(event_, std::nullopt);
  }
  std::optional<Error> take_error() {
    const std::lock_guard lock(mutex_);
    if (error_stays_) return error_;
    lower(has_error);
    return std::exchange(error_, std::nullopt);
  }
  bool take_commit_due() noexcept { return (flags_.fetch_and(~commit_due, std::memory_order_acq_rel) & commit_due) != 0; }
  /// What the user did mends it.
  void clear_error() {
    const std::lock_guard lock(mutex_);
    error_.reset();
    error_stays_ = false;
    lower(has_error);
  }

  // Any thread

  /// The subscription has ended: nothing from before counts.
  void clear() {
    const std::lock_guard lock(mutex_);
    event_.reset();
    error_.reset();
    error_stays_ = false;
    lower(has_event | has_error);
  }

  group::Identity identity() const {
    const std::lock_guard lock(mutex_);
    return identity_;
  }

private:
  static constexpr unsigned has_event = 1, has_error = 2, commit_due = 4;
  void raise(unsigned flag) noexcept { flags_.fetch_or(flag, std::memory_order_release); }
  void lower(unsigned flag) noexcept { flags_.fetch_and(~flag, std::memory_order_release); }

  mutable std::mutex mutex_;
  std::atomic<unsigned> flags_{0};
  std::optional<group::RebalanceEvent> event_;
  std::optional<Error> error_;
  bool error_stays_ = false;
  group::Identity identity_;
};

} // namespace klamm::consumer
