// Keeps the metadata fresh: asks when MetadataRefresh says so, whom BrokerFinder finds, applies answers to the MetadataCache, and tells those who wait.
// On the client's executor.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "cluster/broker_finder.hpp"
#include "cluster/metadata_cache.hpp"
#include "cluster/metadata_refresh.hpp"
#include "cluster/metadata_waits.hpp"
#include "cluster/snapshot_cell.hpp"

namespace klamm::cluster {

class MetadataLoop : public std::enable_shared_from_this<MetadataLoop> {
public:
  struct Parts {
    std::shared_ptr<net::Runtime> runtime;
    std::shared_ptr<BrokerPool> pool;
    std::shared_ptr<BrokerFinder> finder;
    std::shared_ptr<SnapshotCell> cell;
    std::function<void()> on_start_anew; ///< what was learned from brokers no longer counts
  };

  MetadataLoop(Parts parts, const ClusterSettings& settings);

  void start(); ///< idempotent
  void wait(MetadataWait wait, bool allow_auto_create);
  /// Waits for an answer to a request that is sent from now on.
  void wait_for_refresh(MetadataWait wait);
  bool cancel(WaitId wait);
  void request_refresh();
  std::size_t apply_leader_hints(std::span<const LeaderHint> hints, std::span<const Broker> brokers);
  void close();

  void touch(std::string_view topic) { refresh_.touch(topic, runtime().now()); }
  void hold(const std::vector<std::string>& topics);
  void release(const std::vector<std::string>& topics);
  void hold_all();
  void release_all() { refresh_.release_all(); }

  std::uint64_t subscribe(std::function<void(const SnapshotPtr&)> changed);
  void unsubscribe(std::uint64_t subscriber) { subscribers_.erase(subscriber); }

  /// Why the last attempt to get metadata failed; nothing when it didn't.
  const std::optional<Error>& last_error() const noexcept { return last_error_; }

private:
  using Reply = net::Reply<wire::MetadataResponse>;

  net::Runtime& runtime() const noexcept { return *parts_.runtime; }
  std::weak_ptr<MetadataLoop> weak() { return weak_from_this(); }
  void pump();
  void pump_soon();
  void send(const MetadataFlight& flight);
  void send_to(BrokerFinder::Found found);
  void slow(std::uint64_t flight, NodeId node);
  void on_reply(const BrokerFinder::Found& found, std::uint64_t flight, Result<Reply> reply);
  void apply(const BrokerFinder::Found& found, Reply reply);
  void applied(const BrokerFinder::Found& found, const MetadataCache::Outcome& outcome);
  void attempt_failed(NodeId node, const Error& error);
  void flight_failed(const Error& error);
  void start_anew(const std::string& why);
  void publish();
  void want_names();
  void remember_names(const wire::MetadataResponse& response);
  Error late(const MetadataWait& wait) const;
  Error unknown(const std::string& topic) const;
  void deliver(MetadataWait::Handler handler, Result<SnapshotPtr> outcome);
  void deliver(std::vector<MetadataWaits::Settled> settled);

  Parts parts_;
  MetadataSettings settings_;
  std::vector<net::Endpoint> bootstrap_;
  MetadataRefresh refresh_;
  MetadataCache cache_;
  MetadataWaits waits_;
  std::unique_ptr<net::Timer> timer_, slow_timer_;
  bool started_ = false, closed_ = false, pump_posted_ = false;
  std::map<std::uint64_t, std::function<void(const SnapshotPtr&)>> subscribers_;
  std::uint64_t last_subscriber_ = 0;

  std::optional<MetadataFlight> flight_; ///< being sent
  std::size_t attempts_ = 0;             ///< brokers asked for this flight …
  std::size_t unanswered_ = 0;           ///< … that may still answer, or are being looked for
  std::optional<Error> last_error_;
  TimePoint failing_since_ = never;
  std::vector<std::string> names_; ///< all topics of the cluster when last told, for did-you-mean
  TimePoint names_at_ = TimePoint::min();
  bool names_only_ = false; ///< all topics are asked for only because of their names
};

} // namespace klamm::cluster
