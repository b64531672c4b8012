// What every client needs: where the cluster is, how to connect, how to prove who it is.
//
// The rule of all configuration structs: a member is named as its property, with _ for . and the unit in the type instead of the name; the groups
// ssl, sasl and metadata nest at their first dot, and connection holds what concerns single connections, under its full name.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "klamm/config_types.hpp"
#include "klamm/export.hpp"
#include "klamm/log.hpp"
#include "klamm/properties.hpp"
#include "klamm/result.hpp"
#include "klamm/security_config.hpp"

namespace klamm {

/// How connections are made, kept and given up.
struct ConnectionConfig {
  /// How a broker's name becomes addresses. (`client.dns.lookup`)
  ClientDnsLookup client_dns_lookup = ClientDnsLookup::use_all_dns_ips;
  /// Addresses to use instead of those that brokers advertise, e.g. `kafka1:29092=localhost:9092`, for tunnels and containers.
  /// (`client.dns.map`)
  std::map<std::string, std::string> client_dns_map{};
  /// How long connecting to one address may take at first; doubles with each failure in a row.
  /// (`socket.connection.setup.timeout.ms`, 0…)
  std::chrono::milliseconds socket_connection_setup_timeout{10'000};
  /// The longest that connecting to one address may take. (`socket.connection.setup.timeout.max.ms`, 0…)
  std::chrono::milliseconds socket_connection_setup_timeout_max{30'000};
  /// Whether the system probes idle connections, so that a vanished broker is noticed. (`socket.keepalive.enable`)
  bool socket_keepalive_enable = true;
  /// Wait before a broker is connected to again; doubles with each failure in a row, with jitter. (`reconnect.backoff.ms`, 0…)
  std::chrono::milliseconds reconnect_backoff{50};
  /// The longest wait before a broker is connected to again. (`reconnect.backoff.max.ms`, 0…)
  std::chrono::milliseconds reconnect_backoff_max{1'000};
  /// How long a connection may be idle before it is closed; a negative value keeps it. (`connections.max.idle.ms`)
  std::chrono::milliseconds connections_max_idle{540'000};
  /// Size of the socket's send buffer; -1 leaves it to the system, which adapts it. (`send.buffer.bytes`, -1…)
  std::int32_t send_buffer_bytes = -1;
  /// Size of the socket's receive buffer; -1 leaves it to the system, which adapts it. (`receive.buffer.bytes`, -1…)
  std::int32_t receive_buffer_bytes = -1;
  /// The largest response accepted; a larger one closes the connection before memory is taken for it. (`receive.message.max.bytes`,
  /// 1000…)
  std::int32_t receive_message_max_bytes = 100 * 1024 * 1024;
};

/// How the client's view of the cluster is kept current. Names are the properties' after "metadata.".
struct MetadataConfig {
  /// After how long metadata is asked for again even where nothing seems to have changed. (`metadata.max.age.ms`, 0…)
  std::chrono::milliseconds max_age{300'000};
  /// After how long without use a topic's metadata is forgotten. (`metadata.max.idle.ms`, 5000…)
  std::chrono::milliseconds max_idle{300'000};
  /// What to do when no known broker can be reached. (`metadata.recovery.strategy`)
  MetadataRecoveryStrategy recovery_strategy = MetadataRecoveryStrategy::rebootstrap;
  /// After how long without metadata the client starts again from bootstrap.servers. (`metadata.recovery.rebootstrap.trigger.ms`,
  /// 0…)
  std::chrono::milliseconds recovery_rebootstrap_trigger{300'000};
};

/// The settings of a Client that producers, consumers and admins share.
struct KLAMM_EXPORT ClientConfig {
  /// `host:port` of some brokers of the cluster; one that answers is enough to find the others. (`bootstrap.servers`)
  std::vector<std::string> bootstrap_servers{};
  /// Name of this client in the brokers' logs, metrics and quotas. (`client.id`)
  std::string client_id{};
  /// How long a broker may take to answer a request. (`request.timeout.ms`, 0…2147483647)
  std::chrono::milliseconds request_timeout{30'000};
  /// Wait before a failed request is sent again; doubles with each failure in a row, with jitter. (`retry.backoff.ms`, 0…)
  std::chrono::milliseconds retry_backoff{100};
  /// The longest wait before a failed request is sent again. (`retry.backoff.max.ms`, 0…)
  std::chrono::milliseconds retry_backoff_max{1'000};
  /// Whether connections are encrypted (SSL) and clients log in (SASL). (`security.protocol`)
  SecurityProtocol security_protocol = SecurityProtocol::plaintext;
  SslConfig ssl{};
  SaslConfig sasl{};
  ConnectionConfig connection{};
  MetadataConfig metadata{};
  /// The least important lines that go to the log. (`log.level`)
  LogLevel log_level = LogLevel::warning;
  /// Where log lines go; to standard error where empty.
  LogSink log_sink{};
  /// What was accepted from properties but has no effect, a line each; the client logs them when it starts.
  std::vector<std::string> notes{};

  /// The defaults, overlaid with `properties`. All that is wrong is in one error.
  static Result<ClientConfig> from_properties(const Properties& properties);
  static Result<ClientConfig> from_file(const std::string& path);
  /// Overlays this with `properties`; on an error nothing is changed.
  Result<void> apply(const Properties& properties);
  /// Whether each value is in its range and they fit together.
  Result<void> validate() const;
};

} // namespace klamm
