// Apis: reading from the logs. Every fetch is a full one: the brokers answer session 0, as Kafka's do when their session cache is full (KIP-227).
#include <algorithm>

#include "mock/apis.hpp"

namespace klamm::mock {
namespace {

constexpr std::int64_t latest = -1, earliest = -2, max_timestamp = -3, earliest_local = -4, latest_tiered = -5;

Slice joined(const std::vector<Slice>& batches) {
  if (batches.size() == 1) return batches.front();
  std::size_t size = 0;
  for (const Slice& batch : batches) size += batch.size();
  Buffer whole(size);
  for (const Slice& batch : batches) whole.append(batch.bytes());
  return std::move(whole).freeze();
}

bool is_enough(const wire::FetchResponse& response, std::int32_t min_bytes) {
  std::size_t size = 0;
  for (const auto& topic : response.topics) {
    for (const auto& partition : topic.partitions) {
      if (partition.error_code != ErrorCode::none || partition.diverging_epoch.epoch >= 0) return true;
      size += partition.records->size();
    }
  }
  return static_cast<std::int64_t>(size) >= min_bytes;
}

} // namespace

wire::FetchResponse::Partition Apis::read(const wire::FetchRequest::Partition& asked, Topic* topic, ErrorCode unknown_topic, NodeId node,
                                          std::size_t& budget) {
  wire::FetchResponse::Partition told;
  told.index = asked.index;
  told.high_watermark = -1;
  told.records = Slice();
  told.aborted_transactions = std::nullopt;
  const Led led = led_by(node, topic, unknown_topic, asked.index, asked.current_leader_epoch);
  told.error_code = led.error;
  if (led.error == ErrorCode::not_leader_or_follower || led.error == ErrorCode::fenced_leader_epoch) {
    const Partition& partition = topic->partitions[static_cast<std::size_t>(asked.index)];
    told.current_leader = {partition.leader, partition.leader_epoch};
  }
  if (led.error == ErrorCode::unknown_topic_or_partition || led.error == unknown_topic)
    told.aborted_transactions.emplace(); // (as Kafka writes it)
  if (!led.partition) return told;
  const PartitionLog& log = led.partition->log;
  told.high_watermark = told.last_stable_offset = log.end_offset();
  told.log_start_offset = log.start_offset();
  if (asked.last_fetched_epoch >= 0) { // what was read before may have been truncated since (KIP-320, KIP-595)
    const auto [epoch, end] = log.end_of_epoch(asked.last_fetched_epoch, led.partition->leader_epoch);
    if (epoch >= 0 && (epoch < asked.last_fetched_epoch || end < asked.fetch_offset)) {
      told.diverging_epoch = {epoch, end};
      return told;
    }
  }
  if (asked.fetch_offset < log.start_offset() || asked.fetch_offset > log.end_offset()) {
    told.error_code = ErrorCode::offset_out_of_range;
    told.high_watermark = told.last_stable_offset = told.log_start_offset = -1;
    return told;
  }
  // the first batch of a response is given however large it is
  const auto most = static_cast<std::size_t>(std::max(asked.partition_max_bytes, 0));
  auto batches = budget > 0 ? log.read(asked.fetch_offset, std::min(most, budget)) : std::vector<Slice>();
  if (!batches.empty()) told.records = joined(batches);
  budget -= std::min(budget, told.records->size());
  return told;
}

std::optional<wire::FetchResponse> Apis::answer(const wire::FetchRequest& request, Asked& asked) {
  if (!asked.pending) {
    asked.pending = std::make_shared<bool>();
    asked.look_again = after(asked.now, std::chrono::milliseconds(std::max(request.max_wait_ms, 0)));
  }
  wire::FetchResponse response;
  std::size_t budget = asked.version >= 3 ? static_cast<std::size_t>(std::max(request.max_bytes, 1)) : SIZE_MAX;
  const bool by_id = asked.version >= 13;
  for (const auto& wanted : request.topics) {
    wire::FetchResponse::Topic told;
    told.name = wanted.name;
    told.topic_id = wanted.topic_id;
    Topic* const topic = by_id ? state_.topic(wanted.topic_id) : state_.topic(wanted.name);
    const ErrorCode unknown = by_id ? ErrorCode::unknown_topic_id : ErrorCode::unknown_topic_or_partition;
    for (const auto& partition : wanted.partitions) told.partitions.push_back(read(partition, topic, unknown, asked.node, budget));
    response.topics.push_back(std::move(told));
  }
  if (asked.now < asked.look_again && !is_enough(response, std::min(request.min_bytes, request.max_bytes))) return std::nullopt;
  name_leaders(response);
  return response;
}

wire::ListOffsetsResponse::Partition Apis::find(const wire::ListOffsetsRequest::Partition& asked, Topic* topic, const Asked& who) {
  wire::ListOffsetsResponse::Partition told;
  told.index = asked.index;
  const Led led = led_by(who.node, topic, ErrorCode::unknown_topic_or_partition, asked.index, asked.current_leader_epoch);
  told.error_code = led.error;
  if (!led.partition) return told;
  static constexpr std::pair<std::int64_t, std::int16_t> first_versions[] = {{max_timestamp, 7}, {earliest_local, 8}, {latest_tiered, 9}};
  const auto special = std::ranges::find(first_versions, asked.timestamp, &std::pair<std::int64_t, std::int16_t>::first);
  if (asked.timestamp < earliest && (special == std::end(first_versions) || who.version < special->second)) {
    told.error_code = ErrorCode::unsupported_version;
    return told;
  }
  if (asked.timestamp == latest_tiered) return told; // nothing is
  const PartitionLog& log = led.partition->log;
  told.leader_epoch = led.partition->leader_epoch;
  if (asked.timestamp == latest) {
    told.offset = log.end_offset();
  } else if (asked.timestamp == earliest || asked.timestamp == earliest_local) {
    told.offset = log.start_offset();
  } else {
    const auto found = asked.timestamp == max_timestamp ? log.find_max_time() : log.find_time(asked.timestamp);
    told.leader_epoch = -1;
    if (found) {
      told.offset = found->offset;
      told.timestamp = found->timestamp;
      told.leader_epoch = found->leader_epoch;
    }
  }
  return told;
}

wire::ListOffsetsResponse Apis::answer(const wire::ListOffsetsRequest& request, const Asked& asked) {
  wire::ListOffsetsResponse response;
  for (const auto& wanted : request.topics) {
    wire::ListOffsetsResponse::Topic told;
    told.name = wanted.name;
    Topic* const topic = state_.topic(wanted.name);
    for (const auto& partition : wanted.partitions) {
      told.partitions.push_back(find(partition, topic, asked));
      if (asked.version < 4) told.partitions.back().leader_epoch = -1; // (the field is not there)
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

wire::OffsetForLeaderEpochResponse Apis::answer(const wire::OffsetForLeaderEpochRequest& request, const Asked& asked) {
  wire::OffsetForLeaderEpochResponse response;
  for (const auto& wanted : request.topics) {
    wire::OffsetForLeaderEpochResponse::Topic told;
    told.name = wanted.name;
    Topic* const topic = state_.topic(wanted.name);
    for (const auto& partition : wanted.partitions) {
      wire::OffsetForLeaderEpochResponse::Partition part;
      part.index = partition.index;
      const Led led = led_by(asked.node, topic, ErrorCode::unknown_topic_or_partition, partition.index, partition.current_leader_epoch);
      part.error_code = led.error;
      if (led.partition)
        std::tie(part.leader_epoch, part.end_offset) = led.partition->log.end_of_epoch(partition.leader_epoch, led.partition->leader_epoch);
      told.partitions.push_back(part);
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

} // namespace klamm::mock
