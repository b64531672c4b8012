#include "cluster/any_broker_loop.hpp"

#include <algorithm>
#include <utility>

#include "cluster/retry_policy.hpp"

namespace klamm::cluster {

AnyBrokerLoop::AnyBrokerLoop(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<BrokerFinder> finder, BackoffSettings backoff)
    : runtime_(std::move(runtime)),
      finder_(std::move(finder)),
      backoff_(backoff.initial, backoff.max),
      timer_(runtime_->clock->make_timer()) {}

void AnyBrokerLoop::wait(WaitId id, TimePoint deadline, Handler handler) {
  if (closed_) return post(std::move(handler), Error(ErrorCode::closed));
  waiters_.push_back({id, deadline, std::move(handler)});
  pump_soon();
}

bool AnyBrokerLoop::cancel(WaitId id) {
  const auto at = std::find_if(waiters_.begin(), waiters_.end(), [id](const Waiter& w) { return w.id == id; });
  if (at == waiters_.end()) return false;
  post(std::move(at->handler), Error(ErrorCode::cancelled));
  waiters_.erase(at);
  return true;
}

void AnyBrokerLoop::close() {
  if (std::exchange(closed_, true)) return;
  timer_->cancel();
  for (Waiter& waiter : std::exchange(waiters_, {})) post(std::move(waiter.handler), Error(ErrorCode::closed));
}

void AnyBrokerLoop::pump() {
  const TimePoint now = runtime_->now();
  std::erase_if(waiters_, [&](Waiter& waiter) {
    if (now < waiter.deadline) return false;
    post(std::move(waiter.handler), last_error_.value_or(Error(ErrorCode::timed_out, "no broker answered in time")));
    return true;
  });
  if (waiters_.empty() || closed_) return;
  if (!searching_ && now >= not_before_) {
    searching_ = true;
    finder_->find([self = weak_from_this()](Result<BrokerFinder::Found> outcome) {
      if (auto loop = self.lock()) loop->found(outcome);
    });
  }
  TimePoint wake = searching_ ? never : not_before_;
  for (const Waiter& waiter : waiters_) wake = std::min(wake, waiter.deadline);
  if (wake != never) arm(wake);
}

void AnyBrokerLoop::found(const Result<BrokerFinder::Found>& outcome) {
  searching_ = false;
  if (closed_) return;
  if (outcome) {
    failures_ = 0;
    last_error_.reset();
    for (Waiter& waiter : std::exchange(waiters_, {})) post(std::move(waiter.handler), outcome->node);
    return;
  }
  last_error_ = outcome.error();
  not_before_ = after(runtime_->now(), backoff_.after(++failures_, runtime_->random));
  if (!may_pass(outcome.error().code()))
    for (Waiter& waiter : std::exchange(waiters_, {})) post(std::move(waiter.handler), outcome.error());
  pump_soon();
}

void AnyBrokerLoop::post(Handler handler, Result<NodeId> outcome) {
  runtime_->post([handler = std::move(handler), outcome = std::move(outcome)]() mutable { handler(std::move(outcome)); });
}

void AnyBrokerLoop::pump_soon() {
  if (std::exchange(pump_posted_, true)) return;
  runtime_->post([self = weak_from_this()] {
    const auto loop = self.lock();
    if (!loop) return;
    loop->pump_posted_ = false;
    loop->pump();
  });
}

void AnyBrokerLoop::arm(TimePoint when) {
  timer_->wait_until(when, [self = weak_from_this()] {
    if (auto loop = self.lock()) loop->pump();
  });
}

} // namespace klamm::cluster
