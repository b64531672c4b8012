#include "cluster/broker_pool.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "cluster/advertised_address.hpp"
#include "cluster/metadata.hpp"
#include "cluster/pool_node.hpp"
#include "net/backoff.hpp"
#include "wire/messages/metadata.hpp"

namespace klamm::cluster {

namespace {

using ConnectionPtr = BrokerPool::ConnectionPtr;
using AcquireHandler = BrokerPool::AcquireHandler;

constexpr Duration drain_check = 100ms;
constexpr std::uint64_t never_soon = 10; ///< failures that a refused login counts for: quick tries would only lock the account
constexpr wire::Versions verifying_versions = wire::in(4, 13); // since 4 a request can name no topic and create none

using Node = PoolNode;
using Link = PoolLink;

class Pool final : public BrokerPool {
public:
  Pool(std::shared_ptr<net::Runtime> runtime, PoolSettings settings)
      : runtime_(std::move(runtime)),
        settings_(std::move(settings)),
        connection_settings_(std::make_shared<net::ConnectionSettings>(settings_.connection)),
        reconnect_(settings_.reconnect.initial, settings_.reconnect.max),
        setup_(settings_.setup_timeout.initial, settings_.setup_timeout.max),
        timer_(runtime_->clock->make_timer()) {}

  net::Connection* ready(NodeId node, Purpose purpose) noexcept override {
    const auto at = nodes_.find(node);
    net::Connection* connection = at != nodes_.end() ? at->second->link(purpose).connection.get() : nullptr;
    return connection && connection->is_open() ? connection : nullptr;
  }

  void acquire(NodeId node, Purpose purpose, TimePoint deadline, AcquireHandler handler) override;
  void set_brokers(std::span<const Broker> brokers, const std::string& learned_from) override;
  void add_broker(const Broker& broker, const std::string& learned_from) override { put_node(broker.id, broker.endpoint, learned_from); }
  void set_bootstrap(std::span<const net::Endpoint> endpoints) override;
  void set_cluster_id(const std::string& cluster_id) override { cluster_id_ = cluster_id; }
  void forget_brokers() override;
  void drop(NodeId node, const Error& reason) override;
  void retry_now() override;
  std::optional<BrokerStatus> status(NodeId node) const override;
  std::vector<BrokerStatus> status() const override;
  void close(const Error& reason) override;

private:
  std::shared_ptr<Pool> self() { return std::static_pointer_cast<Pool>(shared_from_this()); }
  std::weak_ptr<Pool> weak() { return self(); }
  TimePoint now() const { return runtime_->now(); }
  void post(AcquireHandler handler, Result<ConnectionPtr> outcome) {
    runtime_->post([handler = std::move(handler), outcome = std::move(outcome)]() mutable { handler(std::move(outcome)); });
  }
  Node* find(NodeId id) noexcept {
    const auto at = nodes_.find(id);
    return at != nodes_.end() ? at->second.get() : nullptr;
  }

  void start(Node& node, Purpose purpose);
  void opened(NodeId id, Purpose purpose, std::uint64_t attempt, TimePoint deadline, Result<ConnectionPtr> outcome);
  void verify(NodeId id, Purpose purpose, std::uint64_t attempt, TimePoint deadline, ConnectionPtr connection);
  void established(Node& node, Purpose purpose, ConnectionPtr connection);
  void failed(Node& node, Purpose purpose, Error error);
  void ended(NodeId id, Purpose purpose, const net::Connection* connection, const Error& reason);
  void back_off(Node& node) { node.retry_at = after(now(), reconnect_.after(node.failures + node.flaps, runtime_->random)); }

  void put_node(NodeId id, const net::Endpoint& endpoint, const std::string& learned_from);
  void remove(NodeId id, bool drain);
  void drain(Link& link);
  void fail_waiters(Link& link, const Error& error);

  void arm(TimePoint when);
  void on_timer();
  TimePoint serve(Node& node, Purpose purpose, TimePoint at);
  TimePoint serve_draining();
  const net::Endpoint& mapped(const net::Endpoint& endpoint) const noexcept;

