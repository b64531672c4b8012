// Apis: the making, growing and deleting of topics.
#include "mock/apis.hpp"

namespace klamm::mock {

wire::CreateTopicsResponse::Topic Apis::create(const wire::CreateTopicsRequest::Topic& wanted, bool only_validate) {
  wire::CreateTopicsResponse::Topic told;
  told.name = wanted.name;
  told.error_message = std::nullopt;
  const auto partitions = wanted.assignments.empty() ? wanted.num_partitions : static_cast<std::int32_t>(wanted.assignments.size());
  Configs::Values values;
  for (const auto& config : wanted.configs) {
    const TopicSetting* const setting = topic_setting(config.name);
    if (!setting || !config.value || !is_valid(*setting, *config.value)) told.error_code = ErrorCode::invalid_config;
    else values[std::string(config.name)] = *config.value;
  }
  if (told.error_code != ErrorCode::none) return told;
  if (wanted.replication_factor > static_cast<std::int16_t>(state_.brokers.size())) told.error_code = ErrorCode::invalid_replication_factor;
  else if (only_validate) told.error_code = state_.topic(wanted.name) ? ErrorCode::topic_already_exists : ErrorCode::none;
  else told.error_code = state_.create_topic(wanted.name, partitions);
  if (told.error_code != ErrorCode::none) return told;
  if (only_validate) {
    told.num_partitions = partitions == -1 ? state_.default_partitions : partitions;
    told.replication_factor = wanted.replication_factor;
    return told;
  }
  const Topic& made = *state_.topic(wanted.name);
  if (!values.empty()) state_.configs.topics[made.name] = std::move(values);
  told.topic_id = made.id;
  told.num_partitions = static_cast<std::int32_t>(made.partitions.size());
  told.replication_factor = static_cast<std::int16_t>(made.partitions.front().replicas.size());
  return told;
}

wire::CreateTopicsResponse Apis::answer(const wire::CreateTopicsRequest& request, const Asked&) {
  wire::CreateTopicsResponse response;
  for (const auto& wanted : request.topics) response.topics.push_back(create(wanted, request.validate_only));
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
