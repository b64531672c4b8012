// Apis: writing to the logs.
#include <algorithm>

#include "mock/apis.hpp"

namespace klamm::mock {

Apis::Led Apis::led_by(NodeId node, Topic* topic, ErrorCode unknown_topic, std::int32_t index, std::int32_t epoch) {
  if (!topic) return {nullptr, unknown_topic};
  if (index < 0 || index >= static_cast<std::int32_t>(topic->partitions.size())) return {nullptr, ErrorCode::unknown_topic_or_partition};
  Partition& partition = topic->partitions[static_cast<std::size_t>(index)];
  if (partition.leader != node) return {nullptr, ErrorCode::not_leader_or_follower};
  if (epoch >= 0 && epoch < partition.leader_epoch) return {nullptr, ErrorCode::fenced_leader_epoch};
  if (epoch > partition.leader_epoch) return {nullptr, ErrorCode::unknown_leader_epoch};
  return {&partition, ErrorCode::none};
}

wire::InitProducerIdResponse Apis::answer(const wire::InitProducerIdRequest& request, const Asked&) {
  wire::InitProducerIdResponse response;
  if (request.transactional_id) {
    response.error_code = ErrorCode::not_coordinator; // the embedded brokers have no transactions
    return response;
  }
  // without a transactional id an old id and epoch say nothing: a new id is given (KIP-360)
  response.producer_id = state_.next_producer_id();
  response.producer_epoch = 0;
  return response;
}

wire::ProduceResponse::Partition Apis::append(const wire::ProduceRequest::Partition& asked, Topic* topic, ErrorCode unknown_topic,
                                              NodeId node, std::int16_t version, bool all_replicas) {
  wire::ProduceResponse::Partition told;
  told.index = asked.index;
  told.base_offset = -1;
  const Led led = led_by(node, topic, unknown_topic, asked.index, -1);
  told.error_code = led.error;
  if (led.error == ErrorCode::not_leader_or_follower && version >= 10) { // KIP-951
    const Partition& partition = topic->partitions[static_cast<std::size_t>(asked.index)];
    told.current_leader = {partition.leader, partition.leader_epoch};
  }
  if (!led.partition) return told;
  const Slice& records = asked.records.value_or(Slice());
  if (records.size() > static_cast<std::size_t>(state_.configs.number(topic->name, "max.message.bytes", node))) {
    told.error_code = ErrorCode::message_too_large;
    return told;
  }
  const auto in_sync = std::ranges::count_if(led.partition->replicas, [this](NodeId id) { return state_.broker(id)->up; });
  if (all_replicas && in_sync < state_.configs.number(topic->name, "min.insync.replicas", node)) {
    told.error_code = ErrorCode::not_enough_replicas;
    return told;
  }
  const auto appended = led.partition->log.append(records, led.partition->leader_epoch);
  told.error_code = appended.error;
  told.base_offset = appended.base_offset;
  if (!appended.reason.empty()) told.error_message = appended.reason;
  told.log_append_time_ms = appended.first_written;
  if (appended.error != ErrorCode::corrupt_message) told.log_start_offset = led.partition->log.start_offset();
  return told;
}

wire::ProduceResponse Apis::answer(const wire::ProduceRequest& request, const Asked& asked) {
  wire::ProduceResponse response;
  const bool by_id = asked.version >= 13;
  for (const auto& wanted : request.topics) {
    wire::ProduceResponse::Topic told;
    told.name = wanted.name;
    told.topic_id = wanted.topic_id;
    Topic* const topic = by_id ? state_.topic(wanted.topic_id) : state_.topic(wanted.name);
    const ErrorCode unknown = by_id ? ErrorCode::unknown_topic_id : ErrorCode::unknown_topic_or_partition;
    for (const auto& partition : wanted.partitions)
      told.partitions.push_back(append(partition, topic, unknown, asked.node, asked.version, request.acks == -1));
    response.topics.push_back(std::move(told));
  }
  if (asked.version >= 10) name_leaders(response);
  return response;
}

} // namespace klamm::mock
