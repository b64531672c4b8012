// What the cluster layer needs to be told; the client layer fills it from the configuration. Defaults are the Java client's.
#pragma once

#include <utility>
#include <vector>

#include "base/time.hpp"
#include "net/connection.hpp"

namespace klamm::cluster {

struct BackoffSettings {
  Duration initial = 100ms;
  Duration max = 1s;
};

struct PoolSettings {
  net::ConnectionSettings connection;
  BackoffSettings reconnect{50ms, 1s};     ///< reconnect.backoff.ms, reconnect.backoff.max.ms
  BackoffSettings setup_timeout{10s, 30s}; ///< socket.connection.setup.timeout.ms and .max.ms (KIP-601)
  Duration max_idle = 9min;                ///< connections.max.idle.ms
  std::vector<std::pair<net::Endpoint, net::Endpoint>>
      address_map; ///< client.dns.map: what brokers call themselves → where they are for this host
  /// Asks each broker that metadata named for its cluster id before anything else is sent: an address may belong to another cluster by now.
  bool verify_cluster = true;
};

struct MetadataSettings {
  Duration max_age = 5min;  ///< metadata.max.age.ms
  Duration max_idle = 5min; ///< metadata.max.idle.ms: how long a topic that nobody holds stays in use after its last touch
  BackoffSettings backoff;  ///< retry.backoff.ms, retry.backoff.max.ms
  Duration request_timeout = 30s;
  bool rebootstrap = true;             ///< metadata.recovery.strategy (KIP-899)
  Duration rebootstrap_trigger = 5min; ///< metadata.recovery.rebootstrap.trigger.ms (KIP-1102)
};

struct ClusterSettings {
  std::vector<net::Endpoint> bootstrap; ///< bootstrap.servers, at least one
  PoolSettings pool;
  MetadataSettings metadata;
};

} // namespace klamm::cluster
