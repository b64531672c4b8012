// Apis: reading from the logs, and deleting from them.
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

bool is_enough(const std::vector<wire::FetchResponse::Partition>& read, std::int32_t min_bytes) {
  std::size_t size = 0;
  for (const auto& partition : read) {
    if (partition.error_code != ErrorCode::none || partition.diverging_epoch.epoch >= 0 || partition.preferred_read_replica >= 0)
      return true;
    size += partition.records->size();
  }
  return static_cast<std::int64_t>(size) >= min_bytes;
}

} // namespace

NodeId Apis::replica_in(std::string_view rack, const Partition& partition) const {
  const Broker* const leader = state_.broker(partition.leader);
  if (rack.empty() || !leader || leader->rack == rack) return -1;
  const auto found = std::ranges::find_if(partition.replicas, [&](NodeId id) {
    const Broker* const broker = state_.broker(id);
    return broker && broker->up && broker->rack == rack;
  });
  return found == partition.replicas.end() ? NodeId{-1} : *found;
}

wire::FetchResponse::Partition Apis::read(const wire::FetchRequest::Partition& asked, Topic* topic, ErrorCode unknown_topic,
                                          const Asked& who, std::string_view rack, std::size_t& budget) {
  wire::FetchResponse::Partition told;
  told.index = asked.index;
  told.high_watermark = -1;
  told.records = Slice();
  told.aborted_transactions = std::nullopt;
  // from version 11 on consumers may read from any replica (KIP-392); the brokers here copy at once
  NodeId reader = who.node;
  if (topic && topic->has(asked.index) && who.version >= 11) {
    const Partition& partition = topic->partitions[static_cast<std::size_t>(asked.index)];
    if (partition.leader != -1 && std::ranges::find(partition.replicas, who.node) != partition.replicas.end()) reader = partition.leader;
  }
  const Led led = led_by(reader, topic, unknown_topic, asked.index, asked.current_leader_epoch);
  told.error_code = led.error;
  const bool is_elsewhere = led.error == ErrorCode::not_leader_or_follower || led.error == ErrorCode::fenced_leader_epoch;
  if (is_elsewhere && who.version >= 12) { // KIP-951
    const Partition& partition = topic->partitions[static_cast<std::size_t>(asked.index)];
    told.current_leader = {partition.leader, partition.leader_epoch};
  }
  if (led.error == ErrorCode::unknown_topic_or_partition || led.error == unknown_topic)
    told.aborted_transactions.emplace(); // (as Kafka writes it)
  if (!led.partition) return told;
  const PartitionLog& log = led.partition->log;
  told.high_watermark = told.last_stable_offset = log.end_offset();
  told.log_start_offset = log.start_offset();
  if (who.version >= 11 && led.partition->leader == who.node && asked.fetch_offset >= log.start_offset() &&
      asked.fetch_offset <= log.end_offset()) {
    told.preferred_read_replica = replica_in(rack, *led.partition);
    if (told.preferred_read_replica >= 0) return told;
  }
  if (asked.last_fetched_epoch >= 0 && who.version >= 12) { // what was read before may have been truncated since (KIP-320, KIP-595)
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
  FetchSessions& sessions = state_.broker(asked.node)->fetch_sessions;
  if (!asked.pending) {
    asked.pending = std::make_shared<FetchSessions::Fetch>(sessions.begin(request, asked.version, asked.now));
    asked.look_again = after(asked.now, std::chrono::milliseconds(std::max(request.max_wait_ms, 0)));
  }
  auto& fetch = *static_cast<FetchSessions::Fetch*>(asked.pending.get());
  if (fetch.error != ErrorCode::none) {
    wire::FetchResponse response;
    response.error_code = fetch.error;
    return response;
  }
  std::vector<wire::FetchResponse::Partition> parts;
  auto budget = static_cast<std::size_t>(std::max(request.max_bytes, 1));
  const bool by_id = asked.version >= 13;
  for (FetchSession::Part& part : fetch.session->parts) {
    Topic* const topic = by_id ? state_.topic(part.topic_id) : state_.topic(part.topic);
    if (by_id && topic && part.topic.empty()) part.topic = topic->name;
    ErrorCode unknown = ErrorCode::unknown_topic_or_partition; // (so too for an id that was known)
    if (by_id && part.topic.empty()) unknown = ErrorCode::unknown_topic_id;
    else if (by_id && state_.topic(part.topic)) unknown = ErrorCode::inconsistent_topic_id;
    parts.push_back(read(part.wanted, topic, unknown, asked, request.rack_id, budget));
  }
  if (asked.now < asked.look_again && !is_enough(parts, std::min(request.min_bytes, request.max_bytes))) return std::nullopt;
  auto response = sessions.finish(fetch, std::move(parts), asked.now, state_.random());
  if (asked.version >= 16) name_leaders(response);
  return response;
}

wire::DeleteRecordsResponse Apis::answer(const wire::DeleteRecordsRequest& request, const Asked& asked) {
  constexpr std::int64_t all = -1;
  wire::DeleteRecordsResponse response;
  for (const auto& wanted : request.topics) {
    wire::DeleteRecordsResponse::Topic told;
    told.name = wanted.name;
    Topic* const topic = state_.topic(wanted.name);
    for (const auto& partition : wanted.partitions) {
      auto& part = told.partitions.emplace_back();
      part.index = partition.index;
      part.low_watermark = -1;
      const Led led = led_by(asked.node, topic, ErrorCode::unknown_topic_or_partition, partition.index, -1);
      part.error_code = led.error;
      if (!led.partition) continue;
      PartitionLog& log = led.partition->log;
      if (partition.offset < all || partition.offset > log.end_offset()) {
        part.error_code = ErrorCode::offset_out_of_range;
        continue;
      }
      log.delete_before(partition.offset == all ? log.end_offset() : partition.offset);
      part.low_watermark = log.start_offset();
    }
    response.topics.push_back(std::move(told));
  }
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
