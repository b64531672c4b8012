// One batch on its way: open while records are appended (under its partition's lock), then closed and the loop's alone until it is completed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/buffer.hpp"
#include "base/time.hpp"
#include "cluster/node.hpp"
#include "producer/completion_list.hpp"
#include "records/batch_builder.hpp"

namespace klamm::producer {

struct PartitionQueue;

struct ProducerBatch {
  ProducerBatch(PartitionQueue& owner, Buffer memory, std::size_t limit, TimePoint now) noexcept
      : queue(&owner), builder(std::move(memory), limit), created(now) {}

  PartitionQueue* queue;
  BatchBuilder builder;
  CompletionList completions;
  TimePoint created;
  std::uint64_t number = 0;      ///< counts the producer's batches from 1
  bool urgent = false;           ///< somebody waits for it: no linger
  std::size_t charged_bytes = 0; ///< of completions, in the buffer pool

  // From here on: since it was sealed
  Slice bytes;
  std::int32_t count = 0;
  BatchProducer state; ///< in `bytes`
  bool has_sequence() const noexcept { return state.base_sequence != no_sequence; }
  std::int32_t attempts = 0;
  cluster::NodeId sent_to = cluster::no_node; ///< the last attempt
  TimePoint not_before = TimePoint::min();    ///< retry.backoff.ms
  bool sequence_was_reset = false;
  bool maybe_written = false;      ///< an attempt ended without an answer
  bool found_missing = false;      ///< … and a later one was told that it is not in the log
  bool completed = false;          ///< expired in flight: its records have their answer, the request has not
  std::optional<Error> last_error; ///< of the last attempt

  bool may_be_in_log() const noexcept { return maybe_written && !found_missing; }
  std::size_t size() const noexcept { return bytes.size(); }

  /// Lets go of everything but memory for completions: the batch is used again.
  void release() noexcept {
    completions.clear();
    const Buffer unsealed = std::move(builder).take_memory();
    bytes = Slice();
    last_error.reset();
  }
};

using BatchPtr = std::unique_ptr<ProducerBatch>;

/// A batch whose records have their outcome: `base_offset` (-1 unknown) or an error.
struct BatchOutcome {
  BatchPtr batch;
  std::int64_t base_offset = -1;
  Timestamp log_append_time = -1;
  std::optional<Error> error;
};

} // namespace klamm::producer
