#include "admin/call_loop.hpp"

#include <algorithm>

namespace klamm::admin {

using cluster::NodeId;
using cluster::SnapshotPtr;
using Kind = Target::Kind;

std::shared_ptr<CallLoop> CallLoop::create(std::shared_ptr<cluster::Cluster> cluster, std::shared_ptr<Operation> operation,
                                           const CallSettings& settings, Done done) {
  return std::shared_ptr<CallLoop>(new CallLoop(std::move(cluster), std::move(operation), settings, std::move(done)));
}

CallLoop::CallLoop(std::shared_ptr<cluster::Cluster> cluster, std::shared_ptr<Operation> operation, const CallSettings& settings, Done done)
    : cluster_(std::move(cluster)),
      operation_(std::move(operation)),
      settings_(settings),
      done_(std::move(done)),
      dispatch_(*operation_, {settings.backoff, settings.retries, settings.timeout}, Random(cluster_->runtime().random())),
      timer_(cluster_->runtime().clock->make_timer()) {}

void CallLoop::start() {
  const TimePoint now = cluster_->runtime().now();
  deadline_ = after(now, settings_.timeout);
  lookups_end_ = after(now, settings_.timeout - std::min<Duration>(settings_.timeout / 10, 100ms));
  if (!operation_->needs_brokers()) return begin({});
  cluster_->refresh(cluster::Cluster::Scope::in_use, deadline_, [weak = weak_from_this()](Result<SnapshotPtr> snapshot) {
    const auto self = weak.lock();
    if (!self || !self->done_) return;
    if (snapshot) self->begin((*snapshot)->brokers());
    else self->finish(snapshot.error());
  });
}

void CallLoop::begin(std::span<const cluster::Broker> brokers) {
  if (operation_->needs_brokers()) operation_->set_brokers(brokers);
  dispatch_.begin();
  begun_ = true;
  pump_soon();
}

bool CallLoop::end(const Error& error) {
  const bool nothing_happened = !begun_ || !dispatch_.maybe_done();
  if (done_) finish(error);
  return nothing_happened;
}

void CallLoop::finish(Result<void> outcome) {
  timer_->cancel();
  if (auto done = std::exchange(done_, nullptr)) done(std::move(outcome));
}

void CallLoop::pump_soon() {
  if (std::exchange(pump_posted_, true)) return;
  cluster_->runtime().post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->pump_posted_ = false;
    self->pump();
  });
}

void CallLoop::pump() {
  if (!done_) return;
  const TimePoint now = cluster_->runtime().now();
  if (now >= deadline_) dispatch_.time_is_up();
  Dispatch::Step step = dispatch_.step(now);
  if (step.finished) return finish({});
  for (const Dispatch::Lost& lost : step.lost) cluster_->coordinator_lost(lost.coordinator, lost.key, lost.node);
  for (const Dispatch::Need& need : step.needs) look_up(need);
  for (Dispatch::Send& one : step.sends) send(std::move(one));
  timer_->wait_until(std::min(step.wake, deadline_), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  });
}

void CallLoop::look_up(const Dispatch::Need& need) {
  switch (need.kind) {
    case Kind::any_broker:
      cluster_->any_broker(lookups_end_, [weak = weak_from_this(), need](Result<NodeId> node) {
        const auto self = weak.lock();
        if (!self) return;
        if (node) self->found(need, [node = *node](const Target&) { return node; });
        else self->not_found(need, node.error());
      });
      return;
    case Kind::controller:
    case Kind::broker: return look_up_broker(need);
    case Kind::leader: return look_up_leader(need);
    case Kind::coordinator: return look_up_coordinator(need);
  }
}

template <class Next>
void CallLoop::with_metadata(const Dispatch::Need& need, bool fresh, Next next) {
  if (!fresh) return next(*this, cluster_->snapshot());
  cluster_->refresh(cluster::Cluster::Scope::in_use, lookups_end_,
                    [weak = weak_from_this(), need, next](Result<SnapshotPtr> snapshot) mutable {
                      const auto self = weak.lock();
                      if (!self) return;
                      if (snapshot) next(*self, *snapshot);
                      else self->not_found(need, snapshot.error());
                    });
}

void CallLoop::look_up_broker(const Dispatch::Need& need) {
  const SnapshotPtr known = cluster_->snapshot();
  const bool fresh = need.fresh || known->brokers().empty() || (need.kind == Kind::controller && !known->broker(known->controller()));
  with_metadata(need, fresh, [need](CallLoop& self, const SnapshotPtr& snapshot) {
    self.found(need, [&snapshot](const Target& target) -> Result<NodeId> {
      if (target.kind == Kind::broker) {
        if (snapshot->broker(target.node)) return target.node;
        std::string ids;
        for (const cluster::Broker& broker : snapshot->brokers()) ids += (ids.empty() ? "" : ", ") + std::to_string(broker.id);
        return Error(ErrorCode::broker_id_not_registered, "the cluster names no broker " + std::to_string(target.node),
                     "its brokers are " + ids);
      }
      if (snapshot->broker(snapshot->controller())) return snapshot->controller();
      return Error(ErrorCode::not_controller, "the cluster names no controller at the moment");
    });
  });
}

