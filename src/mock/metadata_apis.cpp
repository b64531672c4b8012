// Apis: the cluster, its topics and their making.
#include "mock/apis.hpp"

namespace klamm::mock {
namespace {

// What anybody may do where there is no authorizer: each operation is a bit (KIP-430).
constexpr std::int32_t all_topic_operations = 3576, all_cluster_operations = 8096;

std::optional<std::string_view> rack_of(const Broker& broker) {
  return broker.rack.empty() ? std::nullopt : std::optional<std::string_view>(broker.rack);
}

} // namespace

wire::ApiVersionsResponse Apis::answer(const wire::ApiVersionsRequest&, const Asked& asked) {
  wire::ApiVersionsResponse response;
  if (!state_.served<wire::ApiVersionsRequest>().contains(asked.version))
    response.error_code = ErrorCode::unsupported_version; // in version 0 (KIP-511)
  ServedRequests::for_each([&]<class Request>() {
    const wire::Versions served = state_.served<Request>();
    if (!served.empty()) response.api_keys.push_back({Request::api_key, served.first, served.last});
  });
  if (!state_.behaviour->features.empty()) response.finalized_features_epoch = 1;
  for (const Behaviour::Feature& feature : state_.behaviour->features) {
    response.supported_features.push_back({feature.name, feature.min, feature.max});
    if (feature.finalized > 0) response.finalized_features.push_back({feature.name, feature.finalized, feature.finalized});
  }
  return response;
}

wire::MetadataResponse::Topic Apis::describe(const Topic& topic) const {
  wire::MetadataResponse::Topic told;
  told.name = topic.name;
  told.topic_id = topic.id;
  for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
    const Partition& partition = topic.partitions[i];
    wire::MetadataResponse::Partition part;
    part.error_code = partition.leader == -1 ? ErrorCode::leader_not_available : ErrorCode::none;
    part.index = static_cast<std::int32_t>(i);
    part.leader_id = partition.leader;
    part.leader_epoch = partition.leader_epoch;
    part.replica_nodes = partition.replicas;
    for (const NodeId id : partition.replicas) (state_.broker(id)->up ? part.isr_nodes : part.offline_replicas).push_back(id);
    told.partitions.push_back(std::move(part));
  }
  return told;
}

wire::MetadataResponse Apis::answer(const wire::MetadataRequest& request, const Asked& asked) {
  wire::MetadataResponse response;
  response.cluster_id = state_.cluster_id;
  response.controller_id = state_.controller();
  for (const Broker& broker : state_.brokers) {
    if (broker.up) response.brokers.push_back({broker.id, broker.host, broker.port, rack_of(broker)});
  }
  if (request.include_cluster_authorized_operations) response.cluster_authorized_operations = all_cluster_operations;
  if (!request.topics || (asked.version == 0 && request.topics->empty())) {
    for (const auto& [name, topic] : state_.topics()) {
      response.topics.push_back(describe(topic));
      if (request.include_topic_authorized_operations) response.topics.back().topic_authorized_operations = all_topic_operations;
    }
    return response;
  }
  for (const auto& wanted : *request.topics) {
    const bool by_id = !wanted.topic_id.is_zero();
    Topic* topic = by_id ? state_.topic(wanted.topic_id) : state_.topic(wanted.name.value_or(""));
    wire::MetadataResponse::Topic told;
    told.name = wanted.name;
    told.topic_id = wanted.topic_id;
    told.error_code = by_id ? ErrorCode::unknown_topic_id : ErrorCode::unknown_topic_or_partition;
    if (!topic && !by_id && state_.auto_create_topics && (asked.version < 4 || request.allow_auto_topic_creation)) {
      const ErrorCode made = state_.create_topic(wanted.name.value_or(""), state_.default_partitions);
      told.error_code = made == ErrorCode::none ? ErrorCode::leader_not_available : made; // as Kafka: the next question finds it
    } else if (topic) {
      told = describe(*topic);
      if (request.include_topic_authorized_operations) told.topic_authorized_operations = all_topic_operations;
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

wire::DescribeClusterResponse Apis::answer(const wire::DescribeClusterRequest& request, const Asked&) {
  wire::DescribeClusterResponse response;
  if (request.endpoint_type != 1) { // these are brokers (KIP-919)
    response.error_code = ErrorCode::mismatched_endpoint_type;
    response.error_message = "The request was sent to an endpoint of the wrong type.";
    return response;
  }
  response.cluster_id = state_.cluster_id;
  response.controller_id = state_.controller();
  for (const Broker& broker : state_.brokers) {
    if (broker.up || request.include_fenced_brokers)
      response.brokers.push_back({broker.id, broker.host, broker.port, rack_of(broker), !broker.up});
  }
  if (request.include_cluster_authorized_operations) response.cluster_authorized_operations = all_cluster_operations;
  return response;
}

} // namespace klamm::mock
