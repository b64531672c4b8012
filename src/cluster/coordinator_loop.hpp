// Looks coordinators up: sends what Coordinators says to brokers that BrokerFinder finds, and tells those who wait. On the client's executor.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "cluster/broker_finder.hpp"
#include "cluster/coordinators.hpp"
#include "cluster/wait_id.hpp"

namespace klamm::cluster {

class CoordinatorLoop : public std::enable_shared_from_this<CoordinatorLoop> {
public:
  using Handler = UniqueFunction<void(Result<NodeId>)>;

  CoordinatorLoop(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<BrokerPool> pool, std::shared_ptr<BrokerFinder> finder,
                  const MetadataSettings& settings);

  void wait(WaitId id, CoordinatorKey key, TimePoint deadline, Handler handler);
  bool cancel(WaitId id);
  NodeId known(CoordinatorType type, std::string_view key) const noexcept { return core_.known(type, key); }
  void lost(CoordinatorType type, std::string_view key, NodeId node) { core_.lost(type, key, node); }
  void forget_all() { core_.forget_all(); }
  void close();

private:
  struct Waiter {
    WaitId id;
    TimePoint deadline;
    Handler handler;
  };

  struct Asked {
    std::uint64_t number;
    NodeId node;
    std::shared_ptr<const CoordinatorLookup> lookup;
    TimePoint patient_until;
  };

  void pump();
  void pump_soon();
  void expire(TimePoint now);
  void give_up_on_slow(TimePoint now);
  void found(Result<BrokerFinder::Found> found);
  void send(const BrokerFinder::Found& found, CoordinatorLookup lookup);
  void on_reply(const Asked& asked, const std::string& broker, Result<net::Reply<wire::FindCoordinatorResponse>> reply);
  void deliver(std::vector<Coordinators::Answer> answers, const std::string& broker);
  void post(Handler handler, Result<NodeId> outcome);
  void arm(TimePoint when);

  std::shared_ptr<net::Runtime> runtime_;
  std::shared_ptr<BrokerPool> pool_;
  std::shared_ptr<BrokerFinder> finder_;
  Duration request_timeout_;
  std::unique_ptr<net::Timer> timer_;
  Coordinators core_;
  std::map<CoordinatorKey, std::vector<Waiter>> waiters_;
  std::vector<Asked> asked_;
  std::uint64_t last_asked_ = 0;
  bool searching_ = false, closed_ = false, pump_posted_ = false;
};

} // namespace klamm::cluster
