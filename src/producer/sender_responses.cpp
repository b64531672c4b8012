// The sender's part about answers: each batch of a request succeeded, goes again, is split, or has failed.
#include <algorithm>

#include "net/backoff.hpp"
#include "producer/batch_splitter.hpp"
#include "producer/sender.hpp"

namespace klamm::producer {
namespace {

const wire::ProduceResponse::Partition* find_answer(const wire::ProduceResponse& response, const ProducerBatch& batch,
                                                    std::size_t& topic_hint) {
  const TopicState& topic = batch.queue->topic;
  const auto is_topic = [&topic](const wire::ProduceResponse::Topic& t) {
    return t.topic_id.is_zero() ? t.name == *topic.name : t.topic_id == topic.id;
  };
  // Brokers answer in the order of the request, nearly always: look where the last one was found first.
  for (std::size_t i = 0; i < response.topics.size(); ++i) {
    const std::size_t at = (topic_hint + i) % response.topics.size();
    if (!is_topic(response.topics[at])) continue;
    topic_hint = at;
    const auto& partitions = response.topics[at].partitions;
    const auto found = std::ranges::find(partitions, batch.queue->partition, &wire::ProduceResponse::Partition::index);
    return found == partitions.end() ? nullptr : &*found;
  }
  return nullptr;
}

bool says_too_large(ErrorCode code) noexcept { return code == ErrorCode::message_too_large || code == ErrorCode::record_list_too_large; }

// Sent again, these records would stand behind later ones.
Error overtaken(ErrorCode code) {
  return Error(code, "the broker has later records of this producer, but not these: it has lost what it knew of this producer in between",
               "send them again if their order does not matter; look for unclean leader elections");
}

} // namespace

ErrorContext Sender::where(const ProducerBatch& batch) const {
  ErrorContext context;
  context.topic = *batch.queue->topic.name;
  context.partition = batch.queue->partition;
  return context;
}

void Sender::on_response(std::uint64_t plan_id, const wire::ProduceResponse* response, TimePoint now) {
  ProducePlan* plan = find_plan(plan_id);
  if (!plan) return;
  Node& broker = node(plan->node);
  --broker.in_flight;
  if (!plan->pressing) broker.window.on_answer(now - plan->sent_at, plan->in_flight);
  std::size_t hint = 0;
  for (ProducerBatch* batch : plan->batches) {
    if (!response) {
      succeed(*batch, -1, -1);
    } else if (const auto* answer = find_answer(*response, *batch, hint)) {
      settle(*batch, *answer, now);
    } else {
      settle_failure(*batch, Error(ErrorCode::protocol_error, "the broker's answer leaves the partition out"), true, now);
    }
  }
  end_plan(*plan);
}

void Sender::on_failure(std::uint64_t plan_id, const Error& error, TimePoint now) {
  ProducePlan* plan = find_plan(plan_id);
  if (!plan) return;
  --node(plan->node).in_flight;
  for (ProducerBatch* batch : plan->batches) settle_failure(*batch, error, error.fate() != Fate::not_sent, now);
  end_plan(*plan);
  if (error.retriable()) metadata_is_stale_ = true;
}

void Sender::settle(ProducerBatch& batch, const wire::ProduceResponse::Partition& answer, TimePoint now) {
  const ErrorCode code = answer.error_code;
  if (code == ErrorCode::none) return succeed(batch, answer.base_offset, answer.log_append_time_ms);
  // Already there, from an attempt whose answer was lost; the broker remembers the offset of the last five only.
  if (code == ErrorCode::duplicate_sequence_number && batch.may_be_in_log()) return succeed(batch, -1, -1);
  if (says_too_large(code) && batch.count > 1 && !batch.completed) return split(batch);
  if (error_code_traits(code).refresh_metadata) metadata_is_stale_ = true;
  if (code == ErrorCode::out_of_order_sequence_number) batch.found_missing = true; // the broker's last batch is another one
  const bool is_overtaken = code == ErrorCode::duplicate_sequence_number ||
                            (code == ErrorCode::out_of_order_sequence_number && ProducerId::is_passed(*batch.queue, batch));
  if (is_overtaken && !batch.completed) return fail(batch, overtaken(code));
  Error error(code);
  if (answer.error_message) error = Error(code, std::string(*answer.error_message));
  // A leader that is deposed while it waits for its followers says NOT_LEADER of what it has appended, and what the new leader may have.
  const bool written = code == ErrorCode::not_enough_replicas_after_append || code == ErrorCode::request_timed_out ||
                       code == ErrorCode::not_leader_or_follower;
  settle_failure(batch, error, written, now);
}

void Sender::settle_failure(ProducerBatch& batch, const Error& error, bool maybe_written, TimePoint now) {
  batch.maybe_written = batch.maybe_written || maybe_written;
  if (maybe_written) batch.found_missing = false;
  batch.last_error = error;
  if (batch.completed) return succeed(batch, -1, -1); // its records were told when it expired
  if (can_retry(batch, error.code(), now)) return retry(batch, now);
  fail(batch, error);
}

bool Sender::can_retry(ProducerBatch& batch, ErrorCode code, TimePoint now) {
  PartitionQueue& queue = *batch.queue;
  if (batch.attempts > settings_.retries || now >= after(batch.created, queue.topic.settings.delivery_timeout)) return false;
  if (batch.has_sequence()) {
    if (code == ErrorCode::out_of_order_sequence_number) {
      // (A broker that refuses even the first batch of a new epoch is beyond help: no epoch after the other.)
      const bool acked_in_epoch = !batch.sequence_was_reset || queue.last_acked_sequence != no_sequence;
      const bool lost_records = acked_in_epoch && !queue.needs_new_epoch && ProducerId::is_next(queue, batch);
      if (lost_records) {
        log_(LogLevel::error, "producer", [&] {
          return "topic " + *queue.topic.name + " partition " + std::to_string(queue.partition) +
                 ": the broker no longer knows acknowledged records up to offset " + std::to_string(queue.last_acked_offset) +
                 "; going on in a new epoch";
        });
        queue.broker_forgot = true;
        producer_id_.leave_gap(queue);
      }
      return true; // not the first in line: it goes again behind those before it
    }
    if (code ==
        ErrorCode::unknown_producer_id) { // the broker has forgotten this producer (its records were deleted, or it was idle for long)
      producer_id_.leave_gap(queue);
      return !batch.may_be_in_log() || batch.attempts == 1;
    }
  }
  return error_code_traits(code).retriable;
}

void Sender::retry(ProducerBatch& batch, TimePoint now) {
  PartitionQueue& queue = *batch.queue;
  queue.counters.retries.add(1);
  batch.not_before = after(
      now, net::Backoff(settings_.retry_backoff, settings_.retry_backoff_max).after(static_cast<std::uint64_t>(batch.attempts), random_));
  add_retry(queue, take_in_flight(batch));
}

// In the order of sequences, which is that of the records.
void Sender::add_retry(PartitionQueue& queue, BatchPtr batch) {
  queue.counters.retrying_batches.add(1);
  queue.counters.retrying_bytes.add(batch->size());
  const auto is_later = [&batch](const BatchPtr& other) {
    if (!batch->has_sequence()) return other->created > batch->created;
    return sequence_is_later(other->state.base_sequence, batch->state.base_sequence);
  };
  const auto place = std::ranges::find_if(queue.retries, is_later);
  queue.retries.insert(place, std::move(batch));
}

BatchPtr Sender::take_retry(PartitionQueue& queue, std::size_t at) {
  BatchPtr batch = std::move(queue.retries[at]);
  queue.retries.erase(queue.retries.begin() + static_cast<std::ptrdiff_t>(at));
  queue.counters.retrying_batches.subtract(1);
  queue.counters.retrying_bytes.subtract(batch->size());
  return batch;
}

// Too large for the broker: its records go again in two batches, which take the place, and the sequences, of the one (KIP-126).
void Sender::split(ProducerBatch& batch) {
  PartitionQueue& queue = *batch.queue;
  queue.topic.compression_gain.store(0, std::memory_order_relaxed); // batches were filled beyond what the broker takes
  BatchPtr whole = take_in_flight(batch);
  auto halves = split_batch(*whole, accumulator_.pool());
  if (!halves) {
    ErrorContext context = where(*whole);
    context.fate = Fate::refused;
    producer_id_.leave_gap(queue);
    return finish(std::move(whole), -1, -1, halves.error().with(context));
  }
  queue.counters.splits.add(1);
  std::int32_t sequence = whole->state.base_sequence;
  for (BatchPtr& half : *halves) {
    half->state = whole->state;
    half->state.base_sequence = sequence;
    if (whole->has_sequence()) sequence = sequence_after(sequence, half->count);
    seal_in_state(*half);
    add_retry(queue, std::move(half));
  }
  accumulator_.recycle(std::move(whole));
}

void Sender::succeed(ProducerBatch& batch, std::int64_t base_offset, Timestamp log_append_time) {
  PartitionQueue& queue = *batch.queue;
  BatchPtr owned = take_in_flight(batch);
  if (base_offset >= 0) give_up_overtaken(queue, *owned);
  if (owned->completed) return accumulator_.recycle(std::move(owned));
  ProducerId::on_success(queue, *owned, base_offset);
  finish(std::move(owned), base_offset, log_append_time, std::nullopt);
}

// A broker that refused a batch takes a later one only if it lost all it knew of this producer between the two (a second unclean election). The refused
// one fails, as its records' order is promised.
void Sender::give_up_overtaken(PartitionQueue& queue, const ProducerBatch& written) {
  if (!written.has_sequence()) return;
  for (std::size_t i = 0; i < queue.retries.size() && queue.retries[i]->number < written.number;) {
    if (queue.retries[i]->may_be_in_log()) ++i; // (what it is will be told when it is sent again)
    else give_up(take_retry(queue, i), overtaken(ErrorCode::out_of_order_sequence_number));
  }
}

// A batch that waited to be sent again, and will not be.
void Sender::give_up(BatchPtr batch, const Error& error) {
  ErrorContext context = where(*batch);
  context.fate = batch->maybe_written ? Fate::possibly_sent : Fate::refused;
  producer_id_.leave_gap(*batch->queue);
  finish(std::move(batch), -1, -1, error.with(context));
}

void Sender::fail(ProducerBatch& batch, const Error& error) {
  ErrorContext context = where(batch);
  context.fate = error.code() == ErrorCode::not_enough_replicas_after_append ? Fate::written
                 : batch.maybe_written                                       ? Fate::possibly_sent
                                                                             : Fate::refused;
  if (error.fate() == Fate::not_sent && !batch.maybe_written) context.fate = Fate::not_sent;
  if (batch.has_sequence()) producer_id_.leave_gap(*batch.queue);
  std::string hint = error.hint();
  if (error.code() == ErrorCode::topic_authorization_failed) hint = "grant WRITE on the topic to the client's principal";
  finish(take_in_flight(batch), -1, -1, Error(error.code(), error.cause(), std::move(hint)).with(context).with(error.context()));
}

BatchPtr Sender::take_in_flight(ProducerBatch& batch) {
  auto& in_flight = batch.queue->in_flight;
  const auto found = std::ranges::find_if(in_flight, [&batch](const BatchPtr& b) { return b.get() == &batch; });
  BatchPtr owned = std::move(*found);
  in_flight.erase(found);
  batch.queue->counters.in_flight_batches.subtract(1);
  batch.queue->counters.in_flight_bytes.subtract(owned->size());
  return owned;
}

void Sender::finish(BatchPtr batch, std::int64_t base_offset, Timestamp log_append_time, std::optional<Error> error) {
  const std::int32_t records = batch->count > 0 ? batch->count : batch->builder.count(); // it may never have been sealed
  PartitionQueue& queue = *batch->queue;
  (error ? queue.counters.records_failed : queue.counters.records_sent).add(static_cast<std::uint64_t>(records));
  queue.held.push_back({std::move(batch), base_offset, log_append_time, std::move(error)});
  tell_in_order(queue);
}

// A partition's records are told in the order in which they were sent. Another order comes about when the leader has moved: the new one may answer a later
// batch before the old one answers, or fails to answer, an earlier one.
void Sender::tell_in_order(PartitionQueue& queue) {
  std::uint64_t pending = UINT64_MAX; // the earliest batch without an outcome
  for (const BatchPtr& batch : queue.retries) pending = std::min(pending, batch->number);
  for (const BatchPtr& batch : queue.in_flight) pending = std::min(pending, batch->completed ? UINT64_MAX : batch->number);
  const auto waits = [pending](const Outcome& outcome) { return outcome.batch->number > pending; };
  if (queue.held.size() > 1) std::ranges::stable_sort(queue.held, {}, [](const Outcome& outcome) { return outcome.batch->number; });
  const auto first_to_wait = std::ranges::find_if(queue.held, waits);
  std::move(queue.held.begin(), first_to_wait, std::back_inserter(outcomes_));
  queue.held.erase(queue.held.begin(), first_to_wait);
}

void Sender::abort_all(const Error& error) {
  accumulator_.take_activated(active_);
  for (PartitionQueue* queue : active_) {
    const auto tell = [&](BatchPtr batch, Fate fate) {
      ErrorContext context = where(*batch);
      context.fate = fate;
      finish(std::move(batch), -1, -1, error.with(context));
    };
    if (!queue->nothing_left()) producer_id_.leave_gap(*queue);
    while (!queue->retries.empty()) {
      BatchPtr batch = take_retry(*queue);
      const Fate fate = batch->maybe_written ? Fate::possibly_sent : Fate::refused;
      tell(std::move(batch), fate);
    }
    while (BatchPtr batch = accumulator_.take(*queue)) tell(std::move(batch), Fate::not_sent);
    for (const BatchPtr& batch : queue->in_flight) {
      if (std::exchange(batch->completed, true)) continue;
      auto told = std::make_unique<ProducerBatch>(*queue, Buffer(), 0, batch->created);
      told->completions = std::move(batch->completions);
      told->charged_bytes = std::exchange(batch->charged_bytes, 0);
      told->count = batch->count;
      told->number = batch->number;
      tell(std::move(told), Fate::possibly_sent);
    }
  }
}

} // namespace klamm::producer
