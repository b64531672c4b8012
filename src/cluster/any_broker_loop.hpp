// Callers that wait for a broker, whichever it is: one search for all of them, again and again until their deadlines. On the client's executor.
#pragma once

#include <memory>
#include <vector>

#include "cluster/broker_finder.hpp"
#include "cluster/wait_id.hpp"
#include "net/backoff.hpp"

namespace klamm::cluster {

class AnyBrokerLoop : public std::enable_shared_from_this<AnyBrokerLoop> {
public:
  using Handler = UniqueFunction<void(Result<NodeId>)>;

  AnyBrokerLoop(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<BrokerFinder> finder, BackoffSettings backoff);

  void wait(WaitId id, TimePoint deadline, Handler handler);
  bool cancel(WaitId id);
  void close();

private:
  struct Waiter {
    WaitId id;
    TimePoint deadline;
    Handler handler;
  };

  void pump();
  void pump_soon();
  void found(const Result<BrokerFinder::Found>& found);
  void post(Handler handler, Result<NodeId> outcome);
  void arm(TimePoint when);

  std::shared_ptr<net::Runtime> runtime_;
  std::shared_ptr<BrokerFinder> finder_;
  net::Backoff backoff_;
  std::unique_ptr<net::Timer> timer_;
  std::vector<Waiter> waiters_;
  bool searching_ = false, closed_ = false, pump_posted_ = false;
  std::uint64_t failures_ = 0;
  TimePoint not_before_ = TimePoint::min();
  std::optional<Error> last_error_;
};

} // namespace klamm::cluster
