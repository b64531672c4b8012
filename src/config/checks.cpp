#include "config/checks.hpp"

#include <algorithm>

namespace klamm::config {

namespace {

/// Shows the settings of one configuration by name.
template <class Config>
class View {
public:
  View(const Config& config, const Said& said, Problems& problems) : config_(config), said_(said), problems_(problems) {}

  std::string value(std::string_view name) const { return value_text(*find(name).row, kind_of<Config>, &config_); }
  /// "acks=1 (app.properties:7)"
  std::string shown(std::string_view name) const {
    const auto said = said_.find(name);
    const std::string place = said == said_.end() || said->second.empty() ? "" : " (" + said->second + ")";
    return std::string(name) + "=" + value(name) + place;
  }
  bool differs(std::string_view name) const { return value(name) != default_text(*find(name).row, kind_of<Config>); }
  /// Said in so many words, or different from the default.
  bool set(std::string_view name) const { return said_.contains(name) || differs(name); }

  void conflict(std::string_view subject, std::string cause, std::string hint) {
    problems_.push_back({ErrorCode::config_conflict, std::string(subject), std::move(cause), std::move(hint)});
  }
  /// Of two settings that say the same thing, or exclude each other, only one may be there.
  void not_both(std::string_view one, bool has_one, std::string_view other, bool has_other) {
    if (has_one && has_other) conflict(one, std::string(one) + " and " + std::string(other) + " are both set", "leave one of them out");
  }

private:
  const Config& config_;
  const Said& said_;
  Problems& problems_;
};

template <class Config>
void check_ssl(const SslConfig& ssl, View<Config>& view) {
  view.not_both("ssl.truststore.location", !ssl.truststore_location.empty(), "ssl.truststore.certificates",
                !ssl.truststore_certificates.empty());
  view.not_both("ssl.keystore.location", !ssl.keystore_location.empty(), "ssl.keystore.key", !ssl.keystore_key.empty());
  view.not_both("ssl.keystore.location", !ssl.keystore_location.empty(), "ssl.key.location", !ssl.key_location.empty());
  view.not_both("ssl.keystore.key", !ssl.keystore_key.empty(), "ssl.key.location", !ssl.key_location.empty());
  view.not_both("ssl.keystore.certificate.chain", !ssl.keystore_certificate_chain.empty(), "ssl.certificate.location",
                !ssl.certificate_location.empty());
}

template <class Config>
void check_common(const Config& config, View<Config>& view) {
  check_ssl(config.ssl, view);
  view.not_both("sasl.jaas.config", !config.sasl.jaas_config.empty(), "sasl.username", !config.sasl.username.empty());
  for (const std::string& server : config.bootstrap_servers) {
    const std::size_t colon = server.rfind(':');
    const std::string port = colon == std::string::npos ? "" : server.substr(colon + 1);
    const bool digits = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stoi(port) < 1 || std::stoi(port) > 65535)
      view.conflict("bootstrap.servers", "bootstrap.servers has " + server + ", which is no host:port", "e.g. localhost:9092");
  }
}

/// What a preset stands for; unset where it leaves a setting alone.
struct Preset {
  Acks acks;
  bool idempotence;
  std::optional<std::int32_t> retries;
};
Preset preset(Delivery delivery) {
  switch (delivery) {
    case Delivery::at_most_once: return {Acks::none, false, 0};
    case Delivery::at_least_once: return {Acks::all, false, std::nullopt};
    case Delivery::exactly_once: break;
  }
  return {Acks::all, true, std::nullopt};
}

void check_preset(const ProducerConfig& config, View<ProducerConfig>& view) {
  if (!config.delivery) return;
  const Preset wanted = preset(*config.delivery);
  const auto contradicts = [&](std::string_view name, bool same) {
    if (!same && view.set(name))
      view.conflict(name, view.shown("delivery") + " and " + view.shown(name) + " contradict each other", "leave one of them out");
  };
  contradicts("acks", config.acks == wanted.acks);
  contradicts("enable.idempotence", config.enable_idempotence.value_or(wanted.idempotence) == wanted.idempotence);
  contradicts("retries", !wanted.retries || config.retries == *wanted.retries);
}

/// Java's rules: idempotence that was asked for refuses what rules it out; on by default it gives way.
void check_idempotence(const ProducerConfig& config, View<ProducerConfig>& view) {
  const bool asked = config.enable_idempotence.value_or(false) || config.delivery == Delivery::exactly_once;
  const std::string who = config.delivery == Delivery::exactly_once ? "delivery=exactly_once" : "enable.idempotence=true";
  const std::string_view reason = !config.transactional_id.empty() ? "transactional.id" : "";
  if (!asked && reason.empty()) return;
  const std::string asker = asked ? who : "transactional.id";
  const auto needs = [&](std::string_view name, bool fits, const std::string& what) {
    if (!fits) view.conflict(name, asker + " needs " + what + ", and there is " + view.shown(name), "leave " + std::string(name) + " out");
  };
  needs("acks", config.acks == Acks::all || config.delivery, "acks=all");
  needs("retries", config.retries > 0, "retries of at least 1");
  needs("max.in.flight.requests.per.connection", config.max_in_flight_requests_per_connection <= 5,
        "max.in.flight.requests.per.connection of at most 5");
  const bool off = !config.enable_idempotence.value_or(true) || (config.delivery && !preset(*config.delivery).idempotence);
  if (!reason.empty() && off) {
    const std::string_view name = config.delivery ? "delivery" : "enable.idempotence";
    view.conflict(name, "transactional.id needs enable.idempotence=true, and there is " + view.shown(name),
                  "leave " + std::string(name) + " out");
  }
  for (const auto& [topic, settings] : config.topics)
    if (settings.acks.value_or(Acks::all) != Acks::all)
      view.conflict("topic." + topic + ".acks", asker + " needs acks=all for topic " + topic + " too",
                    "leave topic." + topic + ".acks out");
}

void check_delivery_timeout(const ProducerConfig& config, View<ProducerConfig>& view) {
  const auto least = config.linger + config.request_timeout;
  const std::string hint = "at least linger.ms + request.timeout.ms: time for one try";
  if (config.delivery_timeout < least && view.set("delivery.timeout.ms"))
    view.conflict("delivery.timeout.ms",
                  view.shown("delivery.timeout.ms") + " is less than " + view.shown("linger.ms") + " + " + view.shown("request.timeout.ms"),
                  hint);
  for (const auto& [topic, settings] : config.topics) {
    if (!settings.delivery_timeout && !settings.request_timeout) continue;
    const auto timeout =
        settings.delivery_timeout.value_or(std::max(config.delivery_timeout, std::chrono::ceil<std::chrono::milliseconds>(least)));
    if (timeout >= config.linger + settings.request_timeout.value_or(config.request_timeout)) continue;
    const std::string name = "topic." + topic + ".delivery.timeout.ms";
    view.conflict(name, "the delivery.timeout.ms of topic " + topic + " is less than its linger.ms + request.timeout.ms", hint);
  }
}

} // namespace

