#include "consumer/fetcher.hpp"

#include <algorithm>
#include <unordered_map>

#include "cluster/retry_policy.hpp"
#include "consumer/fetch_errors.hpp"

namespace klamm::consumer {

using cluster::NodeId;

Fetcher::Fetcher(Settings settings, SubscriptionState& subscriptions, std::shared_ptr<FetchBudget> budget, Random random, Log log)
    : settings_(std::move(settings)),
      subscriptions_(subscriptions),
      budget_(std::move(budget)),
      random_(random),
      log_(std::move(log)),
      refresh_(settings_.backoff.base(1)) {}

Fetcher::Step Fetcher::step(TimePoint now, const cluster::MetadataSnapshot& cluster) {
  Step step;
  Wanted wanted = choose(now, cluster, step);
  step.completed = std::exchange(ahead_, {});
  const auto sharing =
      static_cast<std::size_t>(std::count_if(nodes_.begin(), nodes_.end(), [](const auto& n) { return n.second.in_flight; })) +
      wanted.size();
  for (auto& [id, partitions] : wanted) {
    Node& node = nodes_[id];
    if (node.retry_at > now) {
      step.wake = std::min({step.wake, node.retry_at, refresh_.ask(now, step.refresh_metadata)});
      continue;
    }
    const std::int64_t most = std::int64_t{settings_.max_partition_bytes} * static_cast<std::int64_t>(partitions.size());
    const std::int64_t bytes = room(sharing, std::min<std::int64_t>(settings_.max_bytes, most));
    if (bytes <= 0) continue;
    step.sends.push_back(make_send(id, node, std::move(partitions), bytes));
    node.overdue_at = after(now, settings_.max_wait + settings_.silence);
  }
  look_for_silent_brokers(now, step);
  return step;
}

void Fetcher::look_for_silent_brokers(TimePoint now, Step& step) {
  const auto& all = subscriptions_.partitions();
  for (auto& [id, node] : nodes_) {
    if (!node.in_flight) continue;
    const bool is_read = std::any_of(all.begin(), all.end(), [id = id](const auto& partition) { return partition->fetching_from == id; });
    // It may be dead: who leads instead is known sooner than when the next attempt to connect has failed.
    if (node.failures > 0 && is_read) step.wake = std::min(step.wake, refresh_.ask(now, step.refresh_metadata));
    if (node.overdue_at <= now) {
      node.overdue_at = after(now, settings_.silence);
      if (is_read) {
        step.refresh_metadata = true;
        log_(LogLevel::info, "consumer",
             [id = id] { return "broker " + std::to_string(id) + " is late with a fetch; asking who leads now"; });
      }
    }
    step.wake = std::min(step.wake, node.overdue_at);
  }
}

Fetcher::Wanted Fetcher::choose(TimePoint now, const cluster::MetadataSnapshot& cluster, Step& step) {
  Wanted wanted;
  bool lacks_broker = false; // the next snapshot may have it
  const cluster::Topic* topic = nullptr;
  std::string_view topic_name;
  for (const auto& held : subscriptions_.partitions()) {
    AssignedPartition& partition = *held;
    if (!partition.fetchable(now)) {
      if (partition.state() == FetchState::fetching && !partition.paused()) step.wake = std::min(step.wake, partition.retry_at());
      continue;
    }
    if (partition.name().topic != topic_name) { // partitions of one topic mostly follow one another
      topic_name = partition.name().topic;
      topic = cluster.topic(topic_name);
    }
    const cluster::Partition* const metadata = topic ? topic->partition(partition.name().partition) : nullptr;
    if (!metadata || !metadata->has_leader() || !cluster.broker(metadata->leader)) {
      lacks_broker = true;
      continue;
    }
    if (!topic->id.is_zero() && !partition.topic_id.is_zero() && topic->id != partition.topic_id) topic_recreated(partition);
    if (!topic->id.is_zero()) partition.topic_id = topic->id;
    if (partition.state() != FetchState::fetching) continue;
    const NodeId preferred = partition.preferred_replica(now);
    if (preferred != cluster::no_node && !cluster.broker(preferred)) { // the leader would send us there again and again, without records
      partition.back_to_leader();
      retry_later(partition, now);
      lacks_broker = true;
      continue;
    }
    const NodeId node = preferred != cluster::no_node ? preferred : metadata->leader;
    const auto known = nodes_.find(node);
    if (known != nodes_.end() && !known->second.compares_epochs && partition.needs_validation(metadata->leader_epoch)) {
      partition.await_validation();
      continue;
    }
    if (known != nodes_.end() && known->second.in_flight) continue;
    wanted[node].push_back({partition.share(), topic->id, partition.version(), partition.position().offset, metadata->leader_epoch,
                            partition.position().offset_epoch});
  }
  if (lacks_broker) step.wake = std::min(step.wake, refresh_.ask(now, step.refresh_metadata));
  return wanted;
}

// The position means nothing in the new topic, all of whose records are newer than any of the old one: none of them is skipped.
void Fetcher::topic_recreated(AssignedPartition& partition) {
  log_(LogLevel::warning, "consumer", [&] {
    return "topic " + partition.name().topic + " was deleted and created again; its partition " +
           std::to_string(partition.name().partition) + " is read from its beginning";
  });
  if (settings_.auto_offset_reset.kind == AutoOffsetReset::Kind::none) {
    ahead_.push_back(failure(partition,
                             Error(ErrorCode::no_offset,
                                   "the topic was deleted and created again, so that offset " +
                                       std::to_string(partition.position().offset) + " belongs to a topic that is gone",
                                   "seek to where the new topic is to be read from, or set auto.offset.reset"),
                             true));
  } else {
    partition.request_reset(AutoOffsetReset::earliest());
  }
}

// How much of `wanted` one more request may bring; 0 when it has to wait until polled records make room.
std::int64_t Fetcher::room(std::size_t nodes, std::int64_t wanted) {
  std::int64_t reserved = 0;
  for (const auto& [id, node] : nodes_) reserved += node.reserved;
  const std::int64_t limit = budget_->limit();
  const std::int64_t least = std::min<std::int64_t>(settings_.max_partition_bytes, limit);
  const std::int64_t fair = std::max(least, limit / static_cast<std::int64_t>(std::max<std::size_t>(nodes, 1)));
  std::int64_t left = limit - reserved - budget_->used();
  const bool idle = reserved == 0 && budget_->used() == 0;
  if (left < least && !idle) {
    // Wait for a good part of it, so that requests don't become small.
    const std::int64_t at_most = std::max<std::int64_t>(0, std::min(limit / 4 * 3, limit - reserved - least));
    if (budget_->wait_for_room(at_most)) return 0;
    left = limit - reserved - budget_->used();
  }
  return std::max<std::int64_t>(1, std::min({wanted, fair, std::max(left, least)}));
}

Fetcher::Send Fetcher::make_send(NodeId id, Node& node, std::vector<FetchedPartition> partitions, std::int64_t max_bytes) {
  for (const FetchedPartition& partition : partitions) {
    if (AssignedPartition* const assigned = subscriptions_.find(partition.handle->id)) assigned->fetching_from = id;
  }
  node.in_flight = true;
  node.reserved = max_bytes;
  const FetchSession::Request session = node.session.build(std::move(partitions));
  Send send;
  send.node = id;
  if (!session.uses_topic_ids) send.versions.last = 12; // KIP-516: from 13 on topics have no names
  wire::FetchRequest& request = send.request;
  request.max_wait_ms = static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(settings_.max_wait).count());
  request.min_bytes = settings_.min_bytes;
  request.max_bytes = static_cast<std::int32_t>(max_bytes);
  request.isolation_level = static_cast<std::int8_t>(settings_.isolation_level);
  request.session_id = session.session_id;
  request.session_epoch = session.session_epoch;
  request.rack_id = settings_.rack;

