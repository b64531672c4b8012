#include "cli/commands/doctor.hpp"

#include <algorithm>
#include <chrono>
#include <klamm/admin.hpp>
#include <set>

#include "cli/doctor/findings.hpp"
#include "cli/doctor/health.hpp"
#include "cli/doctor/reach.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

using namespace std::chrono_literals;

AdminConfig config_for(const Frame& frame) {
  AdminConfig config = frame.admin();
  config.validate().value();
  if (frame.debug.empty() && frame.verbosity < 2) config.log_level = LogLevel::error; // (what it would warn of is found here)
  return config;
}

bool is_encrypted(const AdminConfig& config) {
  return config.security_protocol == SecurityProtocol::ssl || config.security_protocol == SecurityProtocol::sasl_ssl;
}
bool logs_in(const AdminConfig& config) {
  return config.security_protocol == SecurityProtocol::sasl_plaintext || config.security_protocol == SecurityProtocol::sasl_ssl;
}

// Where in the conversation it broke.
std::string check_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::tls_expected:
    case ErrorCode::tls_failed: return "tls";
    case ErrorCode::unsupported_sasl_mechanism:
    case ErrorCode::illegal_sasl_state:
    case ErrorCode::sasl_authentication_failed: return "sasl";
    default: return "kafka";
  }
}

