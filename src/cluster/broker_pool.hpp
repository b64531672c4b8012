// The client's connections: for each broker and purpose at most one, opened when it is first needed, closed when long unused. Knows each broker's
// address, when it may be tried again after a failure (exponential, with jitter), and why it failed.
// Lives on the client's executor: call it only from there. Handlers are called there too, never from within the call that was given them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cluster/node.hpp"
#include "cluster/settings.hpp"
#include "net/connection.hpp"
#include "net/request.hpp"

namespace klamm::cluster {

struct Broker;

enum class Connectivity : std::uint8_t { idle, connecting, connected, backing_off };
std::string_view connectivity_name(Connectivity state) noexcept;

/// How a broker stands, for diagnostics and for choosing one.
struct BrokerStatus {
  NodeId node = no_node;
  net::Endpoint endpoint;
  Connectivity state = Connectivity::idle; ///< the best of its connections
  std::size_t in_flight = 0;               ///< over all its connections
  std::size_t waiting = 0;                 ///< callers of acquire() that wait
  std::size_t failures = 0;                ///< connection attempts that failed since the last that didn't
  TimePoint retry_at = TimePoint::min();   ///< no attempt before
  TimePoint last_attempt = TimePoint::min();
  std::optional<Error> last_error;
};

class BrokerPool : public std::enable_shared_from_this<BrokerPool> {
public:
  using ConnectionPtr = std::shared_ptr<net::Connection>;
  using AcquireHandler = UniqueFunction<void(Result<ConnectionPtr>)>;

  static std::shared_ptr<BrokerPool> create(std::shared_ptr<net::Runtime> runtime, PoolSettings settings);
  virtual ~BrokerPool() = default;

  /// The open connection, or null: the hot path of producer and fetcher. Whether it is throttled is for the caller to ask.
  virtual net::Connection* ready(NodeId node, Purpose purpose) noexcept = 0;

  /// Calls `handler` with the open connection, opening it if need be. While the broker is backing off it waits for the next attempt; when an attempt
  /// fails, everybody who waited for it gets its error; at `deadline` timed_out, with the last cause. Callers decide whether to ask again.
  virtual void acquire(NodeId node, Purpose purpose, TimePoint deadline, AcquireHandler handler) = 0;

  /// Sends one request when the connection is there. `make(const net::Connection&)` builds it then, in the same breath: its views may
  /// point into what `make` owns.
  template <class Request, class Make>
  void send(NodeId node, Purpose purpose, TimePoint deadline, Make make, net::ReplyHandler<Request> handler,
            wire::Versions limit = wire::stable_versions<Request>());

  /// The brokers that metadata names, and where it came from ("localhost:9092"). A broker that isn't named any more, or has a new address, gets no
  /// new requests on its old connections, which close when what is in flight has been answered.
  virtual void set_brokers(std::span<const Broker> brokers, const std::string& learned_from) = 0;
  /// One more broker, named by FindCoordinator or a leader hint before metadata did.
  virtual void add_broker(const Broker& broker, const std::string& learned_from) = 0;
  /// All bootstrap servers: their ids are -1, -2, …
  virtual void set_bootstrap(std::span<const net::Endpoint> endpoints) = 0;
  /// Which cluster the brokers must belong to; empty: not known yet.
  virtual void set_cluster_id(const std::string& cluster_id) = 0;
  /// Closes all connections and forgets the learned brokers (rebootstrap, KIP-899): names are resolved anew.
  virtual void forget_brokers() = 0;
  /// Ends a broker's connections, e.g. because its answers make no sense; counts as a failure.
  virtual void drop(NodeId node, const Error& reason) = 0;

  /// Credentials have changed: who backs off tries again at once.
  virtual void retry_now() = 0;

  virtual std::optional<BrokerStatus> status(NodeId node) const = 0;
  virtual std::vector<BrokerStatus> status() const = 0;

  /// Closes everything; callers that wait get `reason`. Idempotent.
  virtual void close(const Error& reason) = 0;

protected:
  BrokerPool() = default;
};

template <class Request, class Make>
void BrokerPool::send(NodeId node, Purpose purpose, TimePoint deadline, Make make, net::ReplyHandler<Request> handler,
                      wire::Versions limit) {
  acquire(node, purpose, deadline,
          [make = std::move(make), handler = std::move(handler), deadline, limit](Result<ConnectionPtr> connection) mutable {
            if (!connection) return handler(connection.error());
            net::send<Request>(**connection, make(**connection), deadline, std::move(handler), limit);
          });
}

} // namespace klamm::cluster
