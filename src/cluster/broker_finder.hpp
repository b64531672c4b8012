// Finds a broker that answers, for requests that any can take: tries one after the other, the next one already when the last takes its time, and
// falls back to the bootstrap servers when no learned broker can be reached (KIP-899). Who looks while a search is under way shares it, so that
// nobody is ever parked on one dead broker. On the client's executor.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "cluster/broker_pool.hpp"

namespace klamm::cluster {

class BrokerFinder : public std::enable_shared_from_this<BrokerFinder> {
public:
  struct Found {
    NodeId node = no_node;
    BrokerPool::ConnectionPtr connection;
    bool started_anew = false; ///< a bootstrap server, asked because no learned broker could be reached (or none is known yet)
  };
  using Handler = UniqueFunction<void(Result<Found>)>;

  BrokerFinder(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<BrokerPool> pool, bool rebootstrap);

  /// `handler` gets a connection, or why every broker that could be asked failed. Never called from within this call.
  void find(Handler handler);

  /// The broker answers, but uselessly: others are asked first until one did well.
  void penalize(NodeId node);
  /// Metadata was learned: bootstrap servers are not needed any more.
  void learned();
  /// Nothing learned counts any more.
  void start_anew();
  /// True while bootstrap servers are asked.
  bool bootstrapping() const noexcept { return bootstrapping_; }
  std::size_t candidates() const;
  /// Why the last search found nobody; nothing when it found one.
  const std::optional<Error>& trouble() const noexcept { return trouble_; }

  void close();

private:
  struct Failure {
    NodeId node;
    net::Endpoint endpoint;
    Error error;
  };

  bool is_candidate(NodeId node) const noexcept { return node >= 0 ? !initial_ : bootstrapping_; }
  void begin();
  void try_next();
  void settled(std::uint64_t round, NodeId node, Result<BrokerPool::ConnectionPtr> outcome);
  void exhausted();
  void finish(Result<Found> outcome);
  Error nobody() const;

  std::shared_ptr<net::Runtime> runtime_;
  std::shared_ptr<BrokerPool> pool_;
  std::unique_ptr<net::Timer> hedge_;
  bool rebootstrap_;
  bool bootstrapping_ = true;
  bool initial_ = true; ///< no broker was ever learned
  std::vector<NodeId> penalized_;

  std::vector<Handler> waiting_;
  std::uint64_t round_ = 0;
  std::vector<NodeId> untried_; ///< the next is the last
  std::size_t under_way_ = 0;
  std::vector<Failure> failures_;
  std::optional<Error> trouble_; ///< of the last search
};

} // namespace klamm::cluster