  std::unordered_map<std::string_view, std::size_t> place;
  for (const FetchedPartition* partition : session.changed) {
    const auto [found, is_new] = place.try_emplace(partition->handle->name.topic, request.topics.size());
    if (is_new) request.topics.push_back({partition->handle->name.topic, partition->topic_id, {}});
    wire::FetchRequest::Partition& to = request.topics[found->second].partitions.emplace_back();
    to.index = partition->handle->name.partition;
    to.current_leader_epoch = partition->leader_epoch;
    to.fetch_offset = partition->offset;
    // The broker compares it with its log: a consumer learns of a truncation with its next fetch, without asking (KIP-320, KIP-595).
    to.last_fetched_epoch = partition->offset_epoch;
    to.partition_max_bytes = settings_.max_partition_bytes;
  }
  for (const FetchSession::Forgotten& forgotten : session.forgotten) {
    const std::string_view name = forgotten.handle->name.topic;
    auto topic = std::find_if(request.forgotten_topics.begin(), request.forgotten_topics.end(),
                              [&](const auto& t) { return t.name == name && t.topic_id == forgotten.topic_id; });
    if (topic == request.forgotten_topics.end()) topic = request.forgotten_topics.insert(topic, {name, forgotten.topic_id, {}});
    topic->partitions.push_back(forgotten.handle->name.partition);
  }
  send.keep.reserve(session.changed.size() + session.forgotten.size());
  for (const FetchedPartition* partition : session.changed) send.keep.push_back(partition->handle);
  for (const FetchSession::Forgotten& forgotten : session.forgotten) send.keep.push_back(forgotten.handle);
  return send;
}

