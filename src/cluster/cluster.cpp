#include "cluster/cluster.hpp"

#include "cluster/any_broker_loop.hpp"
#include "cluster/broker_finder.hpp"
#include "cluster/coordinator_loop.hpp"
#include "cluster/metadata_loop.hpp"

namespace klamm::cluster {

struct Cluster::Impl {
  std::shared_ptr<net::Runtime> runtime;
  std::shared_ptr<SnapshotCell> cell;
  std::shared_ptr<BrokerPool> pool;
  std::shared_ptr<BrokerFinder> finder;
  std::shared_ptr<CoordinatorLoop> coordinators;
  std::shared_ptr<AnyBrokerLoop> any_broker;
  std::shared_ptr<MetadataLoop> metadata;
  WaitId last_wait = 0;

  Impl(std::shared_ptr<net::Runtime> on, const ClusterSettings& settings)
      : runtime(std::move(on)),
        cell(std::make_shared<SnapshotCell>()),
        pool(BrokerPool::create(runtime, settings.pool)),
        finder(std::make_shared<BrokerFinder>(runtime, pool, settings.metadata.rebootstrap)),
        coordinators(std::make_shared<CoordinatorLoop>(runtime, pool, finder, settings.metadata)),
        any_broker(std::make_shared<AnyBrokerLoop>(runtime, finder, settings.metadata.backoff)) {
    const auto forget = [lookups = std::weak_ptr(coordinators)] {
      if (auto loop = lookups.lock()) loop->forget_all();
    };
    metadata = std::make_shared<MetadataLoop>(MetadataLoop::Parts{runtime, pool, finder, cell, forget}, settings);
  }
};

Cluster::Cluster(std::shared_ptr<net::Runtime> runtime, ClusterSettings settings)
    : impl_(std::make_shared<Impl>(std::move(runtime), settings)) {}
Cluster::~Cluster() { close(); }

SnapshotPtr Cluster::snapshot() const { return impl_->cell->load(); }
std::uint64_t Cluster::version() const noexcept { return impl_->cell->version(); }

WaitId Cluster::require(std::vector<std::string> topics, const RequireOptions& options, SnapshotHandler handler) {
  MetadataWait wait{.id = ++impl_->last_wait, .topics = std::move(topics), .ids = {}, .handler = std::move(handler)};
  wait.deadline = options.deadline;
  wait.unknown_grace = options.unknown_topic_grace;
  const WaitId id = wait.id;
  impl_->metadata->wait(std::move(wait), options.allow_auto_create);
  return id;
}

WaitId Cluster::require_ids(std::vector<Uuid> ids, const RequireOptions& options, SnapshotHandler handler) {
  MetadataWait wait{.id = ++impl_->last_wait, .topics = {}, .ids = std::move(ids), .handler = std::move(handler)};
  wait.deadline = options.deadline;
  wait.unknown_grace = options.unknown_topic_grace;
  const WaitId id = wait.id;
  impl_->metadata->wait(std::move(wait), false);
  return id;
}

WaitId Cluster::refresh(Scope scope, TimePoint deadline, SnapshotHandler handler) {
  MetadataWait wait{.id = ++impl_->last_wait, .topics = {}, .ids = {}, .handler = std::move(handler)};
  wait.deadline = deadline;
  wait.all_topics = scope == Scope::all_topics;
  const WaitId id = wait.id;
  impl_->metadata->wait_for_refresh(std::move(wait));
  return id;
}

void Cluster::request_refresh() { impl_->metadata->request_refresh(); }
std::size_t Cluster::apply_leader_hints(std::span<const LeaderHint> hints, std::span<const Broker> brokers) {
  return impl_->metadata->apply_leader_hints(hints, brokers);
}
void Cluster::touch(std::string_view topic) { impl_->metadata->touch(topic); }

Hold Cluster::hold_topics(std::vector<std::string> topics) {
  impl_->metadata->hold(topics);
  return Hold([loop = std::weak_ptr(impl_->metadata), topics = std::move(topics)] {
    if (auto metadata = loop.lock()) metadata->release(topics);
  });
}

Hold Cluster::hold_all_topics() {
  impl_->metadata->hold_all();
  return Hold([loop = std::weak_ptr(impl_->metadata)] {
    if (auto metadata = loop.lock()) metadata->release_all();
  });
}

Hold Cluster::subscribe(std::function<void(const SnapshotPtr&)> changed) {
  const std::uint64_t subscriber = impl_->metadata->subscribe(std::move(changed));
  return Hold([loop = std::weak_ptr(impl_->metadata), subscriber] {
    if (auto metadata = loop.lock()) metadata->unsubscribe(subscriber);
  });
}

BrokerPool& Cluster::pool() noexcept { return *impl_->pool; }

WaitId Cluster::any_broker(TimePoint deadline, NodeHandler handler) {
  const WaitId id = ++impl_->last_wait;
  impl_->metadata->start();
  impl_->any_broker->wait(id, deadline, std::move(handler));
  return id;
}

WaitId Cluster::coordinator(CoordinatorType type, std::string key, TimePoint deadline, NodeHandler handler) {
  const WaitId id = ++impl_->last_wait;
  impl_->metadata->start();
  impl_->coordinators->wait(id, {type, std::move(key)}, deadline, std::move(handler));
  return id;
}

NodeId Cluster::known_coordinator(CoordinatorType type, std::string_view key) const noexcept {
  return impl_->coordinators->known(type, key);
}
void Cluster::coordinator_lost(CoordinatorType type, std::string_view key, NodeId node) { impl_->coordinators->lost(type, key, node); }

void Cluster::cancel(WaitId wait) {
  if (!impl_->metadata->cancel(wait) && !impl_->coordinators->cancel(wait)) impl_->any_broker->cancel(wait);
}

void Cluster::close() {
  impl_->metadata->close();
  impl_->coordinators->close();
  impl_->any_broker->close();
  impl_->finder->close();
  impl_->pool->close(Error(ErrorCode::closed));
}

net::Runtime& Cluster::runtime() noexcept { return *impl_->runtime; }

} // namespace klamm::cluster
