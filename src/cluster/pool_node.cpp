#include "cluster/pool_node.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace klamm::cluster {

void PoolLink::wait(TimePoint deadline, BrokerPool::AcquireHandler handler) {
  waiters.push_back({deadline, std::move(handler)});
  earliest_deadline = std::min(earliest_deadline, deadline);
}

std::vector<PoolLink::Waiter> PoolLink::take_waiters() {
  earliest_deadline = never;
  return std::exchange(waiters, {});
}

std::vector<PoolLink::Waiter> PoolLink::take_late(TimePoint at) {
  const auto in_time = std::stable_partition(waiters.begin(), waiters.end(), [at](const Waiter& w) { return w.deadline <= at; });
  std::vector<Waiter> late(std::make_move_iterator(waiters.begin()), std::make_move_iterator(in_time));
  waiters.erase(waiters.begin(), in_time);
  earliest_deadline = never;
  for (const Waiter& waiter : waiters) earliest_deadline = std::min(earliest_deadline, waiter.deadline);
  return late;
}

std::string PoolNode::describe() const {
  return endpoint.to_string() + (id >= 0 ? " (node " + std::to_string(id) + ")" : " (bootstrap server)");
}

ErrorContext PoolNode::context() const {
  ErrorContext context;
  context.broker = describe();
  context.fate = Fate::not_sent;
  return context;
}

Error PoolNode::late(const PoolLink& link) const {
  std::string cause = "no connection to " + describe() + " in time";
  if (link.attempt != 0) cause += ": it has not answered yet";
  else if (last_error) cause += ": " + last_error->cause();
  return Error(ErrorCode::timed_out, cause, last_error && link.attempt == 0 ? last_error->hint() : std::string()).with(context());
}

BrokerStatus PoolNode::status(TimePoint now) const {
  BrokerStatus status;
  status.node = id;
  status.endpoint = endpoint;
  status.failures = failures;
  status.retry_at = retry_at;
  status.last_attempt = last_attempt;
  status.last_error = last_error;
  bool connecting = false, connected = false;
  for (const PoolLink& link : links) {
    connected = connected || (link.connection && link.connection->is_open());
    connecting = connecting || link.attempt != 0;
    status.in_flight += link.connection ? link.connection->in_flight() : 0;
    status.waiting += link.waiters.size();
  }
  status.state = connected        ? Connectivity::connected
                 : connecting     ? Connectivity::connecting
                 : retry_at > now ? Connectivity::backing_off
                                  : Connectivity::idle;
  return status;
}

std::string_view connectivity_name(Connectivity state) noexcept {
  switch (state) {
    case Connectivity::idle: return "idle";
    case Connectivity::connecting: return "connecting";
    case Connectivity::connected: return "connected";
    case Connectivity::backing_off: return "backing off";
  }
  return "?";
}

} // namespace klamm::cluster
