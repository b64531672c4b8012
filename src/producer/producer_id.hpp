// Idempotence (KIP-98, KIP-360): the producer's id and epoch, and each partition's sequences. The broker appends a batch only if its sequence follows the last
// one, so that what is sent again is written once. Pure; the loop's.
//
// A gap that cannot be closed (a batch failed for good, or ended without an answer) is left behind by a new epoch, in which a partition starts again at
// sequence 0 once nothing of it is in flight.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "klamm/result.hpp"
#include "producer/partition_queue.hpp"

namespace klamm::producer {

/// Sequences wrap from 2^31-1 to 0: the later one is the one that is less than half the circle ahead.
inline bool sequence_is_later(std::int32_t a, std::int32_t b) noexcept {
  const std::uint32_t ahead = (static_cast<std::uint32_t>(a) - static_cast<std::uint32_t>(b)) & 0x7FFFFFFFU;
  return ahead != 0 && ahead < (1U << 30);
}

class ProducerId {
public:
  enum class State : std::uint8_t { off, none, requesting, ready, failed };

  explicit ProducerId(bool idempotent) noexcept : state_(idempotent ? State::none : State::off) {}

  State state() const noexcept { return state_; }
  /// Batches may be sent.
  bool usable() const noexcept { return state_ == State::off || state_ == State::ready; }
  bool idempotent() const noexcept { return state_ != State::off; }

  /// An InitProducerId request is needed now (and marks it as sent).
  bool begin_request(TimePoint now) noexcept;
  TimePoint not_before() const noexcept { return state_ == State::none ? not_before_ : never; }
  void on_id(std::int64_t id, std::int16_t epoch) noexcept;
  /// A failed request: tried again at `retry_at`, or never (fatal).
  void on_retriable_failure(const Error& error, TimePoint retry_at);
  void on_fatal_failure(const Error& error);
  const std::optional<Error>& last_error() const noexcept { return last_error_; }

  /// Gives a batch that has none its place in the partition's sequence. The batch is not sealed yet.
  BatchProducer next_state(PartitionQueue& queue, std::int32_t count) noexcept;
  /// `queue` has, or may have, a gap. Batches wait until start_again().
  void leave_gap(PartitionQueue& queue) noexcept;
  /// Nothing of `queue` is in flight any more: its next batch gets sequence 0 of a new epoch. False while the id must be asked for first.
  bool start_again(PartitionQueue& queue) noexcept;
  /// The broker has everything up to this batch.
  static void on_success(PartitionQueue& queue, const ProducerBatch& batch, std::int64_t base_offset) noexcept;
  /// `batch` is the one that the broker must accept next, as far as is known here.
  static bool is_next(const PartitionQueue& queue, const ProducerBatch& batch) noexcept;
  /// The broker has a later one than `batch`.
  static bool is_passed(const PartitionQueue& queue, const ProducerBatch& batch) noexcept;

private:
  bool is_current(const PartitionQueue& queue) const noexcept { return queue.producer_id == id_ && queue.producer_epoch == epoch_; }
  void adopt(PartitionQueue& queue) const noexcept;

  State state_;
  std::int64_t id_ = no_producer_id;
  std::int16_t epoch_ = no_producer_epoch;
  TimePoint not_before_ = TimePoint::min();
  std::optional<Error> last_error_;
};

} // namespace klamm::producer
