#include "mock/partition_log.hpp"

#include <algorithm>
#include <cstring>

namespace klamm::mock {

PartitionLog::Appended PartitionLog::append(const Slice& records, std::int32_t leader_epoch) {
  BatchReader reader(records);
  const auto next = reader.next();
  if (!next) return {ErrorCode::corrupt_message, -1, "the batch's checksum or sizes are wrong"};
  if (!*next || reader.left() != 0) return {ErrorCode::invalid_record, -1, "a partition's part of a request is exactly one batch"};
  const RecordBatchHeader header = reader.batch().header;
  if (header.magic != 2) return {ErrorCode::unsupported_version, -1, "only record batches of format v2 are appended"};
  if (header.count < 1 || header.last_offset_delta != header.count - 1)
    return {ErrorCode::invalid_record, -1, "the batch's count does not fit its offsets"};
  if (auto told = check_producer(header)) return *told;

  Buffer copy(records.size());
  copy.append(records.bytes());
  RecordBatchHeader written = header;
  written.base_offset = end_;
  written.partition_leader_epoch = leader_epoch;
  written.write(copy.data());
  batches_.push_back({end_, end_ + header.last_offset_delta, header.max_timestamp, leader_epoch, std::move(copy).freeze()});
  remember(header, end_);
  end_ += header.count;
  return {ErrorCode::none, batches_.back().base_offset, {}};
}

std::optional<PartitionLog::Appended> PartitionLog::check_producer(const RecordBatchHeader& header) {
  if (header.producer_id == no_producer_id) return std::nullopt;
  const auto known = producers_.find(header.producer_id);
  if (known == producers_.end()) return std::nullopt; // a producer that was forgotten may go on where it was
  const Producer& producer = known->second;
  if (header.producer_epoch < producer.epoch)
    return Appended{ErrorCode::invalid_producer_epoch, -1, "a newer epoch of this producer has written here"};
  if (header.producer_epoch > producer.epoch) {
    if (header.base_sequence == 0) return std::nullopt;
    return Appended{ErrorCode::out_of_order_sequence_number, -1, "a new epoch begins with sequence 0"};
  }
  const std::int32_t last = sequence_after(header.base_sequence, header.last_offset_delta);
  for (const auto& batch : producer.last) {
    if (batch.first == header.base_sequence && batch.last == last)
      return Appended{ErrorCode::none, batch.base_offset, {}, batch.max_timestamp};
  }
  if (header.base_sequence == sequence_after(producer.last.back().last, 1)) return std::nullopt;
  return Appended{ErrorCode::out_of_order_sequence_number, -1, "batches before this one are missing"};
}

void PartitionLog::remember(const RecordBatchHeader& header, std::int64_t base_offset) {
  if (header.producer_id == no_producer_id) return;
  Producer& producer = producers_.try_emplace(header.producer_id, Producer{header.producer_epoch, {}}).first->second;
  if (producer.epoch != header.producer_epoch) producer = {header.producer_epoch, {}};
  if (producer.last.size() == Producer::kept) producer.last.erase(producer.last.begin());
  producer.last.push_back(
      {header.base_sequence, sequence_after(header.base_sequence, header.last_offset_delta), base_offset, header.max_timestamp});
}

std::vector<PartitionLog::Batch>::const_iterator PartitionLog::find(std::int64_t offset) const {
  return std::ranges::lower_bound(batches_, offset, {}, &Batch::last_offset);
}

std::vector<Slice> PartitionLog::read(std::int64_t offset, std::size_t max_bytes) const {
  std::vector<Slice> found;
  std::size_t size = 0;
  for (auto batch = find(offset); batch != batches_.end() && (found.empty() || size + batch->bytes.size() <= max_bytes); ++batch) {
    size += batch->bytes.size();
    found.push_back(batch->bytes);
  }
  return found;
}

std::size_t PartitionLog::bytes_from(std::int64_t offset) const {
  std::size_t size = 0;
  for (auto batch = find(offset); batch != batches_.end(); ++batch) size += batch->bytes.size();
  return size;
}

std::optional<PartitionLog::Found> PartitionLog::find_in(const Batch& batch, Timestamp timestamp) const {
  Decompressor decompressor;
  BatchReader reader(batch.bytes);
  if (const auto next = reader.next(); !next || !*next) return std::nullopt;
  auto records = read_records(reader.batch(), decompressor);
  if (!records) return std::nullopt;
  RecordView record;
  while (records->next(record)) {
    if (record.offset >= start_ && record.timestamp >= timestamp) return Found{record.offset, record.timestamp, batch.leader_epoch};
  }
  return std::nullopt;
}

std::optional<PartitionLog::Found> PartitionLog::find_time(Timestamp timestamp) const {
  for (const Batch& batch : batches_) {
    if (batch.max_timestamp < timestamp) continue;
    if (auto found = find_in(batch, timestamp)) return found;
  }
  return std::nullopt;
}

std::optional<PartitionLog::Found> PartitionLog::find_max_time() const {
  const auto latest = std::ranges::max_element(batches_, {}, &Batch::max_timestamp);
  return latest == batches_.end() ? std::nullopt : find_in(*latest, latest->max_timestamp);
}

std::pair<std::int32_t, std::int64_t> PartitionLog::end_of_epoch(std::int32_t epoch, std::int32_t current_epoch) const {
  if (epoch == current_epoch) return {epoch, end_};
  if (epoch > current_epoch) return {-1, -1};
  const auto behind = std::ranges::upper_bound(batches_, epoch, {}, &Batch::leader_epoch);
  if (behind == batches_.begin()) return {-1, -1};
  return {std::prev(behind)->leader_epoch, std::prev(behind)->last_offset + 1};
}

void PartitionLog::delete_before(std::int64_t offset) {
  start_ = std::clamp(offset, start_, end_);
  batches_.erase(batches_.begin(), find(start_));
}

std::int64_t PartitionLog::retained_from(std::optional<Timestamp> not_before, std::optional<std::int64_t> bytes) const noexcept {
  auto size = static_cast<std::int64_t>(bytes ? bytes_from(start_) : 0);
  auto first = batches_.begin();
  for (; first != batches_.end(); ++first) {
    const bool is_old = not_before && first->max_timestamp < *not_before;
    const bool is_too_much = bytes && size - static_cast<std::int64_t>(first->bytes.size()) >= *bytes;
    if (!is_old && !is_too_much) break;
    size -= static_cast<std::int64_t>(first->bytes.size());
  }
  if (first == batches_.begin()) return start_;
  return first == batches_.end() ? end_ : first->base_offset;
}

bool PartitionLog::corrupt(std::int64_t offset) {
  const auto found = find(offset);
  if (found == batches_.end() || offset < found->base_offset) return false;
  Batch& batch = batches_[static_cast<std::size_t>(found - batches_.begin())];
  Buffer copy(batch.bytes.size());
  copy.append(batch.bytes.bytes());
  copy.bytes().back() ^= std::byte{1};
  batch.bytes = std::move(copy).freeze();
  return true;
}

void PartitionLog::truncate(std::int64_t offset) {
  while (!batches_.empty() && batches_.back().last_offset >= offset) batches_.pop_back();
  end_ = batches_.empty() ? start_ : batches_.back().last_offset + 1;
  // What is known of producers is what the rest of the log tells.
  producers_.clear();
  for (const Batch& batch : batches_) remember(RecordBatchHeader::read(batch.bytes.data()), batch.base_offset);
}

} // namespace klamm::mock
