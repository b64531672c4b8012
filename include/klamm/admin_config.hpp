// An admin client's settings.
#pragma once

#include <limits>

#include "klamm/client_config.hpp"
#include "klamm/export.hpp"

namespace klamm {

/// The settings of an Admin. Defaults are those of the Java client 4.3.
struct KLAMM_EXPORT AdminConfig {
  /// `host:port` of some brokers of the cluster; one that answers is enough to find the others. (`bootstrap.servers`)
  std::vector<std::string> bootstrap_servers{};
  /// Name of this client in the brokers' logs, metrics and quotas. (`client.id`)
  std::string client_id{};
  /// How long a call that was given no timeout may take in all. (`default.api.timeout.ms`, 0…2147483647)
  std::chrono::milliseconds default_api_timeout{60'000};
  /// How often a request is sent again after an error that may pass, within delivery.timeout.ms (producer) or
  /// default.api.timeout.ms (admin). (`retries`, 0…2147483647)
  std::int32_t retries = std::numeric_limits<std::int32_t>::max();
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
  static Result<AdminConfig> from_properties(const Properties& properties);
  static Result<AdminConfig> from_file(const std::string& path);
  /// Overlays this with `properties`; on an error nothing is changed.
  Result<void> apply(const Properties& properties);
  /// Whether each value is in its range and they fit together.
  Result<void> validate() const;
  /// The part that a Client takes.
  ClientConfig client_config() const;
};

} // namespace klamm
