#include "client/suspended_sends.hpp"

#include <algorithm>
#include <utility>

namespace klamm::detail {

void SuspendedSends::set_actions(Send send, GiveUp give_up, Needed needed) {
  send_ = std::move(send);
  give_up_ = std::move(give_up);
  needed_ = std::move(needed);
}

void SuspendedSends::add(SendPtr send) {
  if (send->call) {
    if (send->call->ended) return; // cancelled before it came here
    send->call->withdraw = [weak = weak_from_this(), call = send->call.get(), alone = send->alone] {
      const auto self = weak.lock();
      return self && self->withdraw(call) && alone;
    };
  }
  send->deadline = after(runtime_->now(), patience_);
  waiting_.push_back(std::move(send));
  if (waiting_.size() == 1) wait_for_first();
}

void SuspendedSends::wait_for_first() {
  if (waiting_.empty()) return;
  const std::uint64_t round = ++round_;
  if (!timer_) timer_ = runtime_->clock->make_timer();
  timer_->wait_until(waiting_.front()->deadline, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->expire();
  });
  wait_ = pool_->wait(needed_(waiting_.front()->copy.record()), [weak = weak_from_this(), runtime = runtime_, round](Buffer memory) {
    // (called by whoever frees memory, on any thread; dropped memory goes back to the pool)
    runtime->post([weak, round, held = std::make_shared<Buffer>(std::move(memory))] {
      if (const auto self = weak.lock(); self && self->round_ == round) self->serve(std::move(*held));
    });
  });
}

void SuspendedSends::stop_waiting() {
  ++round_;
  pool_->cancel_wait(wait_);
  if (timer_) timer_->cancel();
}

void SuspendedSends::serve(Buffer memory) {
  ++round_;
  while (!waiting_.empty()) {
    SuspendedSend& first = *waiting_.front();
    if (!send_(first, std::exchange(memory, Buffer()))) break;
    waiting_.pop_front();
  }
  if (waiting_.empty()) timer_->cancel();
  else wait_for_first();
}

void SuspendedSends::expire() {
  stop_waiting();
  const TimePoint now = runtime_->now();
  while (!waiting_.empty() && waiting_.front()->deadline <= now) {
    const SendPtr late = std::move(waiting_.front());
    waiting_.pop_front();
    give_up_(*late, std::nullopt);
  }
  wait_for_first();
}

bool SuspendedSends::withdraw(const CancellableCall* call) {
  const bool was_first = !waiting_.empty() && waiting_.front()->call.get() == call;
  const std::size_t before = waiting_.size();
  std::erase_if(waiting_, [call](const SendPtr& send) { return send->call.get() == call; });
  if (was_first) {
    stop_waiting();
    wait_for_first();
  }
  return waiting_.size() < before;
}

void SuspendedSends::give_up_all(const Error& error) {
  if (waiting_.empty()) return;
  stop_waiting();
  for (const SendPtr& send : std::exchange(waiting_, {})) give_up_(*send, error);
}

void SuspendedSends::drop_all() {
  if (waiting_.empty()) return;
  stop_waiting();
  const auto untold = std::exchange(waiting_, {});
}

} // namespace klamm::detail
