// The producer: hands records to the cluster, many at a time, and tells what became of each.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <vector>

#include "klamm/client.hpp"
#include "klamm/detail/completion.hpp"
#include "klamm/export.hpp"
#include "klamm/producer_config.hpp"
#include "klamm/record.hpp"
#include "klamm/result.hpp"
#include "klamm/statistics.hpp"

namespace klamm {

namespace detail {
class ValueWriter;
}
template <class K, class V, class KeySerializer, class ValueSerializer>
class TypedProducer;

/// Sends records (KIP-98 idempotent by default). One Producer serves any number of threads: every member may be called from any thread.
///
/// Each accepted record gets exactly one completion, in order for each partition. Completions run on the client's executor, or on the
/// token's associated one; they may call back into the producer. An exception that leaves a completion is logged and dropped.
///
/// What takes a token honours its cancellation slot: the call then ends with ErrorCode::cancelled. A record that still waited for room is taken back
/// (Fate::not_sent); one that was already accepted goes on its way (Fate::possibly_sent).
class KLAMM_EXPORT Producer {
public:
  /// With a client (and thread) of its own. Throws klamm::Exception for a configuration that contradicts itself.
  explicit Producer(ProducerConfig config);
  /// On the user's executor, without a thread of klamm's.
  Producer(ProducerConfig config, asio::any_io_executor executor);
  /// Shares a client's connections, metadata and thread; the connection settings in `config` are then the client's.
  Producer(Client& client, ProducerConfig config);
  /// Gives records in flight up to 1 s to complete; what is left completes with ErrorCode::closed. Call close() for more time and for the outcome.
  ~Producer();
  Producer(Producer&&) noexcept;
  Producer& operator=(Producer&&) noexcept;

  /// Sends a record. The views in `record` need to live until this returns (with use_awaitable: until the await ends).
  /// Completes with where the record went, or an error that tells whether it may be in the log (Error::fate()). When buffer.memory is used up, a
  /// calling thread waits up to max.block.ms, a coroutine is suspended for as long; on the client's own executor the record completes with buffer_full at once.
  /// With asio::detached this is send(record).
  template <class Token>
  auto send(const ProducerRecord& record, Token&& token) {
    if constexpr (std::is_same_v<std::decay_t<Token>, asio::detached_t>) {
      send(record);
    } else if constexpr (detail::PlainHandler<std::decay_t<Token>, RecordMetadata>) {
      start_send(record, Completion<RecordMetadata>(std::forward<Token>(token)));
    } else {
      constexpr auto when_full = detail::when_full<std::decay_t<Token>>;
      return initiate<RecordMetadata>(
          [this, record](Completion<RecordMetadata> done, const detail::CancellableCallPtr& call) {
            start_send(record, std::move(done), when_full, call);
          },
          std::forward<Token>(token));
    }
  }
  /// Sends a record and forgets it: a failure goes to the producer's on_error handler, or to the log.
  void send(const ProducerRecord& record);
  /// Sends a record and waits for the outcome, at most delivery.timeout.ms. Not on the client's own thread (throws std::logic_error).
  Result<RecordMetadata> send_sync(const ProducerRecord& record);
  /// Sends records and completes with one result for each, in order. The views need to live as in send(); so does the array, with use_awaitable.
  template <class Token>
  auto send_many(std::span<const ProducerRecord> records, Token&& token) {
    constexpr auto when_full = detail::when_full<std::decay_t<Token>>;
    return initiate<std::vector<Result<RecordMetadata>>>(
        [this, records](Completion<std::vector<Result<RecordMetadata>>> done, const detail::CancellableCallPtr& call) {
          start_send_many(records, std::move(done), when_full, call);
        },
        std::forward<Token>(token));
  }
  /// Sends records and waits for all: one result each, in order.
  std::vector<Result<RecordMetadata>> send_many_sync(std::span<const ProducerRecord> records);
  /// Sends a record if there is room for it right now; otherwise gives buffer_full and does not keep `done`.
  Result<void> try_send(const ProducerRecord& record, Completion<RecordMetadata> done);

  /// Sends everything accepted so far without waiting for linger.ms, and waits until it has completed. timed_out when `timeout` passes first.
  Result<void> flush(std::chrono::nanoseconds timeout);
  template <class Token>
  auto flush_async(Token&& token) {
    return initiate<void>([this](Completion<void> done, const detail::CancellableCallPtr&) { start_flush(std::move(done)); },
                          std::forward<Token>(token));
  }

  /// How many partitions a topic has, numbered from 0. At most `timeout`; topic_unknown when it does not exist.
  Result<std::int32_t> partitions_for(std::string_view topic, std::chrono::nanoseconds timeout = std::chrono::seconds(30));
  template <class Token>
  auto partitions_for_async(std::string topic, std::chrono::nanoseconds timeout, Token&& token) {
    return initiate<std::int32_t>(
        [this, topic = std::move(topic), timeout](Completion<std::int32_t> done, const detail::CancellableCallPtr&) mutable {
          start_partitions_for(std::move(topic), timeout, std::move(done));
        },
        std::forward<Token>(token));
  }

  /// Completes all records that wait in the buffer, for room in it, or for an answer with ErrorCode::cancelled. Those under way may still be written.
  void purge();

  /// Flushes for at most `timeout`, completes what is left with ErrorCode::closed, and ends. Always returns in time. Idempotent.
  Result<void> close(std::chrono::nanoseconds timeout = std::chrono::seconds(30));
  template <class Token>
  auto close_async(std::chrono::nanoseconds timeout, Token&& token) {
    return initiate<void>(
        [this, timeout](Completion<void> done, const detail::CancellableCallPtr&) { start_close(timeout, std::move(done)); },
        std::forward<Token>(token));
  }

  /// What has been counted so far; from any thread, at any time, without waiting for anybody. Counting goes on anyway: it costs nothing for a record, a few
  /// additions for a batch and for a request.
  ProducerStatistics statistics() const;

  /// Where completions run that have no executor of their own.
  asio::any_io_executor executor() const;

private:
  template <class K, class V, class KeySerializer, class ValueSerializer>
  friend class TypedProducer;

  template <class T, class Token, class Start>
  auto initiate(Start&& start, Token&& token) {
    return detail::initiate_cancellable<T>([this] { return executor(); }, std::forward<Start>(start), std::forward<Token>(token));
  }
  void start_send(const ProducerRecord& record, Completion<RecordMetadata>&& done);
  void start_send(const ProducerRecord& record, Completion<RecordMetadata> done, detail::WhenFull when_full,
                  const detail::CancellableCallPtr& call);
  void start_send_many(std::span<const ProducerRecord> records, Completion<std::vector<Result<RecordMetadata>>> done,
                       detail::WhenFull when_full, const detail::CancellableCallPtr& call);
  void start_flush(Completion<void> done);
  void start_partitions_for(std::string topic, std::chrono::nanoseconds timeout, Completion<std::int32_t> done);
  void start_close(std::chrono::nanoseconds timeout, Completion<void> done);
  // For TypedProducer: `writer` writes the value where it is not null; a record that could not be serialized only gets its error.
  void start_send(const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed,
                  Completion<RecordMetadata> done, detail::WhenFull when_full, const detail::CancellableCallPtr& call);
  void send_and_forget(const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed);
  Result<RecordMetadata> send_and_wait(const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed);

  class Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace klamm
