// Fetcher's second half: what brokers answer.
#include <algorithm>

#include "consumer/batch_scan.hpp"
#include "consumer/fetch_errors.hpp"
#include "consumer/fetcher.hpp"

namespace klamm::consumer {

using cluster::NodeId;

// What a response said of one partition, when it is still wanted.
struct Fetcher::Answer {
  NodeId node;
  const FetchedPartition& asked;
  const wire::FetchResponse::Partition& said;
  AssignedPartition& partition;
  TimePoint now;
  Outcome& outcome;
  FetchBudget::SharePtr& share;
  std::size_t bytes;
};

namespace {

// What a broker that did not compare epochs says of its log counts only when nothing before the position was truncated.
bool tells_of_the_log(ErrorCode code) noexcept { return code == ErrorCode::none || code == ErrorCode::offset_out_of_range; }

Error truncated(const std::string& what) {
  return Error(ErrorCode::offset_out_of_range, what, "records were lost by an unclean leader election; seek to where to go on");
}

} // namespace

Fetcher::Outcome Fetcher::on_response(NodeId id, const wire::FetchResponse& response, std::size_t bytes, TimePoint now,
                                      std::int16_t version) {
  Outcome outcome;
  Node& node = nodes_[id];
  node.compares_epochs = version >= compares_epochs_from;
  const bool usable = node.session.on_response(response.error_code, response.session_id);
  if (!usable) {
    const bool only_session = response.error_code == ErrorCode::fetch_session_id_not_found ||
                              response.error_code == ErrorCode::invalid_fetch_session_epoch ||
                              response.error_code == ErrorCode::fetch_session_topic_id_error;
    // The first time a new session is opened at once.
    if (!only_session || node.failures > 0) node.retry_at = after(now, settings_.backoff.after(node.failures + 1, random_));
    ++node.failures;
    outcome.refresh_metadata = !only_session;
    log_(LogLevel::info, "consumer", [&] {
      return "broker " + std::to_string(id) + " answered a fetch with " + std::string(error_code_name(response.error_code)) +
             "; beginning a new fetch session";
    });
    released(id);
    return outcome;
  }
  node.failures = 0;
  node.retry_at = TimePoint::min();
  node.told = false;
  FetchBudget::SharePtr share;
  for (const auto& topic : response.topics) {
    const std::string_view name = topic.topic_id.is_zero() ? topic.name : node.session.topic_name(topic.topic_id);
    for (const auto& said : topic.partitions) {
      AssignedPartition* const partition = subscriptions_.find(name, said.index);
      const FetchedPartition* const asked = partition ? node.session.asked(partition->id()) : nullptr;
      const bool wanted = asked && partition->fetching_from == id && asked->version == partition->version() &&
                          partition->state() == FetchState::fetching && asked->offset == partition->position().offset;
      if (!wanted) continue; // sought, revoked, or moved to another broker meanwhile
      Answer answer{id, *asked, said, *partition, now, outcome, share, bytes};
      if (!node.compares_epochs && partition->needs_validation(asked->leader_epoch) && tells_of_the_log(said.error_code))
        partition->await_validation();
      else on_partition(answer);
    }
  }
  for (const auto& endpoint : response.node_endpoints) {
    cluster::Broker& broker = outcome.brokers.emplace_back();
    broker.id = endpoint.node_id;
    broker.endpoint = {std::string(endpoint.host), static_cast<std::uint16_t>(endpoint.port)};
    if (endpoint.rack) broker.rack = std::string(*endpoint.rack);
  }
  released(id);
  return outcome;
}

void Fetcher::on_partition(Answer& answer) {
  if (answer.said.error_code != ErrorCode::none) return on_partition_error(answer);
  const auto& said = answer.said;
  AssignedPartition& partition = answer.partition;
  PartitionHandle& shared = partition.handle();
  if (said.high_watermark >= 0) shared.high_watermark.store(said.high_watermark, std::memory_order_relaxed);
  if (said.last_stable_offset >= 0) shared.last_stable_offset.store(said.last_stable_offset, std::memory_order_relaxed);
  if (said.log_start_offset >= 0) shared.log_start_offset.store(said.log_start_offset, std::memory_order_relaxed);
  if (said.preferred_read_replica >= 0 && said.preferred_read_replica != answer.node) {
    partition.prefer(said.preferred_read_replica, after(answer.now, settings_.replica_lease));
  }
  if (said.diverging_epoch.end_offset >= 0) {
    answer.outcome.completed.push_back(on_truncation(partition, said.diverging_epoch.end_offset, said.diverging_epoch.epoch));
    return;
  }
  if (said.records && !said.records->empty()) return on_records(answer);
  partition.succeeded();
}

void Fetcher::on_records(Answer& answer) {
  AssignedPartition& partition = answer.partition;
  const BatchScan scan = scan_batches(answer.said.records->bytes(), answer.said.high_watermark);
  const std::int64_t position = partition.position().offset;
  if (scan.sound && scan.next_offset <= position) return retry_later(partition, answer.now, true); // not one whole batch that is new
  partition.succeeded();
  CompletedFetch fetch = completed(partition);
  fetch.records = *answer.said.records;
  partition.handle().bytes.add(fetch.records.size());
  if (answer.said.aborted_transactions) fetch.aborted = *answer.said.aborted_transactions;
  if (!answer.share) answer.share = budget_->charge(static_cast<std::int64_t>(answer.bytes));
  fetch.share = answer.share;
  fetch.doubtful = !scan.sound;
  answer.outcome.completed.push_back(std::move(fetch));
  if (scan.sound) partition.advance({scan.next_offset, scan.leader_epoch});
  else partition.stop(); // the polling thread finds out what is wrong, and seeks or tells the user
}

void Fetcher::on_partition_error(Answer& answer) {
  AssignedPartition& partition = answer.partition;
  const ErrorCode code = answer.said.error_code;
  const bool has_hint = answer.said.current_leader.leader_id >= 0 && answer.said.current_leader.leader_epoch >= 0;
  if (has_hint)
    answer.outcome.hints.push_back({partition.name().topic, partition.name().partition, answer.said.current_leader.leader_id,
                                    answer.said.current_leader.leader_epoch});
  log_(LogLevel::debug, "consumer", [&] {
    return "fetching " + partition.name().topic + "[" + std::to_string(partition.name().partition) + "] from broker " +
           std::to_string(answer.node) + ": " + std::string(error_code_name(code));
  });
  switch (reaction_to(code)) {
    case FetchReaction::none: break;
    case FetchReaction::reset: return on_out_of_range(answer);
    case FetchReaction::retry: retry_later(partition, answer.now); break;
    case FetchReaction::refresh_and_retry: {
      const bool was_follower = partition.preferred_replica(answer.now) != cluster::no_node;
      partition.back_to_leader();
      retry_later(partition, answer.now, has_hint || was_follower);
      answer.outcome.refresh_metadata = true;
      break;
    }
    case FetchReaction::tell_and_retry: {
      const bool is_news = std::exchange(partition.told, code) != code;
      if (is_news) answer.outcome.completed.push_back(failure(partition, Error(code), false));
      partition.back_to_leader();
      retry_later(partition, answer.now);
      answer.outcome.refresh_metadata = true;
      break;
    }
    case FetchReaction::tell_and_stop: answer.outcome.completed.push_back(failure(partition, Error(code), true)); break;
  }
}

void Fetcher::on_out_of_range(Answer& answer) {
  AssignedPartition& partition = answer.partition;
  if (partition.preferred_replica(answer.now) != cluster::no_node) { // the follower may lag behind: the leader decides
    partition.back_to_leader();
    return retry_later(partition, answer.now, true);
  }
  if (answer.asked.offset_epoch >= 0) { // said also of an epoch that the leader can't place: the offset alone decides
    partition.forget_offset_epoch();
    return retry_later(partition, answer.now, true);
  }
  const std::int64_t offset = partition.position().offset;
  if (settings_.auto_offset_reset.kind == AutoOffsetReset::Kind::none) {
    answer.outcome.completed.push_back(
        failure(partition,
                Error(ErrorCode::offset_out_of_range, "offset " + std::to_string(offset) + " is not in the partition's log (any more)",
                      "seek to an offset that is, or set auto.offset.reset"),
                true));
    return;
  }
  log_(LogLevel::warning, "consumer", [&] {
    return "offset " + std::to_string(offset) + " of " + partition.name().topic + "[" + std::to_string(partition.name().partition) +
           "] is out of range; going on as auto.offset.reset says";
  });
  partition.request_reset(settings_.auto_offset_reset);
}

std::optional<CompletedFetch> Fetcher::on_validation(AssignedPartition& partition, const EpochLookup::Found& found) {
  const bool whole = found.end_offset >= partition.position().offset && found.epoch >= 0;
  if (!found.comparable || whole) {
    partition.validated(found.leader_epoch);
    return std::nullopt;
  }
  if (found.end_offset >= 0 && found.epoch >= 0) return on_truncation(partition, found.end_offset, found.epoch);
  const std::string what = "the leader knows nothing of epoch " + std::to_string(partition.position().offset_epoch) +
                           ", in which the records before offset " + std::to_string(partition.position().offset) + " were written";
  if (settings_.auto_offset_reset.kind == AutoOffsetReset::Kind::none) return failure(partition, truncated(what), true);
  log_(LogLevel::warning, "consumer", [&] {
    return partition.name().topic + "[" + std::to_string(partition.name().partition) + "]: " + what +
           "; going on as auto.offset.reset says";
  });
  partition.request_reset(settings_.auto_offset_reset);
  return std::nullopt;
}

// Records before the position are gone, and others may stand in their place: an unclean leader election (KIP-320).
CompletedFetch Fetcher::on_truncation(AssignedPartition& partition, std::int64_t log_end, std::int32_t epoch) {
  const std::int64_t position = partition.position().offset;
  const std::int64_t end = std::min(log_end, position);
  const std::string what = "the log was truncated to offset " + std::to_string(end) + " while the position was " + std::to_string(position);
  if (settings_.auto_offset_reset.kind == AutoOffsetReset::Kind::none) return failure(partition, truncated(what), true);
  log_(LogLevel::warning, "consumer",
       [&] { return partition.name().topic + "[" + std::to_string(partition.name().partition) + "]: " + what + "; going on there"; });
  partition.reset_to({end, epoch});
  CompletedFetch jump = completed(partition);
  jump.jumped = true;
  return jump;
}

} // namespace klamm::consumer