template <class Config>
void check_values(const Config& config, Problems& problems) {
  // What can be printed and read again is right: that also finds numbers that no enum has.
  Config scratch = config;
  const auto check = [&problems](const Row& row, const ValueType& type, const std::string& name, const void* value, void* into) {
    if (type.secret) return;
    const std::string text = type.print(row, value);
    if (const auto invalid = parse(row, type, text, into))
      problems.push_back({ErrorCode::config_value_invalid, name, name + "=" + text + " " + invalid->reason, invalid->hint});
  };
  constexpr Kind kind = kind_of<Config>;
  for (const Row& row : table()) {
    if (row.standing == Standing::supported && row.has(kind))
      check(row, *row.type, std::string(row.name), row.at(kind, &config), row.at(kind, &scratch));
    if constexpr (kind == Kind::producer) {
      if (!row.in_topic) continue;
      for (auto& [topic, settings] : scratch.topics)
        check(row, *row.topic_type, "topic." + topic + "." + std::string(row.name), row.in_topic(&settings), row.in_topic(&settings));
    }
  }
}
template void check_values(const ClientConfig&, Problems&);
template void check_values(const ProducerConfig&, Problems&);
template void check_values(const ConsumerConfig&, Problems&);
template void check_values(const AdminConfig&, Problems&);

void check_together(const ClientConfig& config, const Said& said, Problems& problems) {
  View view(config, said, problems);
  check_common(config, view);
}

void check_together(const ProducerConfig& config, const Said& said, Problems& problems) {
  View view(config, said, problems);
  check_common(config, view);
  check_preset(config, view);
  check_idempotence(config, view);
  check_delivery_timeout(config, view);
}

