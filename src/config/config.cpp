// The member functions of the four structs: overlay, then check.
#include "klamm/config.hpp"

#include "config/checks.hpp"
#include "config/overlay.hpp"

namespace klamm {

namespace {

template <class Config>
Result<void> apply_to(Config& config, const Properties& properties) {
  Config changed = config;
  config::Said said;
  config::Problems problems;
  config::overlay(config::target(changed), properties, said, problems);
  if (problems.empty()) config::check_together(changed, said, problems);
  if (!problems.empty()) return config::as_error(problems);
  config = std::move(changed);
  return {};
}

template <class Config>
Result<void> validate_all(const Config& config) {
  config::Problems problems;
  config::check_values(config, problems);
  // Values that are wrong in themselves would only be reported twice.
  if (problems.empty()) {
    config::check_together(config, {}, problems);
    config::check_complete(config, problems);
  }
  if (!problems.empty()) return config::as_error(problems);
  return {};
}

template <class Config>
Result<Config> made_from(const Result<Properties>& properties) {
  if (!properties) return properties.error();
  Config config;
  if (const Result<void> applied = apply_to(config, *properties); !applied) return applied.error();
  return config;
}

template <class Config>
ClientConfig client_part(const Config& config) {
  ClientConfig client;
  client.bootstrap_servers = config.bootstrap_servers;
  client.client_id = config.client_id;
  client.request_timeout = config.request_timeout;
  client.retry_backoff = config.retry_backoff;
  client.retry_backoff_max = config.retry_backoff_max;
  client.security_protocol = config.security_protocol;
  client.ssl = config.ssl;
  client.sasl = config.sasl;
  client.connection = config.connection;
  client.metadata = config.metadata;
  client.log_level = config.log_level;
  client.log_sink = config.log_sink;
  client.notes = config.notes;
  return client;
}

} // namespace

Result<ClientConfig> ClientConfig::from_properties(const Properties& properties) { return made_from<ClientConfig>(properties); }
Result<ClientConfig> ClientConfig::from_file(const std::string& path) { return made_from<ClientConfig>(read_properties(path)); }
Result<void> ClientConfig::apply(const Properties& properties) { return apply_to(*this, properties); }
Result<void> ClientConfig::validate() const { return validate_all(*this); }

Result<ProducerConfig> ProducerConfig::from_properties(const Properties& properties) { return made_from<ProducerConfig>(properties); }
Result<ProducerConfig> ProducerConfig::from_file(const std::string& path) { return made_from<ProducerConfig>(read_properties(path)); }
Result<void> ProducerConfig::apply(const Properties& properties) { return apply_to(*this, properties); }
Result<void> ProducerConfig::validate() const { return validate_all(*this); }
ClientConfig ProducerConfig::client_config() const { return client_part(*this); }
Result<ProducerConfig> ProducerConfig::resolved() const {
  if (const Result<void> valid = validate(); !valid) return valid.error();
  ProducerConfig result = *this;
  config::expand(result);
  return result;
}

Result<ConsumerConfig> ConsumerConfig::from_properties(const Properties& properties) { return made_from<ConsumerConfig>(properties); }
Result<ConsumerConfig> ConsumerConfig::from_file(const std::string& path) { return made_from<ConsumerConfig>(read_properties(path)); }
Result<void> ConsumerConfig::apply(const Properties& properties) { return apply_to(*this, properties); }
Result<void> ConsumerConfig::validate() const { return validate_all(*this); }
ClientConfig ConsumerConfig::client_config() const { return client_part(*this); }

Result<AdminConfig> AdminConfig::from_properties(const Properties& properties) { return made_from<AdminConfig>(properties); }
Result<AdminConfig> AdminConfig::from_file(const std::string& path) { return made_from<AdminConfig>(read_properties(path)); }
Result<void> AdminConfig::apply(const Properties& properties) { return apply_to(*this, properties); }
Result<void> AdminConfig::validate() const { return validate_all(*this); }
ClientConfig AdminConfig::client_config() const { return client_part(*this); }

} // namespace klamm
