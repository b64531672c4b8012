// What a test orders to happen to requests that reach a MockCluster, and what it sees of them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "klamm/api_key.hpp"
#include "klamm/error_code.hpp"
#include "klamm/export.hpp"

namespace klamm {

class MockCluster;

/// A request that has reached a broker of a MockCluster.
struct MockRequest {
  ApiKey api{};
  int version = 0;
  int broker = 0;
  std::string client_id{};
  std::string text{}; ///< every field by Kafka's name for it; records only as a number of bytes
};

/// Requests that wait at a broker until release(). Must not outlive its MockCluster; letting go of it releases nothing.
class KLAMM_EXPORT MockHold {
public:
  /// Lets those that wait, and those still to come, go on. Idempotent.
  void release();
  /// How many requests have been held so far; 0 after release().
  std::size_t waiting() const;

private:
  friend class MockRule;
  MockHold(MockCluster& cluster, std::uint64_t id) : cluster_(&cluster), id_(id) {}
  MockCluster* cluster_;
  std::uint64_t id_;
};

/// What is to become of the next requests of one API, made by MockCluster::on(). Rules of an API are followed in the order in which they were made, each for
/// one request unless times() or always() says more:
///
///     cluster.on(ApiKey::produce).at_broker(2).times(3).reply(ErrorCode::not_leader_or_follower);
///
/// A broker answers a connection's requests one after the other: what comes behind a request that is late, held or dropped waits with it.
class KLAMM_EXPORT MockRule {
public:
  /// Only requests to that broker count. Default: any.
  MockRule& at_broker(int broker) noexcept {
    broker_ = broker;
    return *this;
  }
  /// For so many requests. Default: 1.
  MockRule& times(std::size_t count) noexcept {
    times_ = count;
    return *this;
  }
  /// For all requests from now on, until MockCluster::clear_rules().
  MockRule& always() noexcept { return times(SIZE_MAX); }

  /// Answered with this error for everything that they ask, and not carried out.
  void reply(ErrorCode error);
  /// The same, each request with the next of several errors.
  void reply(const std::vector<ErrorCode>& errors);
  /// Carried out, and answered with this error for everything that they ask: as NOT_ENOUGH_REPLICAS_AFTER_APPEND, or a coordinator that fails too late.
  void reply_afterwards(ErrorCode error);
  /// Neither carried out nor answered: the connection is silent from then on.
  void drop();
  /// Carried out, but the answer is lost: the connection is silent from then on.
  void drop_answer();
  /// Carried out and answered so much later.
  void delay(std::chrono::nanoseconds wait);
  /// Carried out; the connection breaks behind the first `bytes` of the answer.
  void close_after(std::size_t bytes);
  /// Carried out; the answer tells the client to be quiet for so long (KIP-219), and the broker reads nothing from it meanwhile.
  void throttle(std::chrono::milliseconds time);
  /// Carried out when the hold is released.
  MockHold hold();

private:
  friend class MockCluster;
  MockRule(MockCluster& cluster, ApiKey api) : cluster_(&cluster), api_(api) {}
  MockCluster* cluster_;
  ApiKey api_;
  int broker_ = -1;
  std::size_t times_ = 1;
};

} // namespace klamm
