#include "producer/producer_id.hpp"

#include <limits>

namespace klamm::producer {

bool ProducerId::begin_request(TimePoint now) noexcept {
  if (state_ != State::none || now < not_before_) return false;
  state_ = State::requesting;
  return true;
}

void ProducerId::on_id(std::int64_t id, std::int16_t epoch) noexcept {
  id_ = id;
  epoch_ = epoch;
  state_ = State::ready;
  last_error_.reset();
}

void ProducerId::on_retriable_failure(const Error& error, TimePoint retry_at) {
  state_ = State::none;
  not_before_ = retry_at;
  last_error_ = error;
}

void ProducerId::on_fatal_failure(const Error& error) {
  state_ = State::failed;
  last_error_ = error;
}

void ProducerId::adopt(PartitionQueue& queue) const noexcept {
  queue.producer_id = id_;
  queue.producer_epoch = epoch_;
  queue.next_sequence = 0;
  queue.last_acked_sequence = no_sequence;
}

BatchProducer ProducerId::next_state(PartitionQueue& queue, std::int32_t count) noexcept {
  if (state_ == State::off) return {};
  // Another partition's gap has moved the epoch on. This one follows when nothing of it is under way in the old epoch, which the broker would then refuse.
  if (!is_current(queue) && queue.nothing_left()) adopt(queue);
  const BatchProducer state{queue.producer_id, queue.producer_epoch, queue.next_sequence, false};
  queue.next_sequence = sequence_after(queue.next_sequence, count);
  return state;
}

void ProducerId::leave_gap(PartitionQueue& queue) noexcept {
  if (state_ != State::off) queue.needs_new_epoch = true;
}

bool ProducerId::start_again(PartitionQueue& queue) noexcept {
  if (state_ != State::ready) return false;
  if (is_current(queue)) {
    if (epoch_ == std::numeric_limits<std::int16_t>::max()) {
      state_ = State::none; // no epoch left: another id
      return false;
    }
    ++epoch_; // brokers accept a higher epoch of an idempotent producer without being asked (KIP-360)
  }
  adopt(queue);
  queue.needs_new_epoch = queue.broker_forgot = false;
  return true;
}

namespace {

bool in_epoch_of(const PartitionQueue& queue, const ProducerBatch& batch) noexcept {
  return batch.has_sequence() && batch.state.producer_id == queue.producer_id && batch.state.producer_epoch == queue.producer_epoch;
}

} // namespace

void ProducerId::on_success(PartitionQueue& queue, const ProducerBatch& batch, std::int64_t base_offset) noexcept {
  const std::int32_t last = sequence_after(batch.state.base_sequence, batch.count - 1);
  if (in_epoch_of(queue, batch) && !is_passed(queue, batch)) queue.last_acked_sequence = last;
  if (base_offset >= 0) queue.last_acked_offset = base_offset + batch.count - 1;
}

bool ProducerId::is_passed(const PartitionQueue& queue, const ProducerBatch& batch) noexcept {
  return in_epoch_of(queue, batch) && queue.last_acked_sequence != no_sequence &&
         sequence_is_later(queue.last_acked_sequence, batch.state.base_sequence);
}

bool ProducerId::is_next(const PartitionQueue& queue, const ProducerBatch& batch) noexcept {
  const std::int32_t expected = queue.last_acked_sequence == no_sequence ? 0 : sequence_after(queue.last_acked_sequence, 1);
  return batch.state.base_sequence == expected;
}

} // namespace klamm::producer
