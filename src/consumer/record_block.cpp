#include "consumer/record_block.hpp"

#include <algorithm>

namespace klamm {

void RecordBlock::begin_partition(consumer::PartitionPtr partition) {
  partition_begin_ = size_;
  in_partition_ = true;
  handles_.push_back(std::move(partition));
}

void RecordBlock::end_partition(std::int64_t next_offset, std::int32_t leader_epoch) {
  in_partition_ = false;
  if (size_ == partition_begin_) return handles_.pop_back();
  PartitionRecords& records = partitions_.emplace_back();
  records.from_ = &handles_.back()->name;
  records.records_ = std::span(records_.data() + partition_begin_, size_ - partition_begin_); // finish() corrects it where the array moved
  records.next_offset_ = next_offset;
  records.leader_epoch_ = leader_epoch;
}

ConsumerRecords RecordBlock::finish(std::shared_ptr<RecordBlockPool> pool) && {
  const ConsumerRecord* at = records_.data();
  for (PartitionRecords& records : partitions_) {
    records.records_ = std::span(at, records.records_.size());
    at += records.records_.size();
  }
  pool_ = std::move(pool);
  ConsumerRecords result;
  result.block_ = this;
  result.records_ = std::span<const ConsumerRecord>(records_.data(), size_);
  return result;
}

void RecordBlock::clear() noexcept {
  references_.store(1, std::memory_order_relaxed);
  size_ = 0;
  memories_.clear();
  handles_.clear();
  partitions_.clear();
  in_partition_ = false;
}

std::unique_ptr<RecordBlock> RecordBlockPool::take(std::size_t capacity) {
  if (spare_.load(std::memory_order_relaxed)) {
    if (std::unique_ptr<RecordBlock> block{spare_.exchange(nullptr, std::memory_order_acquire)}) return block;
  }
  return std::make_unique<RecordBlock>(std::clamp<std::size_t>(capacity, 1, 512));
}

void RecordBlockPool::give_back(std::unique_ptr<RecordBlock> block) noexcept {
  block->clear();
  if (block->records_.size() > largest_kept) return;
  RecordBlock* none = nullptr;
  if (spare_.compare_exchange_strong(none, block.get(), std::memory_order_release, std::memory_order_relaxed)) block.release();
}

ConsumerRecords::ConsumerRecords(const ConsumerRecords& other) noexcept : records_(other.records_), block_(other.block_) {
  if (block_) block_->references_.fetch_add(1, std::memory_order_relaxed);
}

void ConsumerRecords::drop() noexcept {
  if (block_->references_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::shared_ptr<RecordBlockPool> pool = std::move(block_->pool_);
  pool->give_back(std::unique_ptr<RecordBlock>(block_));
}

std::span<const PartitionRecords> ConsumerRecords::partitions() const noexcept {
  return block_ ? std::span<const PartitionRecords>(block_->partitions_) : std::span<const PartitionRecords>();
}

} // namespace klamm
