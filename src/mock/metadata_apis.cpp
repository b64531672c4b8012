// Apis: the cluster, its topics and their making.
#include "mock/apis.hpp"

namespace klamm::mock {

wire::ApiVersionsResponse Apis::answer(const wire::ApiVersionsRequest&, const Asked& asked) {
  wire::ApiVersionsResponse response;
  if (!wire::ApiVersionsRequest::versions.contains(asked.version))
    response.error_code = ErrorCode::unsupported_version; // in version 0 (KIP-511)
  ServedRequests::for_each([&]<class Request>() {
    const wire::Versions served = wire::stable_versions<Request>();
    response.api_keys.push_back({Request::api_key, served.first, served.last});
  });
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
    if (broker.up)
      response.brokers.push_back(
          {broker.id, broker.host, broker.port, broker.rack.empty() ? std::nullopt : std::optional<std::string_view>(broker.rack)});
  }
  if (!request.topics || (asked.version == 0 && request.topics->empty())) {
    for (const auto& [name, topic] : state_.topics()) response.topics.push_back(describe(topic));
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
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

wire::CreateTopicsResponse Apis::answer(const wire::CreateTopicsRequest& request, const Asked&) {
  wire::CreateTopicsResponse response;
  for (const auto& wanted : request.topics) {
    wire::CreateTopicsResponse::Topic told;
    told.name = wanted.name;
    told.error_message = std::nullopt;
    const auto partitions = wanted.assignments.empty() ? wanted.num_partitions : static_cast<std::int32_t>(wanted.assignments.size());
    if (wanted.replication_factor > static_cast<std::int16_t>(state_.brokers.size()))
      told.error_code = ErrorCode::invalid_replication_factor;
    else if (request.validate_only) told.error_code = state_.topic(wanted.name) ? ErrorCode::topic_already_exists : ErrorCode::none;
    else told.error_code = state_.create_topic(wanted.name, partitions);
    if (told.error_code == ErrorCode::none && request.validate_only) {
      told.num_partitions = partitions == -1 ? state_.default_partitions : partitions;
      told.replication_factor = wanted.replication_factor;
    } else if (const Topic* made = state_.topic(wanted.name); made && told.error_code == ErrorCode::none) {
      told.topic_id = made->id;
      told.num_partitions = static_cast<std::int32_t>(made->partitions.size());
      told.replication_factor = static_cast<std::int16_t>(made->partitions.front().replicas.size());
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

wire::DeleteTopicsResponse Apis::answer(const wire::DeleteTopicsRequest& request, const Asked&) {
  wire::DeleteTopicsResponse response;
  for (const std::string_view name : request.topic_names) {
    wire::DeleteTopicsResponse::Topic told;
    told.name = name;
    told.error_code = state_.delete_topic(name);
    response.topics.push_back(told);
  }
  for (const auto& wanted : request.topics) {
    wire::DeleteTopicsResponse::Topic told;
    told.name = wanted.name;
    told.topic_id = wanted.topic_id;
    const Topic* const topic = wanted.name ? state_.topic(*wanted.name) : state_.topic(wanted.topic_id);
    if (topic) told.error_code = state_.delete_topic(std::string(topic->name));
    else told.error_code = wanted.name ? ErrorCode::unknown_topic_or_partition : ErrorCode::unknown_topic_id;
    response.topics.push_back(told);
  }
  return response;
}

wire::CreatePartitionsResponse Apis::answer(const wire::CreatePartitionsRequest& request, const Asked&) {
  wire::CreatePartitionsResponse response;
  for (const auto& wanted : request.topics) {
    wire::CreatePartitionsResponse::Topic told;
    told.name = wanted.name;
    if (!request.validate_only) told.error_code = state_.grow_topic(wanted.name, wanted.count);
    response.topics.push_back(told);
  }
  return response;
}

} // namespace klamm::mock