void Fetcher::Send::fit_to(std::int16_t version) {
  if (version >= compares_epochs_from) return;
  for (auto& topic : request.topics) {
    for (auto& partition : topic.partitions) partition.last_fetched_epoch = -1;
  }
}

void Fetcher::released(NodeId id) {
  Node& node = nodes_[id];
  node.in_flight = false;
  node.reserved = 0;
  for (const auto& partition : subscriptions_.partitions()) {
    if (partition->fetching_from == id) partition->fetching_from = cluster::no_node;
  }
}

Fetcher::Outcome Fetcher::on_failure(NodeId id, const Error& error, TimePoint now) {
  Outcome outcome;
  Node& node = nodes_[id];
  node.session.on_failure();
  node.retry_at = after(now, settings_.backoff.after(++node.failures, random_));
  for (const auto& partition : subscriptions_.partitions()) {
    if (partition->fetching_from == id) partition->back_to_leader();
  }
  released(id);
  outcome.refresh_metadata = true;
  const bool passes = cluster::may_pass(error.code()) || error.code() == ErrorCode::cancelled || error.code() == ErrorCode::closed;
  log_(passes ? LogLevel::info : LogLevel::warning, "consumer",
       [&] { return "a fetch from broker " + std::to_string(id) + " failed: " + error.message(); });
  if (!passes && !std::exchange(node.told, true)) {
    CompletedFetch& told = outcome.completed.emplace_back();
    told.error = error;
  }
  return outcome;
}

void Fetcher::retry_later(AssignedPartition& partition, TimePoint now, bool at_once) {
  const bool first = partition.failures() == 0;
  partition.failed(at_once && first ? now : retry_at(now, partition.failures() + 1));
}

// Partitions that failed together are asked for again together.
TimePoint Fetcher::retry_at(TimePoint now, std::uint64_t failures) {
  if (now != last_retry_.drawn_at || failures != last_retry_.failures)
    last_retry_ = {now, failures, after(now, settings_.backoff.after(failures, random_))};
  return last_retry_.at;
}

CompletedFetch Fetcher::completed(const AssignedPartition& partition) const {
  CompletedFetch fetch;
  fetch.partition = partition.share();
  fetch.version = partition.version();
  fetch.offset = partition.position().offset;
  fetch.topic_id = partition.topic_id;
  return fetch;
}

CompletedFetch Fetcher::failure(AssignedPartition& partition, Error error, bool stop) const {
  CompletedFetch fetch = completed(partition);
  fetch.error = error_at(error, partition.name(), "fetching from offset " + std::to_string(partition.position().offset));
  fetch.stopped = stop;
  if (stop) partition.stop();
  return fetch;
}

} // namespace klamm::consumer
