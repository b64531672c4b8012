#include "admin/quorum.hpp"

#include <algorithm>

#include "wire/messages/add_raft_voter.hpp"
#include "wire/messages/api_versions.hpp"
#include "wire/messages/describe_quorum.hpp"
#include "wire/messages/remove_raft_voter.hpp"
#include "wire/messages/unregister_broker.hpp"
#include "wire/messages/update_features.hpp"

namespace klamm::admin {
namespace {

constexpr std::string_view metadata_topic = "__cluster_metadata";

std::vector<QuorumReplica> replicas_of(const std::vector<wire::DescribeQuorumResponse::ReplicaState>& told) {
  std::vector<QuorumReplica> replicas;
  for (const auto& one : told) {
    QuorumReplica& replica = replicas.emplace_back();
    replica.id = one.replica_id;
    replica.directory_id = one.replica_directory_id;
    replica.log_end_offset = one.log_end_offset;
    if (one.last_fetch_timestamp >= 0) replica.last_fetch_time = one.last_fetch_timestamp;
    if (one.last_caught_up_timestamp >= 0) replica.last_caught_up_time = one.last_caught_up_timestamp;
  }
  std::sort(replicas.begin(), replicas.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return replicas;
}

Result<void> check_node(std::int32_t id) {
  if (id < 0) return Error(ErrorCode::invalid_request, "there is no node " + std::to_string(id), "nodes' ids are not negative");
  return {};
}

Result<void> check_voter(std::int32_t id, const Uuid& directory_id) {
  if (directory_id.is_zero())
    return Error(ErrorCode::invalid_voter_key, "the voter's directory id is missing", "it is in meta.properties of its metadata.log.dir");
  return check_node(id);
}

template <class Request>
void name_cluster(Request& request, const AlterQuorumOptions& options) {
  if (options.cluster_id.empty()) request.cluster_id.reset();
  else request.cluster_id = options.cluster_id;
}

} // namespace

Exchange DescribeQuorum::ask(const net::Connection& connection, Items, Duration) {
  wire::DescribeQuorumRequest request;
  request.topics = {{metadata_topic, {{0}}}};
  return exchange(connection, request, [this](const wire::DescribeQuorumResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Verdicts::error_of(response.error_code, response.error_message));
    if (response.topics.size() != 1 || response.topics[0].name != metadata_topic || response.topics[0].partitions.size() != 1)
      return verdicts.failed(0, Error(ErrorCode::protocol_error, "the broker's answer is not about the metadata log"));
    const auto& told = response.topics[0].partitions[0];
    if (told.error_code != ErrorCode::none) return verdicts.failed(0, Verdicts::error_of(told.error_code, told.error_message));
    MetadataQuorum quorum;
    quorum.leader = told.leader_id;
    quorum.leader_epoch = told.leader_epoch;
    quorum.high_watermark = told.high_watermark;
    quorum.voters = replicas_of(told.current_voters);
    quorum.observers = replicas_of(told.observers);
    for (const auto& node : response.nodes)
      for (const auto& listener : node.listeners)
        quorum.endpoints[node.node_id].emplace_back(std::string(listener.name), std::string(listener.host), listener.port);
    keep(std::move(quorum), verdicts);
  });
}

Result<void> AddRaftVoter::check(std::size_t) const {
  if (endpoints_.empty())
    return Error(ErrorCode::invalid_request, "the voter has no endpoint", "give the controller's listener, host and port");
  for (const QuorumEndpoint& endpoint : endpoints_)
    if (endpoint.listener.empty() || endpoint.host.empty() || endpoint.port == 0)
      return Error(ErrorCode::invalid_request, "an endpoint of the voter lacks its listener's name, host or port");
  return check_voter(id_, directory_id_);
}

Exchange AddRaftVoter::ask(const net::Connection& connection, Items, Duration patience) {
  wire::AddRaftVoterRequest request;
  name_cluster(request, options_);
  request.timeout_ms = milliseconds(patience);
  request.voter_id = id_;
  request.voter_directory_id = directory_id_;
  for (const QuorumEndpoint& endpoint : endpoints_) request.listeners.push_back({endpoint.listener, endpoint.host, endpoint.port});
  return exchange(connection, request, [this](const wire::AddRaftVoterResponse& response, Verdicts& verdicts) {
    say(response.error_code, response.error_message, verdicts);
  });
}

Result<void> RemoveRaftVoter::check(std::size_t) const { return check_voter(id_, directory_id_); }

Exchange RemoveRaftVoter::ask(const net::Connection& connection, Items, Duration) {
  wire::RemoveRaftVoterRequest request;
  name_cluster(request, options_);
  request.voter_id = id_;
  request.voter_directory_id = directory_id_;
  return exchange(connection, request, [this](const wire::RemoveRaftVoterResponse& response, Verdicts& verdicts) {
    say(response.error_code, response.error_message, verdicts);
  });
}

Result<void> UnregisterBroker::check(std::size_t) const { return check_node(id_); }

Exchange UnregisterBroker::ask(const net::Connection& connection, Items, Duration) {
  wire::UnregisterBrokerRequest request;
  request.broker_id = id_;
  return exchange(connection, request, [this](const wire::UnregisterBrokerResponse& response, Verdicts& verdicts) {
    say(response.error_code, response.error_message, verdicts);
  });
}

Exchange DescribeFeatures::ask(const net::Connection& connection, Items, Duration) {
  wire::ApiVersionsRequest request;
  request.client_software_name = "klamm";
  request.client_software_version = "0"; // told when the connection was opened
  return exchange(connection, request, [this](const wire::ApiVersionsResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Error(response.error_code));
    ClusterFeatures features;
    for (const auto& told : response.supported_features)
      features.supported.emplace(told.name, FeatureLevels{told.min_version, told.max_version});
    for (const auto& told : response.finalized_features) features.finalized.emplace(told.name, told.max_version_level);
    if (response.finalized_features_epoch >= 0) features.epoch = response.finalized_features_epoch;
    keep(std::move(features), verdicts);
  });
}

