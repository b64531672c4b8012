// A producer's front for keys and values of one's own types.
#pragma once

#include <array>
#include <utility>

#include "klamm/detail/value_writer.hpp"
#include "klamm/producer.hpp"

namespace klamm {

/// What a record may have beside topic, key and value. Views, as in ProducerRecord.
struct RecordOptions {
  HeadersView headers = {};
  std::optional<std::int32_t> partition = {}; ///< else the partitioner chooses
  std::optional<Timestamp> timestamp = {};    ///< else now
  BytesView partition_key = {};               ///< what the partitioner sees instead of the key, when not null
};

/// Sends keys of type K and values of type V, as their serializers write them: straight into the batch that goes out. Any number of fronts may share one
/// producer, which must outlive them; whatever is not about sending is asked of the producer. As thread-safe as the serializers.
///
/// A key or value that can't be serialized is its record's error (ErrorCode::serialization_failed, with the topic and which of the two), and harms no other.
/// Key and value need to live until the call returns; with use_awaitable, until the await ends. In a coroutine compiled by GCC 12 name a value first that
/// is an aggregate (`const Order order{…}`): it destroys such temporaries of a co_await twice.
template <class K, class V, class KeySerializer = Serializer<K>, class ValueSerializer = Serializer<V>>
class TypedProducer {
  static_assert(SerializerOf<KeySerializer, K>, "there is no klamm::Serializer for the key's type: specialise it");
  static_assert(SerializerOf<ValueSerializer, V>, "there is no klamm::Serializer for the value's type: specialise it");

public:
  explicit TypedProducer(Producer& producer, KeySerializer key = {}, ValueSerializer value = {})
      : producer_(&producer), key_(std::move(key)), value_(std::move(value)) {}

  /// Sends a record; see Producer::send().
  template <class Token>
    requires(!std::is_same_v<std::decay_t<Token>, RecordOptions>)
  auto send(std::string_view topic, const K& key, const V& value, Token&& token) {
    return send(topic, key, value, RecordOptions(), std::forward<Token>(token));
  }
  template <class Token>
  auto send(std::string_view topic, const K& key, const V& value, const RecordOptions& options, Token&& token) {
    if constexpr (std::is_same_v<std::decay_t<Token>, asio::detached_t>) {
      send(topic, key, value, options);
    } else if constexpr (detail::PlainHandler<std::decay_t<Token>, RecordMetadata>) {
      Completion<RecordMetadata> done(std::forward<Token>(token));
      with(topic, key, value, options, [&](const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed) {
        producer_->start_send(record, writer, std::move(failed), std::move(done), detail::WhenFull::block, {});
      });
    } else {
      constexpr auto when_full = detail::when_full<std::decay_t<Token>>;
      return producer_->template initiate<RecordMetadata>(
          [this, topic, &key, &value, options](Completion<RecordMetadata> done, const detail::CancellableCallPtr& call) {
            with(topic, key, value, options,
                 [&](const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed) {
                   producer_->start_send(record, writer, std::move(failed), std::move(done), when_full, call);
                 });
          },
          std::forward<Token>(token));
    }
  }
  /// Sends a record and forgets it: a failure goes to the producer's on_error handler, or to the log.
  void send(std::string_view topic, const K& key, const V& value, const RecordOptions& options = {}) {
    with(topic, key, value, options, [&](const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed) {
      producer_->send_and_forget(record, writer, std::move(failed));
    });
  }
  /// Sends a record and waits for the outcome; see Producer::send_sync().
  Result<RecordMetadata> send_sync(std::string_view topic, const K& key, const V& value, const RecordOptions& options = {}) {
    std::optional<Result<RecordMetadata>> result;
    with(topic, key, value, options, [&](const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed) {
      result = producer_->send_and_wait(record, writer, std::move(failed));
    });
    return *std::move(result);
  }
  /// Sends a record if there is room for it right now; see Producer::try_send(). A value that can't be serialized gives its error at once.
  Result<void> try_send(std::string_view topic, const K& key, const V& value, Completion<RecordMetadata> done,
                        const RecordOptions& options = {}) {
    std::optional<Result<void>> result;
    with(topic, key, value, options, [&](ProducerRecord record, const detail::ValueWriter* writer, std::optional<Error> failed) {
      ByteSink bytes;
      if (!failed && writer) failed = writer->write(bytes, topic);
      if (failed) return static_cast<void>(result.emplace(*failed));
      if (writer) record.value = bytes.bytes();
      result = producer_->try_send(record, std::move(done));
    });
    return *std::move(result);
  }

  Producer& producer() const noexcept { return *producer_; }

private:
  /// Calls `use` with the record, whose value is either in it or still to be written; or with the error of the key or value.
  template <class Use>
  void with(std::string_view topic, const K& key, const V& value, const RecordOptions& options, Use&& use) const {
    ProducerRecord record{topic, {}, {}, options.headers, options.partition, options.timestamp, options.partition_key};
    std::array<char, 128> room; // most keys: a larger one goes to the heap
    ByteSink key_room(room.data(), room.data() + room.size());
    if (auto failed = detail::serialize(key_, key, key_room, record.key, "key", topic)) return use(record, nullptr, std::move(failed));
    if constexpr (ViewSerializer<ValueSerializer, V>) {
      ByteSink unused;
      use(record, nullptr, detail::serialize(value_, value, unused, record.value, "value", topic));
    } else {
      const detail::ValueWriter writer(value_, value);
      use(record, &writer, std::nullopt);
    }
  }

  Producer* producer_;
  [[no_unique_address]] KeySerializer key_;
  [[no_unique_address]] ValueSerializer value_;
};

} // namespace klamm
