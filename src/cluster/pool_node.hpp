// One broker as the pool sees it: its address, how attempts to reach it went, and its connection for each purpose with those who wait for it.
// Part of broker_pool.cpp.
#pragma once

#include <array>

#include "cluster/broker_pool.hpp"

namespace klamm::cluster {

/// The connection for one purpose: idle → connecting → connected → idle, or connecting → idle when it fails. Backing off is the node's.
struct PoolLink {
  struct Waiter {
    TimePoint deadline;
    BrokerPool::AcquireHandler handler;
  };

  BrokerPool::ConnectionPtr connection;
  BrokerPool::ConnectionPtr unverified; ///< the attempt's, while the broker is asked which cluster it belongs to
  std::uint64_t attempt = 0;            ///< not 0: connecting; an outcome with another number is stale
  std::vector<Waiter> waiters;
  TimePoint earliest_deadline = never;

  /// What becomes of it means nothing any more.
  void give_up_attempt() {
    attempt = 0;
    unverified.reset();
  }
  void wait(TimePoint deadline, BrokerPool::AcquireHandler handler);
  std::vector<Waiter> take_waiters();
  /// Those whose deadline has passed.
  std::vector<Waiter> take_late(TimePoint at);
};

struct PoolNode {
  NodeId id = no_node;
  net::Endpoint endpoint;
  std::string learned_from;
  bool reached = false;       ///< this address has answered before
  std::uint64_t failures = 0; ///< attempts since the last success
  std::uint64_t flaps = 0;    ///< connections that ended right after they were opened
  TimePoint retry_at = TimePoint::min();
  TimePoint last_attempt = TimePoint::min();
  TimePoint connected_at = TimePoint::min();
  std::optional<Error> last_error;
  std::array<PoolLink, purpose_count> links;

  PoolLink& link(Purpose purpose) noexcept { return links[static_cast<std::size_t>(purpose)]; }
  /// "b1:9092 (node 1)"
  std::string describe() const;
  ErrorContext context() const; ///< of an error about a request that was not sent
  /// What those are told who waited for `link` in vain.
  Error late(const PoolLink& link) const;
  BrokerStatus status(TimePoint now) const;
};

} // namespace klamm::cluster
