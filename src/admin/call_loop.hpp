// One admin call under way: does what its Dispatch says. Lives on the client's executor; whoever holds it keeps the call going.
#pragma once

#include <memory>

#include "admin/dispatch.hpp"
#include "cluster/cluster.hpp"

namespace klamm::admin {

struct CallSettings {
  Duration timeout = 60s;
  Duration request_timeout = 30s;
  net::Backoff backoff{100ms, 1s};
  std::uint64_t retries = UINT64_MAX;
};

class CallLoop : public std::enable_shared_from_this<CallLoop> {
public:
  /// `done` is called once, not from within start(): all items are then done or failed, or the call was ended (the error).
  using Done = UniqueFunction<void(Result<void>)>;
  static std::shared_ptr<CallLoop> create(std::shared_ptr<cluster::Cluster> cluster, std::shared_ptr<Operation> operation,
                                          const CallSettings& settings, Done done);

  void start();
  /// Ends the call; true when nothing of it can have happened.
  bool end(const Error& error);

private:
  CallLoop(std::shared_ptr<cluster::Cluster> cluster, std::shared_ptr<Operation> operation, const CallSettings& settings, Done done);
  void begin(std::span<const cluster::Broker> brokers);
  void pump();
  void pump_soon();
  void finish(Result<void> outcome);
  void look_up(const Dispatch::Need& need);
  void look_up_leader(const Dispatch::Need& need);
  void look_up_coordinator(const Dispatch::Need& need);
  void look_up_broker(const Dispatch::Need& need);
  void found(const Dispatch::Need& need, const Dispatch::Finder& finder);
  void not_found(const Dispatch::Need& need, const Error& error);
  void send(Dispatch::Send send);
  void submit(Dispatch::Send send, const cluster::BrokerPool::ConnectionPtr& connection);
  void failed(const Dispatch::Send& send, const Error& error);
  /// `next(self, snapshot)` with metadata that is known, or asked for anew.
  template <class Next>
  void with_metadata(const Dispatch::Need& need, bool fresh, Next next);

  const std::shared_ptr<cluster::Cluster> cluster_;
  const std::shared_ptr<Operation> operation_;
  const CallSettings settings_;
  Done done_;
  Dispatch dispatch_;
  std::unique_ptr<net::Timer> timer_;
  TimePoint deadline_ = never;
  TimePoint lookups_end_ = never; ///< a moment earlier: then the call can tell what kept them
  bool begun_ = false, pump_posted_ = false;
};

} // namespace klamm::admin
