// What tests order to happen to requests: answered with an error, lost, late, cut off, held. Plain state; lives on the mock's executor.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "base/time.hpp"
#include "klamm/api_key.hpp"
#include "klamm/error_code.hpp"

namespace klamm::mock {

using NodeId = std::int32_t;

struct Order {
  enum class Kind {
    none,        ///< as ever
    reply,       ///< not carried out, answered with `error`
    reply_late,  ///< carried out, then answered with `error`
    drop,        ///< not carried out, never answered; nor is anything that follows on the connection
    drop_answer, ///< carried out, and then the same
    delay,       ///< carried out `wait` later
    close_after, ///< carried out; the connection breaks behind the answer's first `bytes`
    throttle,    ///< carried out; the answer says that the client is to wait, and what follows waits
    hold,        ///< carried out when `hold` is released
  };
  Kind kind = Kind::none;
  ErrorCode error = ErrorCode::none;
  Duration wait{0};
  std::size_t bytes = 0;
  std::uint64_t hold = 0;
};

class Orders {
public:
  static constexpr NodeId any_broker = -1;

  /// For the next `times` requests of that API, to that broker.
  void push(ApiKey api, const Order& order, std::size_t times = 1, NodeId broker = any_broker) {
    if (times > 0) rules_[api].push_back({order, times, broker});
  }
  /// What is ordered for a request that has come.
  Order take(ApiKey api, NodeId broker);
  void clear() { rules_.clear(); }

  std::uint64_t new_hold() {
    held_[++last_hold_] = 0;
    return last_hold_;
  }
  void release(std::uint64_t hold) { held_.erase(hold); }
  bool is_held(std::uint64_t hold) const { return held_.contains(hold); }
  /// A request begins to wait for the hold.
  void hold(std::uint64_t hold) {
    if (const auto found = held_.find(hold); found != held_.end()) ++found->second;
  }
  std::size_t waiting(std::uint64_t hold) const {
    const auto found = held_.find(hold);
    return found == held_.end() ? 0 : found->second;
  }

private:
  struct Rule {
    Order order;
    std::size_t left;
    NodeId broker;
  };
  std::map<ApiKey, std::deque<Rule>> rules_;
  std::map<std::uint64_t, std::size_t> held_;
  std::uint64_t last_hold_ = 0;
};

} // namespace klamm::mock
