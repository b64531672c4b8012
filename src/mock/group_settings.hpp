// What the embedded brokers' groups are told: Kafka's own defaults, but where a test would only wait. And who speaks to them.
#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace klamm::mock {

struct GroupSettings {
  Duration initial_rebalance_delay = 0ms; ///< group.initial.rebalance.delay.ms (Kafka: 3 s)
  Duration min_session_timeout = 1ms;     ///< group.min.session.timeout.ms (Kafka: 6 s)
  Duration max_session_timeout = 30min;   ///< group.max.session.timeout.ms
  std::size_t max_size = SIZE_MAX;        ///< group.max.size, of either kind of group
  Duration session_timeout = 45s;         ///< group.consumer.session.timeout.ms
  Duration heartbeat_interval = 5s;       ///< group.consumer.heartbeat.interval.ms
};

/// The client behind a request.
struct Caller {
  std::string_view client_id;
  std::string_view client_host;
};

/// A random UUID as Java prints it, for member ids.
std::string new_member_uuid(Random& random);

} // namespace klamm::mock
