// What is received: records as views into the broker's response, and the ConsumerRecords that keep it alive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "klamm/bytes_view.hpp"
#include "klamm/export.hpp"
#include "klamm/record.hpp"
#include "klamm/timestamp.hpp"

namespace klamm {

class RecordBlock; // the records of one poll and the memory that they point into

/// The headers of a received record, decoded while iterating. Names may repeat; the order is the producer's.
class KLAMM_EXPORT ConsumerHeaders {
public:
  class KLAMM_EXPORT iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Header;
    using difference_type = std::ptrdiff_t;
    using pointer = const Header*;
    using reference = const Header&;

    iterator() noexcept = default;
    iterator(const std::byte* at, std::int32_t left) : at_(at), left_(left) { read(); }
    reference operator*() const noexcept { return header_; }
    pointer operator->() const noexcept { return &header_; }
    iterator& operator++() {
      --left_;
      read();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& a, const iterator& b) noexcept { return a.left_ == b.left_; }

  private:
    void read();

    const std::byte* at_ = nullptr;
    std::int32_t left_ = 0;
    Header header_;
  };

  ConsumerHeaders() noexcept = default;
  /// `first` points at the first of `count` encoded headers, all of them checked to lie within their record.
  ConsumerHeaders(const std::byte* first, std::int32_t count) noexcept : first_(first), count_(count) {}

  iterator begin() const { return {first_, count_}; }
  iterator end() const noexcept { return {}; }
  std::size_t size() const noexcept { return static_cast<std::size_t>(count_); }
  bool empty() const noexcept { return count_ == 0; }
  /// The last header of that name, which is the one that counts by Kafka's convention.
  std::optional<Header> last(std::string_view key) const;

private:
  friend class RecordBlock;
  const std::byte* first_ = nullptr;
  std::int32_t count_ = 0;
};

/// One received record, one cache line. It and its views stay valid as long as the ConsumerRecords that it came from; make an OwnedRecord to keep it longer.
class KLAMM_EXPORT ConsumerRecord {
public:
  const TopicPartition& topic_partition() const noexcept { return *from_; }
  std::string_view topic() const noexcept { return from_->topic; }
  std::int32_t partition() const noexcept { return from_->partition; }
  std::int64_t offset() const noexcept { return offset_; }
  /// Milliseconds since the epoch; -1: none.
  Timestamp timestamp() const noexcept { return timestamp_; }
  TimestampType timestamp_type() const noexcept { return static_cast<TimestampType>(static_cast<int>(timestamp_type_plus_one_) - 1); }
  /// Null and empty are not the same.
  BytesView key() const noexcept { return view(key_, key_size_); }
  /// Null: a tombstone.
  BytesView value() const noexcept { return view(value_, value_size_); }
  ConsumerHeaders headers() const noexcept { return {headers_, static_cast<std::int32_t>(header_count_)}; }
  /// The epoch of the leader that wrote the record (KIP-320), for commits; -1 when unknown.
  std::int32_t leader_epoch() const noexcept { return leader_epoch_; }

private:
  friend class RecordBlock;
  static BytesView view(const char* data, std::int32_t size) noexcept {
    return size < 0 ? BytesView() : BytesView(std::string_view(data, static_cast<std::size_t>(size)));
  }

  const TopicPartition* from_ = nullptr;
  std::int64_t offset_ = -1;
  Timestamp timestamp_ = -1;
  const char* key_ = nullptr;
  const char* value_ = nullptr;
  const std::byte* headers_ = nullptr;
  std::int32_t key_size_ = -1, value_size_ = -1; ///< -1: null
  std::int32_t leader_epoch_ = -1;
  std::uint32_t header_count_ : 30 = 0; ///< a header takes two bytes at least, and no record is larger than 2 GiB
  std::uint32_t timestamp_type_plus_one_ : 2 = 0;
};