std::string in_ms(std::chrono::microseconds time) {
  const std::int64_t tenths = (time.count() + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

class Examination {
public:
  Examination(const DoctorOptions& options, const Frame& frame)
      : options_(options), config_(config_for(frame)), limit_(frame.timeout ? frame.wait() : 5'000ms), findings_(frame) {
    config_.default_api_timeout = limit_;
    config_.request_timeout = std::min(config_.request_timeout, limit_);
  }

  ExitCode run() {
    look_at_bootstrap();
    if (cluster_) look_at_brokers();
    if (any_broker_) look_at_health();
    else findings_.add({Status::skipped, "cluster", "", "version, clock, partitions and lag: no broker can be asked", {}});
    return findings_.end();
  }

private:
  /// What an address looks like from here.
  struct Look {
    std::string mapped_to; ///< by client.dns.map
    std::vector<Finding> found;
    std::optional<ClusterDescription> cluster; ///< what it says when it is asked
    bool resolves = false, connects = false;
  };

  // From the name up to Kafka's protocol, as far as it goes.
  Look look_at(const HostPort& said) {
    Look look;
    HostPort at = said;
    if (const auto mapped = config_.connection.client_dns_map.find(said.to_string()); mapped != config_.connection.client_dns_map.end()) {
      look.mapped_to = mapped->second;
      at = parse_host_port(mapped->second);
    }
    const std::string name = said.to_string() + (look.mapped_to.empty() ? "" : " (client.dns.map: " + look.mapped_to + ")");
    const Resolved resolved = resolve(at, limit_);
    if (resolved.addresses.empty()) {
      look.found.push_back({Status::failed, "resolve", said.to_string(), name + " does not resolve: " + resolved.error,
                            "check the spelling, /etc/hosts and DNS"});
      return look;
    }
    look.resolves = true;
    std::string list;
    for (const std::string& address : resolved.addresses) list += (list.empty() ? "" : ", ") + address;
    if (list != at.host) look.found.push_back({Status::ok, "resolve", said.to_string(), name + " is " + list, {}});

    const Connected connected = connect_to(resolved.addresses, at.port, limit_);
    std::string failures;
    for (const std::string& one : connected.failures) failures += (failures.empty() ? "" : "; ") + one;
    if (connected.address.empty()) {
      look.found.push_back({Status::failed, "connect", said.to_string(),
                            (connected.refused ? "nothing listens at " : "cannot connect to ") + name + " (" + failures + ")",
                            connected.refused ? "is the broker running, and is that its port?"
                                              : "is the host up, and does a firewall or a security group let this host through?"});
      return look;
    }
    look.connects = true;
    look.found.push_back({Status::ok,
                          "connect",
                          said.to_string(),
                          name + " takes connections (" + in_ms(connected.took) + (failures.empty() ? "" : ", after " + failures) + ")",
                          {}});
    converse(said, look);
    return look;
  }

  void converse(const HostPort& with, Look& look) {
    const std::string address = with.to_string();
    AdminConfig config = config_;
    config.bootstrap_servers = {address};
    Admin admin(config);
    const auto began = std::chrono::steady_clock::now();
    const Result<ClusterDescription> answer = admin.describe_cluster();
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
    if (!answer) {
      const bool silent = answer.error().code() == ErrorCode::timed_out || answer.error().code() == ErrorCode::request_timed_out;
      const std::string& hint = answer.error().hint();
      const bool unexplained = silent && hint.empty();
      look.found.push_back(
          {Status::failed, check_of(answer.error().code()), address,
           unexplained ? address + " takes connections, and does not answer within " + std::to_string(limit_.count()) + " ms"
                       : address + ": " + answer.error().cause(),
           unexplained ? "is it a Kafka broker? A frozen or overloaded one does this, and a proxy without a broker behind it; -v shows more"
                       : hint});
      return;
    }
    if (is_encrypted(config_)) {
      const bool checked = config_.ssl.endpoint_identification_algorithm == EndpointIdentification::https;
      look.found.push_back(
          {checked ? Status::ok : Status::warning, "tls", address,
           address + " speaks TLS, its certificate is trusted" + (checked ? " and is for " + with.host : ""),
           checked ? "" : "whoever has any trusted certificate can pose as it: ssl.endpoint.identification.algorithm=https"});
    }
    if (logs_in(config_)) {
      const std::string who = config_.sasl.username.empty() ? "" : " as " + config_.sasl.username;
      const bool readable = !is_encrypted(config_) && config_.sasl.mechanism == "PLAIN";
      look.found.push_back({readable ? Status::warning : Status::ok, "sasl", address,
                            address + " took the login" + who + " by " + config_.sasl.mechanism +
                                (readable ? ", whose password crossed the network unencrypted" : ""),
                            readable ? "use SASL_SSL, or a SCRAM mechanism" : ""});
    }
    look.found.push_back(
        {Status::ok, "kafka", address, address + " answers (" + in_ms(took) + " with connecting), of cluster " + answer->id, {}});
    look.cluster = *answer;
  }

  void look_at_bootstrap() {
    std::vector<Look> looks;
    std::vector<HostPort> servers;
    std::set<std::string> clusters;
    for (const std::string& server : config_.bootstrap_servers) {
      servers.push_back(parse_host_port(server));
      looks.push_back(look_at(servers.back()));
      if (!looks.back().cluster) continue;
      clusters.insert(looks.back().cluster->id);
      if (!cluster_) cluster_ = looks.back().cluster, answered_ = servers.back();
    }
    for (std::size_t i = 0; i < looks.size(); ++i) {
      for (Finding& one : looks[i].found) {
        if (cluster_ && one.status == Status::failed) one.status = Status::warning; // (one that answers is enough)
        findings_.add(std::move(one));
      }
      looked_at_.emplace(servers[i].to_string(), std::move(looks[i]));
    }
    if (clusters.size() > 1)
      findings_.add({Status::failed, "kafka", "", "bootstrap.servers leads to " + std::to_string(clusters.size()) + " clusters",
                     "name brokers of one cluster only"});
  }

  void look_at_brokers() {
    std::vector<BrokerDescription> brokers = cluster_->brokers;
    {
      Admin admin(config_);
      if (const auto all = admin.describe_cluster({.timeout = limit_, .include_fenced_brokers = true})) brokers = all->brokers;
    }
    for (const BrokerDescription& broker : brokers)
      if (!broker.fenced) look_at_broker(broker);
    judge_brokers(brokers, findings_);
    if (cluster_->controller < 0)
      findings_.add({Status::failed, "controller", "",
                     "the cluster has no controller: nothing can be changed, and no partition gets a new leader",
                     "look at the controllers' logs: klamm cluster quorum"});
  }

  void look_at_broker(const BrokerDescription& broker) {
    const HostPort at{broker.host, std::to_string(broker.port)};
    const std::string name = "broker " + std::to_string(broker.id), address = at.to_string();
    if (const auto known = looked_at_.find(address); known != looked_at_.end() && known->second.cluster) {
      any_broker_ = true;
      return findings_.ok("advertised", name, name + " advertises " + address + ", as in bootstrap.servers");
    }
    Look look = look_at(at);
    const auto worst = std::find_if(look.found.begin(), look.found.end(), [](const Finding& one) { return one.status == Status::failed; });
    if (worst != look.found.end()) {
      const std::string map = look.mapped_to.empty() ? "; for one run: -X client.dns.map=" + address + "=" + answered_.to_string() : "";
      std::string hint = worst->hint;
      if (!look.resolves)
        hint =
            "its advertised.listeners is meant for other hosts, as containers are; use a listener that advertises an address for this one" +
            map;
      else if (!look.connects && at.is_loopback() && !answered_.is_loopback())
        hint = "that is this host: set the broker's advertised.listeners to an address that clients on other hosts can use" + map;
      else if (!look.connects) hint = "if it is up, its advertised.listeners is not meant for this host" + map;
      findings_.add({Status::failed, "advertised", name,
                     name + " advertises " + address + " (" + answered_.to_string() + " says so): " + worst->text, hint});
      return;
    }
    if (look.cluster && look.cluster->id != cluster_->id) {
      findings_.add({Status::failed, "advertised", name,
                     name + " advertises " + address + ", where cluster " + look.cluster->id + " answers",
                     "set its advertised.listeners to its own address"});
      return;
    }
    any_broker_ = true;
    for (const Finding& one : look.found)
      if (one.status == Status::warning) findings_.add(one);
    findings_.ok("advertised", name, name + " advertises " + address + ", which answers");
  }

  void look_at_health() {
    Admin admin(config_);
    if (const auto features = admin.describe_features()) judge_features(*features, findings_);
    else cannot("version", features.error());
    look_at_clock(admin);
    look_at_partitions(admin);
    look_at_lag(admin);
  }

  void look_at_clock(Admin& admin) {
    (void)admin.describe_metadata_quorum(); // (the next one finds its connections)
    const Timestamp asked = wall_now();
    const auto quorum = admin.describe_metadata_quorum();
    const Timestamp answered = wall_now();
    if (!quorum) return cannot("clock", quorum.error());
    for (const QuorumReplica& one : quorum->voters)
      if (one.id == quorum->leader && one.last_caught_up_time)
        return judge_clock(asked, *one.last_caught_up_time, answered, findings_); // (of itself it says: now)
    findings_.add({Status::skipped, "clock", "", "brokers before 3.3 don't tell the time", {}});
  }

  void look_at_partitions(Admin& admin) {
    const auto listed = admin.list_topics({.include_internal = true});
    if (!listed) return cannot("partitions", listed.error());
    std::vector<TopicRef> names;
    for (const TopicListing& one : *listed) names.emplace_back(one.name);
    std::vector<TopicDescription> topics;
    std::vector<ConfigResource> lacking;
    if (!names.empty()) {
      const auto described = admin.describe_topics(names);
      if (!described) return cannot("partitions", described.error());
      for (const auto& [name, topic] : *described) {
        if (!topic) continue; // deleted meanwhile
        topics.push_back(*topic);
        if (std::any_of(topic->partitions.begin(), topic->partitions.end(),
                        [](const auto& one) { return one.in_sync_replicas.size() < one.replicas.size(); }))
          lacking.push_back(ConfigResource::topic(topic->name));
      }
    }
    std::map<std::string, int> least;
    if (!lacking.empty())
      if (const auto configs = admin.describe_configs(lacking))
        for (const auto& [resource, entries] : *configs)
          for (const ConfigEntry& entry : entries ? *entries : std::vector<ConfigEntry>())
            if (entry.name == "min.insync.replicas" && entry.value) least[resource.name] = std::atoi(entry.value->c_str());
    judge_partitions(topics, least, findings_);
  }

  void look_at_lag(Admin& admin) {
    std::vector<std::string> groups = options_.groups;
    if (groups.empty()) {
      const auto listed = admin.list_groups({});
      if (!listed) return cannot("lag", listed.error());
      for (const Error& error : listed->errors) cannot("lag", error);
      for (const GroupListing& one : listed->found)
        if (one.type != GroupType::share) groups.push_back(one.group_id);
    }
    if (groups.empty()) return findings_.ok("lag", "", "there are no groups");
    const auto described = admin.describe_groups(groups);
    if (!described) return cannot("lag", described.error());
    for (const auto& [id, group] : *described) {
      if (!group) {
        findings_.add({options_.groups.empty() ? Status::skipped : Status::warning, "lag", id, "group " + id + ": " + group.error().cause(),
                       group.error().hint()});
        continue;
      }
      try {
        const auto untold = [this](const Error& error, const std::string&) { cannot("lag", error); };
        judge_lag(*group, progress_of(admin, id, group->members, untold), !options_.groups.empty(), findings_);
      } catch (const Exception& failure) {
        cannot("lag", failure.error());
      }
    }
  }

  // What brokers are too old for, or this client may not know, is no disease.
  void cannot(const std::string& check, const Error& error) {
    const ErrorCode code = error.code();
    const bool harmless = code == ErrorCode::unsupported_by_broker || code == ErrorCode::unsupported_version ||
                          code == ErrorCode::cluster_authorization_failed || code == ErrorCode::group_authorization_failed ||
                          code == ErrorCode::topic_authorization_failed;
    findings_.add({harmless ? Status::skipped : Status::failed, check, "", error.cause(), error.hint()});
  }

  const DoctorOptions& options_;
  AdminConfig config_;
  std::chrono::milliseconds limit_;
  Findings findings_;
  std::map<std::string, Look> looked_at_; ///< bootstrap servers
  std::optional<ClusterDescription> cluster_;
  HostPort answered_; ///< the server that told of the cluster
  bool any_broker_ = false;
};

} // namespace

ExitCode doctor(const DoctorOptions& options, const Frame& frame) { return Examination(options, frame).run(); }

} // namespace klamm::cli