Result<void> UpdateFeatures::check_input(const FeatureUpdate& update) const {
  if (update.feature.empty()) return Error(ErrorCode::invalid_request, "the feature's name is empty", "e.g. metadata.version");
  if (update.level < 0)
    return Error(ErrorCode::invalid_update_version, "the level " + std::to_string(update.level) + " is negative", "0 switches it off");
  if (update.level == 0 && update.type == FeatureUpdate::Type::upgrade)
    return Error(ErrorCode::invalid_update_version, "switching a feature off is no upgrade", "FeatureUpdate::Type::safe_downgrade");
  return {};
}

Exchange UpdateFeatures::ask(const net::Connection& connection, Items items, Duration patience) {
  constexpr std::int16_t with_types = 1;
  const std::int16_t version = connection.api_versions().highest<wire::UpdateFeaturesRequest>();
  wire::UpdateFeaturesRequest request;
  request.timeout_ms = milliseconds(patience);
  request.validate_only = options_.validate_only;
  bool unsafe = false;
  for (const std::size_t item : items) {
    auto& asked = request.feature_updates.emplace_back();
    asked.feature = input(item).feature;
    asked.max_version_level = input(item).level;
    if (version >= with_types) asked.upgrade_type = static_cast<std::int8_t>(input(item).type);
    else asked.allow_downgrade = input(item).type != FeatureUpdate::Type::upgrade;
    unsafe = unsafe || input(item).type == FeatureUpdate::Type::unsafe_downgrade;
  }
  if (version >= 0 && version < with_types && (options_.validate_only || unsafe))
    return {needs_release(ApiKey::update_features, with_types, options_.validate_only ? "only validating" : "an unsafe downgrade", "3.3"),
            nullptr};
  auto read = [this, answered = Answered<std::string_view>(items, [this](std::size_t item) {
                       return std::string_view(input(item).feature);
                     })](const wire::UpdateFeaturesResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.results)
      if (const auto item = answered.take(told.feature)) say(*item, told.error_code, told.error_message, verdicts);
    for (const auto& [feature, item] : answered.left())
      say(item, response.error_code, response.error_message, verdicts); // all of them, or none
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
