// RecordAccumulator: what has been accepted and not yet sent. A record is encoded once, by the thread that sends it, straight into its
// partition's open batch. Any thread appends; the loop takes batches out.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/histogram.hpp"
#include "klamm/detail/value_writer.hpp"
#include "klamm/result.hpp"
#include "producer/buffer_pool.hpp"
#include "producer/topic_table.hpp"

namespace klamm::producer {

class RecordAccumulator {
public:
  /// `now` gives the time at which a batch begins; `wake` makes the loop look again soon. Both from any thread.
  RecordAccumulator(ProducerSettings settings, std::uint64_t seed, std::function<TimePoint()> now, std::function<void()> wake);
  ~RecordAccumulator();

  // ---- Any thread

  enum class Appended : std::uint8_t {
    yes,
    no_memory,     ///< buffer.memory is used up: wait for buffer_needed() bytes and append again
    unknown_topic, ///< the topic's partitions are not known: park()
  };
  /// Takes `done` only when the answer is yes. Errors, certain to be so later too: record_too_large, partition_unknown. An `urgent` record's
  /// batch does not linger. `timestamp`: the record's own, or the one that it gets. `memory`: a buffer that was waited for, taken where it is of use.
  Result<Appended> append(const ProducerRecord& record, Timestamp timestamp, bool urgent, CompletionList::Handler& done,
                          Buffer* memory = nullptr);
  /// What most records need of append(), and nothing else: of a topic as the one before, into a batch that goes on being open, with nothing that the loop has
  /// to hear of. False: nothing has happened, append() is to be asked. (record_append.hpp)
  bool append_quickly(const ProducerRecord& record, Timestamp timestamp, CompletionList::Handler& done) noexcept;
  /// As append(), for a value that `writer` writes straight into the batch. False: it could not go there, is now in `apart`, and the record is still to be
  /// appended. Errors: also the serializer's.
  Result<bool> append_written(const ProducerRecord& record, Timestamp timestamp, bool urgent, CompletionList::Handler& done,
                              const detail::ValueWriter& writer, ByteSink& apart);
  /// How much memory a new batch for this record takes.
  std::size_t buffer_needed(const ProducerRecord& record) const;

  /// Keeps a copy of the record until its topic is known, and takes `done`. yes_first: nobody has asked for the topic's metadata yet.
  enum class Parked : std::uint8_t { yes, yes_first, no_memory, topic_is_known };
  Parked park(const ProducerRecord& record, Timestamp timestamp, bool urgent, CompletionList::Handler& done);

  BufferPool& pool() noexcept { return *pool_; }
  const std::shared_ptr<BufferPool>& pool_ptr() const noexcept { return pool_; }
  TopicTable& topics() noexcept { return topics_; }
  const ProducerSettings& settings() const noexcept { return settings_; }

  // ---- The loop

  /// Adds the partitions that have got something since the last call.
  void take_activated(std::vector<PartitionQueue*>& into);
  /// When something of this partition can be sent: `never` when there is nothing.
  TimePoint ready_at(PartitionQueue& queue, bool flushing);
  /// Whether a batch waits that nothing can be added to.
  bool has_full_batch(PartitionQueue& queue);
  /// When the oldest batch that waits there began; `never` when there is none.
  TimePoint oldest(PartitionQueue& queue);
  /// The size before compression of the batch that take() would give; 0 when there is none.
  std::size_t next_size(PartitionQueue& queue);
  /// The next batch that waits, closing the open one; null when there is none.
  BatchPtr take(PartitionQueue& queue);
  /// Forgets a partition of which nothing waits. False when something does.
  bool retire(PartitionQueue& queue);
  /// Takes back what can be reused of a completed batch.
  void recycle(BatchPtr batch);

  /// Until when the loop sleeps: an append that must be seen earlier wakes it. While it does not sleep: TimePoint::min(). `full_batches`: whether a
  /// batch that has become full is a reason to wake.
  void loop_sleeps_until(TimePoint deadline, bool full_batches);
  void loop_awake();
  /// Whether something was appended since loop_awake() that may need to be looked at.
  bool missed_something() const noexcept { return dirty_.load(std::memory_order_seq_cst); }