  std::shared_ptr<net::Runtime> runtime_;
  PoolSettings settings_;
  std::shared_ptr<const net::ConnectionSettings> connection_settings_;
  net::Backoff reconnect_, setup_;
  std::unique_ptr<net::Timer> timer_;
  TimePoint armed_ = never;
  std::unordered_map<NodeId, std::unique_ptr<Node>> nodes_;
  std::vector<ConnectionPtr> draining_;
  std::string cluster_id_;
  std::uint64_t last_attempt_ = 0;
  std::optional<Error> closed_;
};

void Pool::acquire(NodeId id, Purpose purpose, TimePoint deadline, AcquireHandler handler) {
  if (closed_) return post(std::move(handler), *closed_);
  Node* node = find(id);
  if (!node)
    return post(std::move(handler), Error(ErrorCode::broker_not_available, "the cluster's metadata names no node " + std::to_string(id)));
  if (ready(id, purpose)) return post(std::move(handler), node->link(purpose).connection);
  Link& link = node->link(purpose);
  link.wait(deadline, std::move(handler));
  const TimePoint at = now();
  if (deadline > at && link.attempt == 0 && node->retry_at <= at) start(*node, purpose);
  arm(link.attempt == 0 ? std::min(deadline, std::max(node->retry_at, at)) : deadline);
}

void Pool::start(Node& node, Purpose purpose) {
  const TimePoint at = now();
  const TimePoint deadline = after(at, setup_.timeout(node.failures, runtime_->random));
  const std::uint64_t attempt = ++last_attempt_;
  node.link(purpose).attempt = attempt;
  node.link(purpose).connection.reset();
  node.last_attempt = at;
  net::Connection::open(runtime_, mapped(node.endpoint), node.id >= 0 ? node.id : -1, connection_settings_, deadline,
                        [pool = weak(), id = node.id, purpose, attempt, deadline](Result<ConnectionPtr> outcome) {
                          if (auto self = pool.lock()) self->opened(id, purpose, attempt, deadline, std::move(outcome));
                          else if (outcome) (*outcome)->close(Error(ErrorCode::closed));
                        });
}

void Pool::opened(NodeId id, Purpose purpose, std::uint64_t attempt, TimePoint deadline, Result<ConnectionPtr> outcome) {
  Node* node = find(id);
  if (!node || node->link(purpose).attempt != attempt) { // the node was removed, or has another address by now
    if (outcome) (*outcome)->close(Error(ErrorCode::cancelled));
    return;
  }
  if (!outcome) return failed(*node, purpose, outcome.error());
  const bool verifiable = (*outcome)->api_versions().highest(ApiKey::metadata, verifying_versions) >= 0;
  if (id >= 0 && settings_.verify_cluster && !cluster_id_.empty() && verifiable)
    return verify(id, purpose, attempt, deadline, *std::move(outcome));
  established(*node, purpose, *std::move(outcome));
}

// An address that metadata once named may belong to another cluster by now (containers get new addresses), whose broker would gladly take our records
// for a topic of the same name. Below Produce v13 (topic ids) only this question prevents that.
void Pool::verify(NodeId id, Purpose purpose, std::uint64_t attempt, TimePoint deadline, ConnectionPtr connection) {
  wire::MetadataRequest request;
  request.allow_auto_topic_creation = false;
  net::Connection& asked = *connection;
  find(id)->link(purpose).unverified = std::move(connection);
  net::send<wire::MetadataRequest>(
      asked, request, deadline,
      [pool = weak(), id, purpose, attempt](Result<net::Reply<wire::MetadataResponse>> reply) {
        const auto self = pool.lock();
        Node* node = self ? self->find(id) : nullptr;
        if (!node || node->link(purpose).attempt != attempt) return; // the connection ended with the attempt
        const ConnectionPtr connected = std::exchange(node->link(purpose).unverified, nullptr);
        if (!reply) {
          connected->close(reply.error());
          return self->failed(*node, purpose, reply.error());
        }
        const std::string told(reply->message.cluster_id.value_or(std::string_view()));
        if (!told.empty() && told != self->cluster_id_ && !self->cluster_id_.empty()) {
          const Error error(ErrorCode::inconsistent_cluster_id,
                            node->describe() + " belongs to cluster " + told + ", and this client to " + self->cluster_id_,
                            "its address is used by another cluster now; nothing is sent there");
          connected->close(error);
          return self->failed(*node, purpose, error);
        }
        self->established(*node, purpose, connected);
      },
      verifying_versions);
}

void Pool::established(Node& node, Purpose purpose, ConnectionPtr connection) {
  if (!connection->is_open()) return failed(node, purpose, Error(ErrorCode::disconnected, "the broker closed the connection at once"));
  Link& link = node.link(purpose);
  link.attempt = 0;
  link.connection = connection;
  node.reached = true;
  node.failures = 0;
  node.retry_at = TimePoint::min();
  node.connected_at = now();
  connection->on_close([pool = weak(), id = node.id, purpose, raw = connection.get()](const Error& reason) {
    if (auto self = pool.lock()) self->ended(id, purpose, raw, reason);
  });
  arm(after(connection->last_used(), settings_.max_idle));
  for (Link::Waiter& waiter : link.take_waiters()) waiter.handler(connection); // `node` may be gone after any of these
}

void Pool::failed(Node& node, Purpose purpose, Error error) {
  if (node.id >= 0)
    error = explain_advertised(error, {node.id, node.endpoint, node.learned_from, node.reached, mapped(node.endpoint) != node.endpoint});
  error = error.with(node.context());
  Link& link = node.link(purpose);
  link.attempt = 0;
  node.failures = error.fatal() ? node.failures + never_soon : node.failures + 1;
  node.last_error = error;
  back_off(node);
  runtime_->log(LogLevel::info, "net", [&] { return "connecting to " + node.describe() + ": " + error.cause(); });
  fail_waiters(link, error);
}

void Pool::ended(NodeId id, Purpose purpose, const net::Connection* connection, const Error& reason) {
  Node* node = find(id);
  if (!node || node->link(purpose).connection.get() != connection) return;
  node->link(purpose).connection.reset();
  node->last_error = reason;
  // One that lived may come back at once. One that ends as soon as it is open (a load balancer without a broker behind it) waits longer each time.
  const bool lived = now() >= after(node->connected_at, settings_.reconnect.max);
  node->flaps = lived ? 0 : node->flaps + 1;
  if (!lived) back_off(*node);
}

void Pool::put_node(NodeId id, const net::Endpoint& endpoint, const std::string& learned_from) {
  if (closed_) return;
  std::unique_ptr<Node>& slot = nodes_[id];
  if (!slot) {
    slot = std::make_unique<Node>();
    slot->id = id;
    slot->endpoint = endpoint;
    slot->learned_from = learned_from;
    return;
  }
  Node& node = *slot;
  node.learned_from = learned_from;
  if (node.endpoint == endpoint) return;
  node.endpoint = endpoint;
  node.reached = false;
  node.failures = node.flaps = 0;
  node.retry_at = TimePoint::min();
  for (std::size_t i = 0; i < purpose_count; ++i) {
    Link& link = node.links[i];
    drain(link);
    link.give_up_attempt();
    if (!link.waiters.empty()) start(node, static_cast<Purpose>(i));
  }
}

void Pool::set_brokers(std::span<const Broker> brokers, const std::string& learned_from) {
  std::vector<NodeId> gone;
  for (const auto& [id, node] : nodes_) {
    const bool named = std::any_of(brokers.begin(), brokers.end(), [id = id](const Broker& b) { return b.id == id; });
    if (id >= 0 && !named) gone.push_back(id);
  }
  for (const NodeId id : gone) remove(id, true);
  for (const Broker& broker : brokers) put_node(broker.id, broker.endpoint, learned_from);
}

void Pool::set_bootstrap(std::span<const net::Endpoint> endpoints) {
  for (std::size_t i = 0; i < endpoints.size(); ++i) put_node(-1 - static_cast<NodeId>(i), endpoints[i], "bootstrap.servers");
}

void Pool::forget_brokers() {
  std::vector<NodeId> learned;
  std::vector<ConnectionPtr> open;
  for (const auto& [id, node] : nodes_) {
    if (id >= 0) learned.push_back(id);
    else
      for (Link& link : node->links)
        if (link.connection) open.push_back(std::exchange(link.connection, nullptr));
  }
  cluster_id_.clear();
  for (const NodeId id : learned) remove(id, false);
  for (const ConnectionPtr& connection : open)
    connection->close(Error(ErrorCode::disconnected, "the client starts anew from its bootstrap servers"));
}

void Pool::drop(NodeId id, const Error& reason) {
  Node* node = find(id);
  if (!node) return;
  ++node->failures;
  node->last_error = reason;
  back_off(*node);
  std::vector<ConnectionPtr> connections;
  for (Link& link : node->links)
    if (link.connection) connections.push_back(std::exchange(link.connection, nullptr));
  for (const ConnectionPtr& connection : connections) connection->close(reason);
}

void Pool::retry_now() {
  for (const auto& [id, node] : nodes_) node->retry_at = TimePoint::min();
  arm(now());
}

void Pool::remove(NodeId id, bool drained) {
  const auto at = nodes_.find(id);
  if (at == nodes_.end()) return;
  const std::unique_ptr<Node> node = std::move(at->second);
  nodes_.erase(at);
  const Error reason(ErrorCode::broker_not_available, "the cluster's metadata no longer names node " + std::to_string(id));
  for (Link& link : node->links) {
    if (drained) drain(link);
    else if (link.connection) link.connection->close(Error(ErrorCode::disconnected, "the client starts anew from its bootstrap servers"));
    fail_waiters(link, node->last_error.value_or(reason));
  }
}

void Pool::drain(Link& link) {
  if (!link.connection) return;
  draining_.push_back(std::exchange(link.connection, nullptr));
  arm(now());
}

void Pool::fail_waiters(Link& link, const Error& error) {
  for (Link::Waiter& waiter : link.take_waiters()) post(std::move(waiter.handler), error);
}

void Pool::arm(TimePoint when) {
  if (when >= armed_ || closed_) return;
  armed_ = when;
  timer_->wait_until(when, [pool = weak()] {
    if (auto self = pool.lock()) self->on_timer();
  });
}

void Pool::on_timer() {
  armed_ = never;
  const TimePoint at = now();
  TimePoint next = serve_draining();
  for (const auto& [id, node] : nodes_)
    for (std::size_t i = 0; i < purpose_count; ++i) next = std::min(next, serve(*node, static_cast<Purpose>(i), at));
  arm(next);
}

/// Does what is due for one connection and says when to look again. Calls no handler, so that the caller may walk on.
TimePoint Pool::serve(Node& node, Purpose purpose, TimePoint at) {
  Link& link = node.link(purpose);
  if (link.earliest_deadline <= at) {
    const Error error = node.late(link);
    for (Link::Waiter& waiter : link.take_late(at)) post(std::move(waiter.handler), error);
  }
  TimePoint next = link.earliest_deadline;
  if (link.connection) {
    TimePoint idle_at = after(link.connection->last_used(), settings_.max_idle);
    if (idle_at <= at && link.connection->in_flight() > 0) idle_at = after(at, settings_.max_idle);
    if (idle_at <= at) {
      std::exchange(link.connection, nullptr)->close(Error(ErrorCode::disconnected, "unused for connections.max.idle.ms"));
      idle_at = never;
    }
    next = std::min(next, idle_at);
  } else if (link.attempt == 0 && !link.waiters.empty()) {
    if (node.retry_at <= at) start(node, purpose);
    else next = std::min(next, node.retry_at);
  }
  return next;
}

TimePoint Pool::serve_draining() {
  std::vector<ConnectionPtr> busy;
  for (ConnectionPtr& connection : std::exchange(draining_, {})) {
    if (!connection->is_open()) continue;
    if (connection->in_flight() > 0) busy.push_back(std::move(connection));
    else connection->close(Error(ErrorCode::disconnected, "the broker has left the cluster or has another address"));
  }
  draining_.insert(draining_.end(), busy.begin(), busy.end());
  return draining_.empty() ? never : after(now(), drain_check);
}

const net::Endpoint& Pool::mapped(const net::Endpoint& endpoint) const noexcept {
  for (const auto& [from, to] : settings_.address_map)
    if (from == endpoint) return to;
  return endpoint;
}

std::optional<BrokerStatus> Pool::status(NodeId id) const {
  const auto at = nodes_.find(id);
  return at != nodes_.end() ? std::optional(at->second->status(now())) : std::nullopt;
}

std::vector<BrokerStatus> Pool::status() const {
  std::vector<BrokerStatus> all;
  for (const auto& [id, node] : nodes_) all.push_back(node->status(now()));
  std::sort(all.begin(), all.end(), [](const BrokerStatus& a, const BrokerStatus& b) { return a.node < b.node; });
  return all;
}

void Pool::close(const Error& reason) {
  if (closed_) return;
  closed_ = reason;
  timer_->cancel();
  for (const auto& [id, node] : std::exchange(nodes_, {}))
    for (Link& link : node->links) {
      for (const ConnectionPtr& connection : {link.connection, link.unverified})
        if (connection) connection->close(reason);
      fail_waiters(link, reason);
    }
  for (const ConnectionPtr& connection : std::exchange(draining_, {})) connection->close(reason);
}

} // namespace

std::shared_ptr<BrokerPool> BrokerPool::create(std::shared_ptr<net::Runtime> runtime, PoolSettings settings) {
  return std::make_shared<Pool>(std::move(runtime), std::move(settings));
}

} // namespace klamm::cluster
