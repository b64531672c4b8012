// The memory of one ConsumerRecords: the array of records and what keeps their bytes alive. Filled by a poll, then shared and read only; dropped on
// any thread, from where it goes back to its pool, so that a poll allocates nothing as long as the application keeps only the latest records.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "base/buffer.hpp"
#include "consumer/partition_handle.hpp"
#include "klamm/consumer_record.hpp"
#include "records/record_view.hpp"

namespace klamm {

class RecordBlockPool;

class RecordBlock {
public:
  explicit RecordBlock(std::size_t capacity) : records_(capacity) {}

  std::size_t size() const noexcept { return size_; }
  /// Makes room for one more record.
  void reserve_one() {
    if (size_ == records_.size()) [[unlikely]]
      records_.resize(records_.size() * 2);
  }

  /// What all records of one stretch of a batch have in common.
  struct Common {
    const TopicPartition* from = nullptr;
    std::int32_t leader_epoch = -1;
  };
  /// Adds a record; reserve_one() before.
  void add(const Common& common, const RecordView& view) noexcept {
    ConsumerRecord& record = records_[size_++];
    record.from_ = common.from;
    record.offset_ = view.offset;
    record.timestamp_ = view.timestamp;
    record.key_ = view.key.data();
    record.value_ = view.value.data();
    record.headers_ = view.headers.first_;
    record.key_size_ = size_of(view.key);
    record.value_size_ = size_of(view.value);
    record.leader_epoch_ = common.leader_epoch;
    record.header_count_ = static_cast<std::uint32_t>(view.headers.count_) & 0x3FFFFFFFU;
    record.timestamp_type_plus_one_ = static_cast<std::uint32_t>(static_cast<int>(view.timestamp_type) + 1) & 3U;
  }
  /// Keeps the bytes that records point into. The same one again costs nothing.
  void keep(const Slice& memory) {
    if (memories_.empty() || memories_.back().data() != memory.data()) memories_.push_back(memory);
  }

  /// The records added from here on are this partition's.
  void begin_partition(consumer::PartitionPtr partition);
  /// Where it goes on after those added so far.
  void end_partition(std::int64_t next_offset, std::int32_t leader_epoch);
  bool in_partition() const noexcept { return in_partition_; }

  /// Hands the block over to its one ConsumerRecords, which gives it back to `pool`.
  ConsumerRecords finish(std::shared_ptr<RecordBlockPool> pool) &&;

private:
  friend class ConsumerRecords;
  friend class RecordBlockPool;
  static std::int32_t size_of(BytesView view) noexcept { return view.is_null() ? -1 : static_cast<std::int32_t>(view.size()); }
  void clear() noexcept;

  std::atomic<std::uint32_t> references_{1};
  std::vector<ConsumerRecord> records_; // all of its size is capacity
  std::size_t size_ = 0;
  std::vector<Slice> memories_;
  std::vector<consumer::PartitionPtr> handles_;
  std::vector<PartitionRecords> partitions_;
  std::size_t partition_begin_ = 0;
  bool in_partition_ = false;
  std::shared_ptr<RecordBlockPool> pool_; // while it is handed out
};

/// Keeps one block for the next poll.
class RecordBlockPool {
public:
  RecordBlockPool() = default;
  RecordBlockPool(const RecordBlockPool&) = delete;
  RecordBlockPool& operator=(const RecordBlockPool&) = delete;
  ~RecordBlockPool() { delete spare_.load(std::memory_order_acquire); }

  std::unique_ptr<RecordBlock> take(std::size_t capacity);
  void give_back(std::unique_ptr<RecordBlock> block) noexcept;

private:
  static constexpr std::size_t largest_kept = 1U << 16U; ///< records; 4 MiB

  std::atomic<RecordBlock*> spare_{nullptr};
};

} // namespace klamm
