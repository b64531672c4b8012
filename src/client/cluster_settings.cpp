#include "client/cluster_settings.hpp"

#include "net/sasl_login.hpp"
#include "net/tls_client.hpp"

namespace klamm::detail {
namespace {

Result<net::Endpoint> parse(const std::string& property, const std::string& text) {
  auto endpoint = net::Endpoint::parse(text);
  if (!endpoint)
    return Error(ErrorCode::config_value_invalid, property + "=" + text + ": " + endpoint.error().cause(), endpoint.error().hint());
  return endpoint;
}

cluster::PoolSettings pool_settings(const ClientConfig& config) {
  const ConnectionConfig& from = config.connection;
  cluster::PoolSettings pool;
  pool.connection.client_id = config.client_id.empty() ? "klamm" : config.client_id;
  pool.connection.socket.send_buffer_bytes = from.send_buffer_bytes;
  pool.connection.socket.receive_buffer_bytes = from.receive_buffer_bytes;
  pool.connection.socket.keepalive = from.socket_keepalive_enable;
  pool.connection.request_timeout = config.request_timeout;
  pool.connection.max_response_bytes = static_cast<std::size_t>(from.receive_message_max_bytes);
  pool.reconnect = {from.reconnect_backoff, from.reconnect_backoff_max};
  pool.setup_timeout = {from.socket_connection_setup_timeout, from.socket_connection_setup_timeout_max};
  pool.max_idle = from.connections_max_idle < from.connections_max_idle.zero() ? Duration::max() : Duration(from.connections_max_idle);
  return pool;
}

// What is asked for and can't be had is refused: done without, it would be worse than not at all.
Result<void> check_supported(const ClientConfig& config) {
  if (config.connection.client_dns_lookup != ClientDnsLookup::use_all_dns_ips)
    return Error(
        ErrorCode::config_value_invalid,
        "client.dns.lookup=resolve_canonical_bootstrap_servers_only is not supported: klamm connects to the names as they are given",
        "use_all_dns_ips, and the canonical names in bootstrap.servers");
  return {};
}

} // namespace

Result<cluster::ClusterSettings> cluster_settings(const ClientConfig& config, const std::shared_ptr<net::Runtime>& runtime) {
  if (const auto supported = check_supported(config); !supported) return supported.error();
  cluster::ClusterSettings settings;
  settings.pool = pool_settings(config);
  if (config.security_protocol == SecurityProtocol::ssl || config.security_protocol == SecurityProtocol::sasl_ssl) {
    auto tls = net::TlsClient::create(config.ssl, runtime->log);
    if (!tls) return tls.error();
    settings.pool.connection.tls = *std::move(tls);
  }
  if (config.security_protocol == SecurityProtocol::sasl_plaintext || config.security_protocol == SecurityProtocol::sasl_ssl) {
    auto mechanism = net::SaslLogin::make_mechanism(config.sasl, runtime, config.ssl);
    if (!mechanism) return mechanism.error();
    settings.pool.connection.sasl = std::make_shared<net::SaslLogin>(*std::move(mechanism));
  }
  for (const std::string& text : config.bootstrap_servers) {
    auto endpoint = parse("bootstrap.servers", text);
    if (!endpoint) return endpoint.error();
    settings.bootstrap.push_back(std::move(*endpoint));
  }
  for (const auto& [advertised, actual] : config.connection.client_dns_map) {
    auto from = parse("client.dns.map", advertised);
    if (!from) return from.error();
    auto to = parse("client.dns.map", actual);
    if (!to) return to.error();
    settings.pool.address_map.emplace_back(std::move(*from), std::move(*to));
  }
  settings.metadata.max_age = config.metadata.max_age;
  settings.metadata.max_idle = config.metadata.max_idle;
  settings.metadata.backoff = {config.retry_backoff, config.retry_backoff_max};
  settings.metadata.request_timeout = config.request_timeout;
  settings.metadata.rebootstrap = config.metadata.recovery_strategy == MetadataRecoveryStrategy::rebootstrap;
  settings.metadata.rebootstrap_trigger = config.metadata.recovery_rebootstrap_trigger;
  return settings;
}

} // namespace klamm::detail
