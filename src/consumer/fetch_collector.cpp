#include "consumer/fetch_collector.hpp"

#include <algorithm>

#include "consumer/fetch_errors.hpp"
#include "records/control_record.hpp"
#include "wire/byte_order.hpp"

namespace klamm::consumer {

std::optional<Result<ConsumerRecords>> FetchCollector::collect() {
  if (pending_error_) {
    const Error error = *std::move(pending_error_);
    pending_error_.reset();
    return std::optional<Result<ConsumerRecords>>(std::in_place, error); // made in place: GCC 12 takes a moved Result for uninitialized
  }
  ++poll_;
  std::unique_ptr<RecordBlock> block;
  const Delivery* run = nullptr; // the partition whose records are being added
  while (next_cursor()) {
    if (delivery_ != run) {
      if (delivery_->last_poll == poll_) break; // a partition comes only once in what a poll returns
      if (!block) block = blocks_->take(settings_.max_poll_records);
      if (run) block->end_partition(run->position.offset, run->position.offset_epoch);
      run = delivery_;
      delivery_->last_poll = poll_;
      block->begin_partition(delivery_->partition);
    }
    deliver(*block);
    if (pending_error_ || block->size() == settings_.max_poll_records) break;
  }
  if (block && run) block->end_partition(run->position.offset, run->position.offset_epoch);
  if (block && block->size() > 0) return std::move(*block.release()).finish(blocks_);
  if (block) blocks_->give_back(std::move(block));
  if (pending_error_) {
    const Error error = *std::move(pending_error_);
    pending_error_.reset();
    return std::optional<Result<ConsumerRecords>>(std::in_place, error); // made in place: GCC 12 takes a moved Result for uninitialized
  }
  drop_parked();
  return std::nullopt;
}

bool FetchCollector::next_cursor() {
  if (current_) {
    if (is_current(current_->fetch, *delivery_) && !delivery_->paused) [[likely]]
      return true;
    if (is_current(current_->fetch, *delivery_)) delivery_->parked.push_front(std::move(*current_));
    current_.reset();
  }
  while (!pending_error_) {
    std::optional<Cursor> next;
    if (!resumed_.empty()) {
      next.emplace(std::move(resumed_.front()));
      resumed_.pop_front();
    } else if (next_arrival_ < arrivals_.size()) {
      next.emplace(std::move(arrivals_[next_arrival_++]), settings_.batches);
    } else {
      arrivals_.clear();
      next_arrival_ = 0;
      return false;
    }
    if (!next->fetch.partition) {
      pending_error_ = std::move(next->fetch.error);
      continue;
    }
    const auto found = deliveries_.find(next->fetch.partition->id);
    if (found == deliveries_.end() || !is_current(next->fetch, found->second)) continue;
    Delivery& delivery = found->second;
    const bool has_records = !next->fetch.records.empty() && !next->fetch.error;
    if (delivery.paused && (has_records || !delivery.parked.empty())) {
      delivery.parked.push_back(std::move(*next));
    } else if (admit(*next, delivery)) {
      current_ = std::move(next);
      delivery_ = &delivery;
      return true;
    }
  }
  return false;
}

// Whether there are records to deliver; takes note of everything else that a fetch says.
bool FetchCollector::admit(Cursor& cursor, Delivery& delivery) {
  if (std::exchange(cursor.begun, true)) return true;
  CompletedFetch& fetch = cursor.fetch;
  if (fetch.jumped || delivery.position.offset < 0) delivery.position = {fetch.offset, -1};
  if (fetch.error) {
    delivery.stopped = fetch.stopped;
    pending_error_ = std::move(fetch.error);
    return false;
  }
  if (fetch.offset != delivery.position.offset) { // a fetch is missing, which can't be: rather fetch again than deliver a gap
    move_to(delivery, SeekTarget::to(delivery.position.offset, delivery.position.offset_epoch));
    return false;
  }
  if (!fetch.topic_id.is_zero()) delivery.topic_id = fetch.topic_id;
  return !fetch.records.empty();
}

void FetchCollector::deliver(RecordBlock& block) {
  while (current_ && block.size() < settings_.max_poll_records) {
    if (!current_->in_batch && !next_batch()) return;
    if (current_->in_batch) take_records(block);
  }
}

// Enters the next batch with records to deliver, or passes one; false when the fetch is done or its rest is unreadable.
bool FetchCollector::next_batch() {
  Cursor& cursor = *current_;
  const std::size_t begin = cursor.batches.position();
  const Result<bool> found = cursor.batches.next();
  if (!found) {
    const ConstBytes bytes = cursor.fetch.records.bytes().subspan(begin);
    const std::int64_t last = wire::load_big_endian<std::int64_t>(bytes.data());
    const bool has_delta = bytes.size() >= RecordBatchHeader::size && std::to_integer<int>(bytes[RecordBatchLayout::magic]) == 2;
    const std::int64_t delta = has_delta ? wire::load_big_endian<std::int32_t>(bytes.data() + RecordBatchLayout::last_offset_delta) : 0;
    return fail(found.error(), last + std::max<std::int64_t>(delta, 0) + 1), false;
  }
  if (!*found) return finish_fetch(), false;
  const BatchView& batch = cursor.batches.batch();
  const RecordBatchHeader& header = batch.header;
  const bool is_old = batch.next_offset() <= delivery_->position.offset;
  const bool is_aborted = settings_.read_committed && header.is_transactional() && !header.is_control() &&
                          cursor.aborted.contains(header.producer_id, batch.last_offset());
  if (header.is_control()) pass_control_batch();
  if (is_old || is_aborted || header.is_control()) {
    if (!is_old) delivery_->position = {batch.next_offset(), header.partition_leader_epoch};
    return true;
  }
  Result<RecordIterator> records = read_records(batch, decompressor_, settings_.batches);
  if (!records) return fail(records.error(), batch.next_offset()), false;
  cursor.records = std::move(*records);
  cursor.in_batch = true;
  return true;
}

void FetchCollector::take_records(RecordBlock& block) {
  Cursor& cursor = *current_;
  const BatchView& batch = cursor.batches.batch();
  const bool compressed = batch.header.codec() != CompressionType::none;
  block.keep(compressed ? cursor.records.memory() : cursor.fetch.records);
  const RecordBlock::Common common{&delivery_->partition->name, batch.header.partition_leader_epoch};
  std::int64_t next_offset = delivery_->position.offset;
  const std::size_t before = block.size();
  RecordView record;
  bool is_full = false;
  while (true) {
    if (block.size() == settings_.max_poll_records) [[unlikely]] {
      is_full = true;
      break;
    }
    if (!cursor.records.next(record)) [[unlikely]]
      break;
    if (record.offset < next_offset) [[unlikely]]
      continue;
    block.reserve_one();
    block.add(common, record);
    next_offset = record.offset + 1;
  }
  delivery_->position = {next_offset, batch.header.partition_leader_epoch};
  delivery_->records += block.size() - before;
  records_ += block.size() - before;
  if (is_full) return;
  cursor.in_batch = false;
  if (cursor.records.failed()) return fail(cursor.records.error(), batch.next_offset());
  delivery_->position.offset = std::max(next_offset, batch.next_offset());
}

void FetchCollector::pass_control_batch() {
  if (!settings_.read_committed) return;
  const BatchView& batch = current_->batches.batch();
  auto records = read_records(batch, decompressor_, settings_.batches);
  RecordView record;
  if (!records || !records->next(record)) return;
  const auto marker = parse_control_record(record);
  if (marker && marker->type == ControlType::abort) current_->aborted.end(batch.header.producer_id, batch.last_offset());
}

void FetchCollector::fail(const Error& error, std::int64_t next_offset) {
  const TopicPartition& name = delivery_->partition->name;
  std::string hint = error.hint();
  if (next_offset > delivery_->position.offset) hint = "to go on behind the batch, seek to offset " + std::to_string(next_offset);
  pending_error_ =
      error_at(error.with_hint(std::move(hint)), name, "reading records at offset " + std::to_string(delivery_->position.offset));
  delivery_->stopped = true;
  commands_.push_back(StopCommand{delivery_->partition->id, delivery_->version});
  current_.reset();
}

void FetchCollector::finish_fetch() {
  const bool doubtful = current_->fetch.doubtful;
  current_.reset();
  // Nothing is wrong with it after all.
  if (doubtful) move_to(*delivery_, SeekTarget::to(delivery_->position.offset, delivery_->position.offset_epoch));
}

// Paused partitions must not keep memory that others wait for: what is held back is fetched again after they resume.
void FetchCollector::drop_parked() {
  std::vector<const FetchBudget::Share*> shares;
  for (const auto& [id, delivery] : deliveries_) {
    for (const Cursor& cursor : delivery.parked) shares.push_back(cursor.fetch.share.get());
  }
  std::sort(shares.begin(), shares.end());
  shares.erase(std::unique(shares.begin(), shares.end()), shares.end());
  std::int64_t bytes = 0;
  for (const FetchBudget::Share* share : shares) bytes += share ? share->bytes() : 0;
  if (bytes <= settings_.largest_parked) return;
  for (auto& [id, delivery] : deliveries_) {
    if (delivery.parked.empty()) continue;
    if (delivery.position.offset < 0) delivery.position.offset = delivery.parked.front().fetch.offset;
    move_to(delivery, SeekTarget::to(delivery.position.offset, delivery.position.offset_epoch));
  }
}

} // namespace klamm::consumer
