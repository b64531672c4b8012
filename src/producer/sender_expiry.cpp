// The sender's part about delivery.timeout.ms: no record waits longer for its outcome.
#include "producer/sender.hpp"

namespace klamm::producer {

void Sender::expire(TimePoint now, Environment& environment) {
  TimePoint next = never;
  for (PartitionQueue* queue : active_) {
    expire_waiting(*queue, now, environment, next);
    const Duration timeout = queue->topic.settings.delivery_timeout;
    for (const BatchPtr& batch : queue->in_flight) {
      if (batch->completed) continue;
      const TimePoint deadline = after(batch->created, timeout);
      if (deadline > now) {
        next = std::min(next, deadline);
        continue;
      }
      // Its bytes stay with the connection, and the batch here, until the request has ended; only its records are told now.
      ErrorContext context = where(*batch);
      context.fate = Fate::possibly_sent;
      auto told = std::make_unique<ProducerBatch>(*queue, Buffer(), 0, batch->created);
      told->completions = std::move(batch->completions);
      told->charged_bytes = std::exchange(batch->charged_bytes, 0);
      told->count = batch->count;
      told->number = batch->number;
      told->bytes = batch->bytes;
      batch->completed = true;
      finish(std::move(told), -1, -1, expired(*batch, environment).with(context));
      producer_id_.leave_gap(*queue);
    }
  }
  // Batches that begin later end later; those of other topics may have a shorter timeout, so look again soon enough for the shortest.
  for (TopicState* topic : accumulator_.topics().all()) next = std::min(next, after(now, topic->settings.delivery_timeout));
  next_expiry_ = next;
}

void Sender::expire_waiting(PartitionQueue& queue, TimePoint now, Environment& environment, TimePoint& next) {
  const Duration timeout = queue.topic.settings.delivery_timeout;
  while (!queue.retries.empty()) {
    const TimePoint deadline = after(queue.retries.front()->created, timeout);
    if (deadline > now) {
      next = std::min(next, deadline);
      break;
    }
    BatchPtr batch = take_retry(queue);
    ErrorContext context = where(*batch);
    context.fate = batch->maybe_written ? Fate::possibly_sent : Fate::refused;
    const Error error = expired(*batch, environment).with(context);
    producer_id_.leave_gap(queue); // its sequence is used up
    finish(std::move(batch), -1, -1, error);
  }
  for (TimePoint oldest = accumulator_.oldest(queue); oldest != never; oldest = accumulator_.oldest(queue)) {
    const TimePoint deadline = after(oldest, timeout);
    if (deadline > now) {
      next = std::min(next, deadline);
      break;
    }
    BatchPtr batch = accumulator_.take(queue);
    if (!batch) break;
    ErrorContext context = where(*batch);
    context.fate = Fate::not_sent;
    const Error error = expired(*batch, environment).with(context);
    finish(std::move(batch), -1, -1, error);
  }
}

Error Sender::expired(const ProducerBatch& batch, Environment& environment) const {
  const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(batch.queue->topic.settings.delivery_timeout);
  std::string cause = "no acknowledgement within delivery.timeout.ms=" + std::to_string(timeout.count());
  std::optional<Error> why = environment.trouble(batch.queue->leader);
  if (!why) why = batch.last_error;
  if (!producer_id_.usable() && producer_id_.last_error()) {
    cause += ": no producer id";
    why = producer_id_.last_error();
  }
  if (!why) return Error(ErrorCode::timed_out, std::move(cause));
  return Error(ErrorCode::timed_out, cause + ": " + why->cause(), why->hint());
}

} // namespace klamm::producer
