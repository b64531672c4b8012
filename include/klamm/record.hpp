// What is sent: a record's parts as views, and what the broker says of it afterwards.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/bytes_view.hpp"
#include "klamm/export.hpp"
#include "klamm/timestamp.hpp"

namespace klamm {

namespace detail {
struct RecordMetadataAccess; // klamm's own
}

/// A partition of a topic.
struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;

  auto operator<=>(const TopicPartition&) const = default;
};
/// Writes "topic[partition]".
KLAMM_EXPORT std::ostream& operator<<(std::ostream& out, const TopicPartition& topic_partition);

/// One header: its key is never null, names may repeat, the order is kept.
struct Header {
  std::string_view key;
  BytesView value;

  bool operator==(const Header&) const = default;
};

/// Headers to send, as a view: `{{"trace", id}, {"source", "web"}}`, or a vector that outlives the call.
class HeadersView {
public:
  HeadersView() noexcept = default;
  HeadersView(std::initializer_list<Header> headers) noexcept : headers_(headers.begin(), headers.size()) {}
  HeadersView(std::span<const Header> headers) noexcept : headers_(headers) {}    // NOLINT(google-explicit-constructor)
  HeadersView(const std::vector<Header>& headers) noexcept : headers_(headers) {} // NOLINT(google-explicit-constructor)

  auto begin() const noexcept { return headers_.begin(); }
  auto end() const noexcept { return headers_.end(); }
  std::size_t size() const noexcept { return headers_.size(); }
  bool empty() const noexcept { return headers_.empty(); }

private:
  std::span<const Header> headers_;
};

/// A record to send: views only. They need to live until the send call returns; the bytes are encoded by then.
///
/// In a coroutine compiled by GCC 12, name the headers first (`std::vector<Header> headers{…}`): nested braces inside co_await don't compile there.
struct ProducerRecord {
  std::string_view topic;
  BytesView key = {};   ///< null: none; "" is a key
  BytesView value = {}; ///< null: a tombstone in a compacted topic
  HeadersView headers = {};
  std::optional<std::int32_t> partition = {}; ///< else the partitioner chooses
  std::optional<Timestamp> timestamp = {};    ///< else now
  BytesView partition_key = {};               ///< what the partitioner sees instead of `key`, when not null
};

/// Where a record went. Cheap to copy.
class RecordMetadata {
public:
  RecordMetadata() noexcept = default;
  RecordMetadata(std::shared_ptr<const std::string> topic, std::int32_t partition, std::int64_t offset, Timestamp timestamp) noexcept
      : topic_(std::move(topic)), partition_(partition), offset_(offset), timestamp_(timestamp) {}

  std::string_view topic() const noexcept { return topic_ ? std::string_view(*topic_) : std::string_view(); }
  std::int32_t partition() const noexcept { return partition_; }
  /// -1 when the broker doesn't say: acks=0, or a duplicate that it had already dropped from its memory.
  std::int64_t offset() const noexcept { return offset_; }
  bool has_offset() const noexcept { return offset_ >= 0; }
  /// The broker's time where the topic says LogAppendTime, else the record's own.
  Timestamp timestamp() const noexcept { return timestamp_; }
  /// Bytes of the key as it was sent; -1 when it is null.
  std::int32_t serialized_key_size() const noexcept { return key_size_; }
  /// Bytes of the value as it was sent, before compression; -1 when it is null.
  std::int32_t serialized_value_size() const noexcept { return value_size_; }

private:
  friend struct detail::RecordMetadataAccess;

  std::shared_ptr<const std::string> topic_;
  std::int32_t partition_ = -1;
  std::int64_t offset_ = -1;
  Timestamp timestamp_ = -1;
  std::int32_t key_size_ = -1, value_size_ = -1;
};

/// "orders[3]@42"
KLAMM_EXPORT std::ostream& operator<<(std::ostream& out, const RecordMetadata& metadata);

} // namespace klamm