void CallLoop::look_up_leader(const Dispatch::Need& need) {
  // What a broker says of an unknown topic is believed after a while: one that was created a moment ago is not known everywhere.
  constexpr Duration grace = 3s;
  with_metadata(need, need.fresh && cluster_->snapshot()->topic(need.key), [need](CallLoop& self, const SnapshotPtr&) {
    self.cluster_->require({need.key}, {.deadline = self.lookups_end_, .unknown_topic_grace = grace},
                           [weak = self.weak_from_this(), need](Result<SnapshotPtr> snapshot) {
                             const auto loop = weak.lock();
                             if (!loop) return;
                             if (!snapshot) return loop->not_found(need, snapshot.error());
                             const cluster::Topic* const topic = (*snapshot)->topic(need.key);
                             loop->found(need, [&](const Target& target) -> Result<NodeId> {
                               const cluster::Partition* const partition = topic ? topic->partition(target.partition) : nullptr;
                               if (!partition)
                                 return Error(ErrorCode::partition_unknown,
                                              "the topic " + target.key + " has no partition " + std::to_string(target.partition),
                                              "its partitions are 0 to " + std::to_string(topic ? topic->partition_count() - 1 : 0));
                               if (!partition->has_leader() || !(*snapshot)->broker(partition->leader))
                                 return Error(ErrorCode::leader_not_available, "the partition has no leader at the moment");
                               return partition->leader;
                             });
                           });
  });
}

void CallLoop::look_up_coordinator(const Dispatch::Need& need) {
  cluster_->coordinator(need.coordinator, need.key, lookups_end_, [weak = weak_from_this(), need](Result<NodeId> node) {
    const auto self = weak.lock();
    if (!self) return;
    if (node) self->found(need, [node = *node](const Target&) { return node; });
    else self->not_found(need, node.error());
  });
}

void CallLoop::found(const Dispatch::Need& need, const Dispatch::Finder& finder) {
  if (!done_) return;
  dispatch_.found(need, finder, cluster_->runtime().now());
  pump_soon();
}

void CallLoop::not_found(const Dispatch::Need& need, const Error& error) {
  if (!done_) return;
  dispatch_.not_found(need, error, cluster_->runtime().now());
  pump_soon();
}

void CallLoop::send(Dispatch::Send send) {
  const NodeId node = send.node;
  const TimePoint now = cluster_->runtime().now();
  cluster_->pool().acquire(
      node, cluster::Purpose::normal, std::min(now < lookups_end_ ? lookups_end_ : deadline_, after(now, settings_.request_timeout)),
      [weak = weak_from_this(), send = std::move(send)](Result<cluster::BrokerPool::ConnectionPtr> connection) mutable {
        const auto self = weak.lock();
        if (!self || !self->done_) return;
        if (connection) self->submit(std::move(send), *connection);
        else self->failed(send, connection.error());
      });
}

void CallLoop::submit(Dispatch::Send send, const cluster::BrokerPool::ConnectionPtr& connection) {
  const TimePoint now = cluster_->runtime().now(), deadline = std::min(deadline_, after(now, settings_.request_timeout));
  Exchange exchange = operation_->ask(*connection, send.items, std::max(deadline - now, Duration(1ms)));
  if (!exchange.request) return failed(send, exchange.request.error());
  connection->submit(*std::move(exchange.request), deadline,
                     [weak = weak_from_this(), read = std::move(exchange.read), send = std::move(send),
                      on = std::weak_ptr(connection)](Result<Slice> body) mutable {
                       const auto self = weak.lock();
                       if (!self || !self->done_) return;
                       if (!body) return self->failed(send, body.error());
                       const auto answering = on.lock();
                       if (!answering) return self->failed(send, Error(ErrorCode::disconnected));
                       Verdicts verdicts;
                       const Result<void> read_well = read(*answering, *std::move(body), verdicts);
                       if (!read_well) return self->failed(send, read_well.error());
                       self->dispatch_.answered(send, verdicts, self->cluster_->runtime().now());
                       self->pump_soon();
                     });
}

void CallLoop::failed(const Dispatch::Send& send, const Error& error) {
  dispatch_.failed(send, error, cluster_->runtime().now());
  pump_soon();
}

} // namespace klamm::admin