  /// Appends a record that was parked, to partitions that are not published yet; takes memory beyond buffer.memory if it must.
  Result<void> append_parked(TopicState& topic, const TopicState::Partitions& partitions, const ProducerRecord& record, bool urgent,
                             CompletionList::Handler& done);
  /// The number of the oldest batch that waits in this partition; UINT64_MAX when there is none.
  std::uint64_t oldest_number(PartitionQueue& queue);
  /// The number of the last batch begun.
  std::uint64_t batches_begun() const noexcept { return batches_begun_.load(std::memory_order_acquire); }
  /// Sizes of batches as sent: the loop's to change, anybody's to read.
  Histogram& batch_bytes() noexcept { return batch_bytes_; }
  /// How well a topic's batches have been compressing, for the size of new ones: 1 none.
  void observe_compression(TopicState& topic, std::size_t before, std::size_t after);

private:
  struct Place { ///< where a record goes
    TopicState& topic;
    const TopicState::Partitions& partitions;
    std::int32_t partition;
    bool chosen; ///< by the partitioner

    PartitionQueue& queue() const noexcept { return *partitions.queues[static_cast<std::size_t>(partition)]; }
  };
  struct News { ///< what the loop may have to hear of an append
    bool urgent = false, begun = false, full = false, activated = false;
    bool any() const noexcept { return urgent || begun || full || activated; }
  };
  Appended append_at(const Place& place, const ProducerRecord& record, Timestamp timestamp, std::size_t bound, bool urgent,
                     CompletionList::Handler& done, Buffer* memory);
  bool write_in_place(const Place& place, const RecordParts& parts, bool urgent, CompletionList::Handler& done,
                      const detail::ValueWriter& writer, ByteSink& apart, std::optional<Error>& failed);
  void count_in(PartitionQueue& queue, std::size_t bytes, const CompletionList::Record& record, CompletionList::Handler& done, News& news);
  void after_append(const Place& place, std::size_t bytes, News news);
  void tell_loop(PartitionQueue& queue, News news);
  Result<Appended> append_to(TopicState& topic, const TopicState::Partitions& partitions, const ProducerRecord& record, Timestamp timestamp,
                             bool urgent, CompletionList::Handler& done, Buffer* memory);
  std::int32_t choose_partition(TopicState& topic, const TopicState::Partitions& partitions, const ProducerRecord& record);
  Result<std::int32_t> partition_by_function(TopicState& topic, const TopicState::Partitions& partitions,
                                             const ProducerRecord& record) const;
  std::int32_t partition_by_key(TopicState& topic, const TopicState::Partitions& partitions, BytesView key);
  std::int32_t choose_sticky(TopicState& topic, const TopicState::Partitions& partitions);
  bool begin_batch(PartitionQueue& queue, std::size_t record_bytes, Buffer* memory);
  /// Closes the open batch, if there is one, and begins another. False: there is no memory for it.
  bool next_batch(PartitionQueue& queue, std::size_t record_bytes, Buffer* memory);
  BatchPtr make_batch(PartitionQueue& queue, Buffer memory, std::size_t limit);
  void close_open(PartitionQueue& queue);
  void charge_completions(ProducerBatch& batch);
  void activate(PartitionQueue& queue);
  void wake_for(TimePoint when, bool full_batch);
  std::size_t batch_limit(const TopicState& topic, std::size_t record_bytes) const noexcept;
  std::uint64_t random() noexcept;

  const ProducerSettings settings_;
  const std::size_t largest_; // that a record may be
  const std::function<TimePoint()> now_;
  const std::function<void()> wake_;
  const std::shared_ptr<BufferPool> pool_;
  TopicTable topics_;
  std::atomic<std::uint64_t> random_state_;
  std::atomic<std::uint64_t> batches_begun_{0};

  std::atomic<PartitionQueue*> activated_{nullptr}; // a stack, taken as a whole
  std::atomic<TimePoint::rep> asleep_until_{TimePoint::min().time_since_epoch().count()};
  std::atomic<bool> wake_for_full_{false};
  std::atomic<bool> dirty_{false};

  Histogram batch_bytes_;

  LightLock spare_lock_;
  std::vector<BatchPtr> spare_;
};

} // namespace klamm::producer