/// The records of one partition in one poll, by offset.
class PartitionRecords {
public:
  const TopicPartition& topic_partition() const noexcept { return *from_; }
  std::string_view topic() const noexcept { return from_->topic; }
  std::int32_t partition() const noexcept { return from_->partition; }

  const ConsumerRecord* begin() const noexcept { return records_.data(); }
  const ConsumerRecord* end() const noexcept { return records_.data() + records_.size(); }
  std::size_t size() const noexcept { return records_.size(); }
  bool empty() const noexcept { return records_.empty(); }
  const ConsumerRecord& operator[](std::size_t index) const noexcept { return records_[index]; }

  /// Where the next poll goes on, and what to commit when these records are done: behind the last record and whatever is known to follow it that
  /// is no record (transaction markers, compacted ones).
  std::int64_t next_offset() const noexcept { return next_offset_; }
  /// The epoch that belongs to next_offset() in a commit; -1 when unknown.
  std::int32_t leader_epoch() const noexcept { return leader_epoch_; }

private:
  friend class RecordBlock;
  const TopicPartition* from_ = nullptr;
  std::span<const ConsumerRecord> records_;
  std::int64_t next_offset_ = -1;
  std::int32_t leader_epoch_ = -1;
};

/// What one poll returned: an array of records that stays where it is. Copies share the same records; the last one frees the memory, on any thread.
class KLAMM_EXPORT ConsumerRecords {
public:
  using value_type = ConsumerRecord;
  using const_iterator = const ConsumerRecord*;
  using iterator = const_iterator;

  ConsumerRecords() noexcept = default;
  ConsumerRecords(const ConsumerRecords& other) noexcept;
  ConsumerRecords(ConsumerRecords&& other) noexcept
      : records_(std::exchange(other.records_, {})), block_(std::exchange(other.block_, nullptr)) {}
  ConsumerRecords& operator=(ConsumerRecords other) noexcept {
    std::swap(records_, other.records_);
    std::swap(block_, other.block_);
    return *this;
  }
  ~ConsumerRecords() {
    if (block_) drop();
  }

  /// All records, one partition after the other.
  const_iterator begin() const noexcept { return records_.data(); }
  const_iterator end() const noexcept { return records_.data() + records_.size(); }
  std::size_t size() const noexcept { return records_.size(); }
  bool empty() const noexcept { return records_.empty(); }
  const ConsumerRecord& operator[](std::size_t index) const noexcept { return records_[index]; }

  /// The records of each partition; no partition is there twice.
  std::span<const PartitionRecords> partitions() const noexcept;

private:
  friend class RecordBlock;
  void drop() noexcept;

  std::span<const ConsumerRecord> records_;
  RecordBlock* block_ = nullptr;
};

/// A copy of a record that stands on its own.
class KLAMM_EXPORT OwnedRecord {
public:
  struct OwnedHeader {
    std::string key;
    std::optional<std::string> value;
  };

  explicit OwnedRecord(const ConsumerRecord& record);

  const TopicPartition& topic_partition() const noexcept { return from_; }
  std::string_view topic() const noexcept { return from_.topic; }
  std::int32_t partition() const noexcept { return from_.partition; }
  std::int64_t offset() const noexcept { return offset_; }
  Timestamp timestamp() const noexcept { return timestamp_; }
  TimestampType timestamp_type() const noexcept { return timestamp_type_; }
  BytesView key() const noexcept { return key_ ? BytesView(*key_) : BytesView(); }
  BytesView value() const noexcept { return value_ ? BytesView(*value_) : BytesView(); }
  const std::vector<OwnedHeader>& headers() const noexcept { return headers_; }
  std::int32_t leader_epoch() const noexcept { return leader_epoch_; }

private:
  TopicPartition from_;
  std::int64_t offset_;
  Timestamp timestamp_;
  std::optional<std::string> key_, value_;
  std::vector<OwnedHeader> headers_;
  std::int32_t leader_epoch_;
  TimestampType timestamp_type_;
};

} // namespace klamm
