#include "producer/sender.hpp"

#include <algorithm>

namespace klamm::producer {
namespace {

constexpr std::size_t request_overhead = 256; // header, topic names; max.request.size is a guide, not a promise to the byte
constexpr std::size_t partition_overhead = 64;

} // namespace

Sender::Sender(RecordAccumulator& accumulator, Random random, Log log)
    : accumulator_(accumulator),
      settings_(accumulator.settings()),
      random_(random),
      log_(std::move(log)),
      producer_id_(settings_.idempotent),
      loads_(settings_) {}

std::size_t Sender::in_flight(cluster::NodeId node) const {
  const auto found = nodes_.find(node);
  return found == nodes_.end() ? 0 : found->second.in_flight;
}

TimePoint Sender::step(TimePoint now, Environment& environment, std::vector<const ProducePlan*>& out) {
  accumulator_.take_activated(active_);
  if (std::exchange(metadata_is_stale_, false)) environment.metadata_is_stale();
  // `never` was found while there were no topics yet.
  if (now >= next_expiry_ || (next_expiry_ == never && !active_.empty())) expire(now, environment);
  if (producer_id_.state() == ProducerId::State::failed) abort_all(*producer_id_.last_error());
  if (!producer_id_.usable()) return next_expiry_;

  const TimePoint deadline = collect(now, environment);
  const auto by_node = [](const Candidate& a, const Candidate& b) { return a.node < b.node; };
  if (!std::ranges::is_sorted(candidates_, by_node)) std::ranges::stable_sort(candidates_, by_node);
  full_batches_matter_ = candidates_.empty();
  for (auto first = candidates_.begin(); first != candidates_.end();) {
    const auto last = std::ranges::find_if(first, candidates_.end(), [&](const Candidate& c) { return c.node != first->node; });
    const bool takes = in_flight(first->node) < settings_.max_in_flight && environment.can_send(first->node);
    loads_.brokers().observe(first->node, takes, now);
    if (takes) drain(first->node, {first, last}, now, out);
    if (in_flight(first->node) < settings_.max_in_flight) full_batches_matter_ = true;
    first = last;
  }
  loads_.update(active_, environment.metadata(), now);
  ++rotation_;
  retire_idle();
  return std::min(deadline, next_expiry_);
}

// The partitions that have something to send now, with their leaders; returns when the next ones will.
TimePoint Sender::collect(TimePoint now, Environment& environment) {
  candidates_.clear();
  TimePoint next = never;
  const bool hurry = flushing_ || accumulator_.pool().has_waiters(); // somebody waits for this memory
  bool stale = false;
  for (std::size_t i = 0; i < active_.size(); ++i) {
    PartitionQueue& queue = *active_[(i + rotation_) % active_.size()]; // another one is first each time, so that none starves
    if (queue.needs_new_epoch && queue.in_flight.empty()) seal_again(queue);
    const TimePoint ready = queue.retries.empty() ? accumulator_.ready_at(queue, hurry) : queue.retries.front()->not_before;
    if (ready == never) continue;
    if (!update_leader(queue, environment)) {
      stale = true;
    } else if (ready > now) {
      next = std::min(next, ready);
    } else if (may_take(queue, now)) {
      candidates_.push_back({&queue, queue.leader});
    }
  }
  if (stale) environment.metadata_is_stale();
  return next;
}

bool Sender::update_leader(PartitionQueue& queue, Environment& environment) const {
  const cluster::MetadataSnapshot& metadata = environment.metadata();
  if (queue.leader_version != metadata.version()) {
    queue.leader_version = metadata.version();
    const cluster::Topic* topic = metadata.topic(*queue.topic.name);
    const cluster::Partition* partition = topic ? topic->partition(queue.partition) : nullptr;
    if (topic && !topic->id.is_zero()) queue.topic.id = topic->id;
    const bool known = partition && partition->has_leader() && metadata.broker(partition->leader);
    queue.leader = known ? partition->leader : cluster::no_node;
    if (known) queue.leader_epoch = partition->leader_epoch;
  }
  return queue.leader != cluster::no_node;
}

// Whether the next batch of this partition may go out beside those in flight.
bool Sender::may_take(PartitionQueue& queue, TimePoint now) const {
  if (queue.needs_new_epoch) return false;
  // More unanswered batches than this and the broker can no longer tell a repeated one (it remembers five).
  if (producer_id_.idempotent() && queue.in_flight.size() >= settings_.max_in_flight) return false;
  // A broker takes any sequence of a producer that it doesn't know yet: were the first batch refused, the next ones would overtake it.
  if (producer_id_.idempotent() && queue.topic.settings.acks == Acks::all && queue.last_acked_sequence == no_sequence &&
      !queue.in_flight.empty())
    return false;
  // Nor may a new leader get what follows on batches that the old one has not answered: it may have lost all it knew of this producer (an unclean election).
  if (producer_id_.idempotent() && !queue.in_flight.empty() && queue.in_flight.back()->sent_to != queue.leader) return false;
  if (queue.retries.empty()) return true;
  const ProducerBatch& first = *queue.retries.front();
  if (first.not_before > now) return false;
  // What failed goes again in order of sequence, each once its predecessor has been answered: sent earlier, it would be refused as out of order.
  return !first.has_sequence() || queue.in_flight.empty();
}

// Whether more than unfilled batches wait, or somebody waits for them: then the broker gets all the requests that it may.
bool Sender::is_pressing(std::span<const Candidate> candidates) {
  return flushing_ || accumulator_.pool().has_waiters() || std::ranges::any_of(candidates, [this](const Candidate& candidate) {
           return !candidate.queue->retries.empty() || accumulator_.has_full_batch(*candidate.queue);
         });
}

void Sender::drain(cluster::NodeId id, std::span<const Candidate> candidates, TimePoint now, std::vector<const ProducePlan*>& out) {
  Node& node = this->node(id);
  bool pressing = false;
  for (bool more = true; more && node.in_flight < settings_.max_in_flight;) {
    pressing = pressing || is_pressing(candidates);
    if (!pressing && node.in_flight >= node.window.limit()) return; // the next answer brings them along
    more = false;
    open_plans_.clear(); // one for each acks and timeout among the topics
    for (const Candidate& candidate : candidates) {
      PartitionQueue& queue = *candidate.queue;
      const TopicSettings& topic = queue.topic.settings;
      auto open = std::ranges::find_if(
          open_plans_, [&](const OpenPlan& p) { return p.plan->acks == topic.acks && p.plan->timeout == topic.request_timeout; });
      if (open == open_plans_.end()) {
        if (node.in_flight + open_plans_.size() >= settings_.max_in_flight) continue;
        open = open_plans_.insert(open_plans_.end(), {&begin_plan(id, topic), request_overhead});
      }
      const std::size_t room = settings_.max_request_size - std::min(settings_.max_request_size, open->size);
      ProducerBatch* batch = next_batch(queue, now, room, open->plan->batches.empty());
      if (!batch) continue;
      open->plan->batches.push_back(batch);
      open->size += batch->size() + partition_overhead;
    }
    for (const auto& [plan, size] : open_plans_) {
      if (plan->batches.empty()) {
        end_plan(*plan);
        continue;
      }
      const auto by_topic = [](const ProducerBatch* x, const ProducerBatch* y) {
        return &x->queue->topic != &y->queue->topic &&
               *x->queue->topic.name < *y->queue->topic.name; // (not by address: simulations repeat themselves)
      };
      if (!std::ranges::is_sorted(plan->batches, by_topic)) std::ranges::stable_sort(plan->batches, by_topic);
      plan->sent_at = now;
      plan->in_flight = ++node.in_flight;
      plan->pressing = pressing;
      pressing = pressing || size > settings_.max_request_size / 2; // there is more than goes along with one answer
      out.push_back(plan);
      more = true;
    }
  }
}

ProducePlan& Sender::begin_plan(cluster::NodeId node, const TopicSettings& topic) {
  ProducePlan* plan = find_plan(0);
  if (!plan) plan = plans_.emplace_back(std::make_unique<ProducePlan>()).get();
  plan->id = next_plan_++;
  plan->node = node;
  plan->acks = topic.acks;
  plan->timeout = topic.request_timeout;
  return *plan;
}

ProducePlan* Sender::find_plan(std::uint64_t id) { // a few for each broker
  const auto found = std::ranges::find_if(plans_, [id](const auto& plan) { return plan->id == id; });
  return found == plans_.end() ? nullptr : found->get();
}

void Sender::end_plan(ProducePlan& plan) {
  plan.id = 0;
  plan.batches.clear();
}

// The partition's next batch, sealed and counted as in flight; null when none may go, or it would make the request too large.
ProducerBatch* Sender::next_batch(PartitionQueue& queue, TimePoint now, std::size_t room, bool first) {
  if (!may_take(queue, now)) return nullptr;
  if (!queue.retries.empty()) {
    if (!first && queue.retries.front()->size() > room) return nullptr;
    queue.in_flight.push_back(take_retry(queue));
  } else {
    const bool hurry = flushing_ || accumulator_.pool().has_waiters();
    if (accumulator_.ready_at(queue, hurry) > now) return nullptr;
    if (!first && accumulator_.next_size(queue) > room) return nullptr;
    BatchPtr batch = accumulator_.take(queue);
    if (!batch) return nullptr;
    seal(*batch);
    queue.in_flight.push_back(std::move(batch));
  }
  ++queue.in_flight.back()->attempts;
  queue.in_flight.back()->sent_to = queue.leader;
  queue.counters.in_flight_batches.add(1);
  queue.counters.in_flight_bytes.add(queue.in_flight.back()->size());
  return queue.in_flight.back().get();
}

void Sender::seal(ProducerBatch& batch) {
  batch.count = batch.builder.count();
  // A topic with acks of its own may do without idempotence, which needs acks=all.
  if (batch.queue->topic.settings.acks == Acks::all) batch.state = producer_id_.next_state(*batch.queue, batch.count);
  seal_in_state(batch);
}

// With the sequence that it has, if any.
void Sender::seal_in_state(ProducerBatch& batch) {
  const std::size_t uncompressed = batch.builder.size();
  compress(batch);
  batch.bytes = std::move(batch.builder).seal(batch.state);
  PartitionCounters& counters = batch.queue->counters;
  counters.batches.add(1);
  counters.batched_records.add(static_cast<std::uint64_t>(batch.count));
  counters.uncompressed_bytes.add(uncompressed);
  counters.bytes.add(batch.size());
  accumulator_.batch_bytes().add(batch.size());
}

void Sender::compress(ProducerBatch& batch) {
  TopicState& topic = batch.queue->topic;
  if (topic.settings.compression == CompressionType::none) return;
  const std::size_t before = batch.builder.size();
  batch.builder.compress(topic.settings.compression, topic.settings.compression_level, compressor_);
  const std::size_t size = batch.builder.size();
  accumulator_.observe_compression(topic, before, size);
  // The batch may wait long for its answer: what it no longer needs of buffer.memory goes back.
  if (batch.builder.capacity() > settings_.batch_size && size <= batch.builder.capacity() / 2)
    batch.builder.move_to(accumulator_.pool().take_now(size));
}

// After a gap: what waits to be sent again gets new sequences, from 0 in a new epoch. What may already be in the log under its old sequence cannot: it
// would be there twice. Nor can what was sent before that, where the broker has lost its memory and takes any batch as the first: it would stand behind it.
void Sender::seal_again(PartitionQueue& queue) {
  const auto last = std::ranges::find_if(queue.retries.rbegin(), queue.retries.rend(), &ProducerBatch::may_be_in_log);
  auto doubtful = static_cast<std::size_t>(queue.retries.rend() - last);
  for (std::size_t i = 0; doubtful > 0; --doubtful) {
    if (!queue.broker_forgot && !queue.retries[i]->may_be_in_log()) {
      ++i;
      continue;
    }
    BatchPtr batch = take_retry(queue, i);
    const Error cause = batch->last_error.value_or(Error(ErrorCode::out_of_order_sequence_number));
    give_up(std::move(batch), cause);
  }
  if (!producer_id_.start_again(queue)) return;
  for (const BatchPtr& batch : queue.retries) {
    batch->state = producer_id_.next_state(queue, batch->count);
    batch->bytes = with_producer_state(batch->bytes, batch->state);
    batch->sequence_was_reset = true;
  }
}

std::uint64_t Sender::oldest_batch() {
  accumulator_.take_activated(active_);
  std::uint64_t oldest = UINT64_MAX;
  for (PartitionQueue* queue : active_) {
    oldest = std::min(oldest, accumulator_.oldest_number(*queue));
    for (const BatchPtr& batch : queue->retries) oldest = std::min(oldest, batch->number);
    for (const BatchPtr& batch : queue->in_flight) oldest = std::min(oldest, batch->completed ? UINT64_MAX : batch->number);
    for (const Outcome& outcome : queue->held) oldest = std::min(oldest, outcome.batch->number);
  }
  return oldest;
}

void Sender::retire_idle() {
  std::erase_if(active_,
                [this](PartitionQueue* queue) { return queue->nothing_left() && !queue->needs_new_epoch && accumulator_.retire(*queue); });
}

} // namespace klamm::producer
