// A consumer's front for keys and values of one's own types.
#pragma once

#include <asio/associated_cancellation_slot.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

#include "klamm/consumer.hpp"
#include "klamm/serde.hpp"

namespace klamm {

namespace detail {

/// "the value of orders[3]@42 can't be deserialized: …"
KLAMM_EXPORT Error not_deserialized(const char* field, const ConsumerRecord& record, const Error& why);

template <class T, class D>
Result<T> deserialize(const D& deserializer, BytesView bytes, const char* field, const ConsumerRecord& record) {
  const auto failed = [&](std::string why) {
    return not_deserialized(field, record, Error(ErrorCode::serialization_failed, std::move(why)));
  };
  try {
    Result<T> read = deserializer.deserialize(bytes);
    if (!read) return not_deserialized(field, record, read.error());
    return read;
  } catch (const Exception& thrown) {
    return not_deserialized(field, record, thrown.error());
  } catch (const std::exception& thrown) {
    return failed(thrown.what());
  } catch (...) {
    return failed("the deserializer threw something that is no std::exception");
  }
}

} // namespace detail

/// One received record with its key and value read, or the error that kept them from being read; record() has the raw bytes and the position either way.
template <class K, class V>
class TypedConsumerRecord {
public:
  TypedConsumerRecord(const ConsumerRecord& record, Result<K> key, Result<V> value)
      : record_(&record), key_(std::move(key)), value_(std::move(value)) {}

  /// Whether key and value could both be read.
  bool has_value() const noexcept { return key_.has_value() && value_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }
  /// Throws klamm::Exception where it could not be read.
  const K& key() const { return key_.value(); }
  const V& value() const { return value_.value(); }
  /// Why it could not be read; of the key first. Only where has_value() is false.
  const Error& error() const noexcept { return key_ ? value_.error() : key_.error(); }

  /// Topic, partition, offset, timestamp, headers and the raw key and value; lives as long as the TypedConsumerRecords.
  const ConsumerRecord& record() const noexcept { return *record_; }
  std::string_view topic() const noexcept { return record_->topic(); }
  std::int32_t partition() const noexcept { return record_->partition(); }
  std::int64_t offset() const noexcept { return record_->offset(); }

private:
  const ConsumerRecord* record_;
  Result<K> key_;
  Result<V> value_;
};

/// What one poll returned; each record is read when the iteration comes to it.
template <class K, class V, class KeyDeserializer = Deserializer<K>, class ValueDeserializer = Deserializer<V>>
class TypedConsumerRecords {
public:
  using Record = TypedConsumerRecord<K, V>;
  using Deserializers = std::pair<KeyDeserializer, ValueDeserializer>;

  /// Reads a record each time that it is looked at.
  class iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Record;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Record;

    iterator() noexcept = default;
    iterator(const ConsumerRecord* at, const Deserializers* with) noexcept : at_(at), with_(with) {}
    Record operator*() const {
      return {*at_, detail::deserialize<K>(with_->first, at_->key(), "key", *at_),
              detail::deserialize<V>(with_->second, at_->value(), "value", *at_)};
    }
    iterator& operator++() noexcept { return ++at_, *this; }
    iterator operator++(int) noexcept { return {at_++, with_}; }
    friend bool operator==(const iterator& a, const iterator& b) noexcept { return a.at_ == b.at_; }

  private:
    const ConsumerRecord* at_ = nullptr;
    const Deserializers* with_ = nullptr;
  };

  TypedConsumerRecords(ConsumerRecords records, std::shared_ptr<const Deserializers> with) noexcept
      : records_(std::move(records)), with_(std::move(with)) {}

  iterator begin() const noexcept { return {records_.begin(), with_.get()}; }
  iterator end() const noexcept { return {records_.end(), with_.get()}; }
  std::size_t size() const noexcept { return records_.size(); }
  bool empty() const noexcept { return records_.empty(); }
  /// The records as they came, also by partition.
  const ConsumerRecords& raw() const noexcept { return records_; }

private:
  ConsumerRecords records_;
  std::shared_ptr<const Deserializers> with_;
};

/// Polls a consumer and reads its records' keys as K and values as V. The consumer must outlive it; whatever is not about reading is asked of the consumer.
///
/// A key or value that can't be read is its record's error (ErrorCode::serialization_failed, with topic, partition and offset), and the loop goes on:
///
///     const auto records = typed.poll(1s).value();
///     for (const auto& r : records) r ? handle(r.key(), r.value()) : keep_aside(r.error(), r.record().value());
template <class K, class V, class KeyDeserializer = Deserializer<K>, class ValueDeserializer = Deserializer<V>>
class TypedConsumer {
  static_assert(DeserializerOf<KeyDeserializer, K>, "there is no klamm::Deserializer for the key's type: specialise it");
  static_assert(DeserializerOf<ValueDeserializer, V>, "there is no klamm::Deserializer for the value's type: specialise it");

public:
  using Records = TypedConsumerRecords<K, V, KeyDeserializer, ValueDeserializer>;

  explicit TypedConsumer(Consumer& consumer, KeyDeserializer key = {}, ValueDeserializer value = {})
      : consumer_(&consumer), with_(std::make_shared<const typename Records::Deserializers>(std::move(key), std::move(value))) {}

  /// See Consumer::poll().
  Result<Records> poll(std::chrono::nanoseconds timeout) {
    auto records = consumer_->poll(timeout);
    if (!records) return records.error();
    return Records(*std::move(records), with_);
  }
  /// See Consumer::poll_async().
  template <class Token>
  auto poll_async(std::chrono::nanoseconds timeout, Token&& token) {
    return asio::async_initiate<Token, void(Result<Records>)>(
        [this, timeout](auto handler) {
          auto slot = asio::get_associated_cancellation_slot(handler);
          auto done = [done = detail::make_completion<Records>(std::move(handler)), with = with_](Result<ConsumerRecords> records) mutable {
            if (!records) return done(records.error());
            done(Records(*std::move(records), std::move(with)));
          };
          consumer_->poll_async(timeout, asio::bind_cancellation_slot(slot, std::move(done)));
        },
        token);
  }

  Consumer& consumer() const noexcept { return *consumer_; }

private:
  Consumer* consumer_;
  std::shared_ptr<const typename Records::Deserializers> with_;
};

} // namespace klamm