void check_together(const ConsumerConfig& config, const Said& said, Problems& problems) {
  View view(config, said, problems);
  check_common(config, view);
  if (config.group_protocol == GroupProtocol::consumer) {
    // A value that is the default's asks for nothing, though Java refuses that too.
    for (const std::string_view name : {"session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy"})
      if (view.differs(name))
        view.conflict(name, view.shown(name) + " has no place with group.protocol=consumer",
                      "leave it out: the broker decides (see group.remote.assignor)");
    if (!config.assignors.empty())
      view.conflict("group.protocol", "assignors have no place with group.protocol=consumer",
                    "leave them out: the broker decides (see group.remote.assignor)");
  } else {
    if (!config.group_remote_assignor.empty())
      view.conflict("group.remote.assignor", view.shown("group.remote.assignor") + " has no place with group.protocol=classic",
                    "group.protocol=consumer, or partition.assignment.strategy");
    if (config.heartbeat_interval >= config.session_timeout)
      view.conflict("heartbeat.interval.ms", view.shown("heartbeat.interval.ms") + " is not less than " + view.shown("session.timeout.ms"),
                    "at most a third of session.timeout.ms");
    if (config.partition_assignment_strategy.empty() && config.assignors.empty())
      view.conflict("partition.assignment.strategy", "partition.assignment.strategy is empty", "range,cooperative-sticky is the default");
  }
  if (config.connection.receive_message_max_bytes < config.fetch_max_bytes)
    view.conflict("receive.message.max.bytes", view.shown("receive.message.max.bytes") + " is less than " + view.shown("fetch.max.bytes"),
                  "a fetch's response must be allowed to arrive");
}

void check_together(const AdminConfig& config, const Said& said, Problems& problems) {
  View view(config, said, problems);
  check_common(config, view);
  if (config.default_api_timeout < config.request_timeout && view.set("default.api.timeout.ms"))
    view.conflict("default.api.timeout.ms", view.shown("default.api.timeout.ms") + " is less than " + view.shown("request.timeout.ms"),
                  "time for at least one request");
}

template <class Config>
void check_complete(const Config& config, Problems& problems) {
  const Said nothing_said;
  View view(config, nothing_said, problems);
  if constexpr (kind_of<Config> == Kind::client)
    if (config.bootstrap_servers.empty())
      view.conflict("bootstrap.servers", "bootstrap.servers is empty", "name a broker, e.g. localhost:9092");
  const bool sasl = config.security_protocol == SecurityProtocol::sasl_plaintext || config.security_protocol == SecurityProtocol::sasl_ssl;
  const bool by_password = config.sasl.mechanism == "PLAIN" || config.sasl.mechanism.starts_with("SCRAM-SHA-");
  if (sasl && by_password && config.sasl.jaas_config.empty() && (config.sasl.username.empty() || config.sasl.password.empty()))
    view.conflict("sasl.mechanism", view.shown("sasl.mechanism") + " has no user name or password",
                  "sasl.username and sasl.password, or sasl.jaas.config");
  const SslConfig& ssl = config.ssl;
  const bool key = !ssl.keystore_key.empty() || !ssl.key_location.empty();
  const bool certificate = !ssl.keystore_certificate_chain.empty() || !ssl.certificate_location.empty();
  if (key && !certificate)
    view.conflict("ssl.keystore.certificate.chain", "there is a client's private key without its certificate",
                  "ssl.certificate.location or ssl.keystore.certificate.chain");
  if (certificate && !key)
    view.conflict("ssl.keystore.key", "there is a client's certificate without its private key", "ssl.key.location or ssl.keystore.key");
}
template void check_complete(const ClientConfig&, Problems&);
template void check_complete(const ProducerConfig&, Problems&);
template void check_complete(const ConsumerConfig&, Problems&);
template void check_complete(const AdminConfig&, Problems&);

void expand(ProducerConfig& config) {
  if (config.delivery) {
    const Preset wanted = preset(*config.delivery);
    config.acks = wanted.acks;
    config.enable_idempotence = wanted.idempotence;
    config.retries = wanted.retries.value_or(config.retries);
  }
  if (!config.enable_idempotence)
    config.enable_idempotence = config.acks == Acks::all && config.retries > 0 && config.max_in_flight_requests_per_connection <= 5;
  config.delivery_timeout =
      std::max(config.delivery_timeout, std::chrono::ceil<std::chrono::milliseconds>(config.linger + config.request_timeout));
}

} // namespace klamm::config
