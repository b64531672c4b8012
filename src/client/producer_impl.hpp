// Producer's inside: hands records to the accumulator on the calling thread, and waits for memory where it must.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "client/client_core.hpp"
#include "client/failure_backlog.hpp"
#include "client/interceptor_chain.hpp"
#include "client/suspended_sends.hpp"
#include "klamm/detail/value_writer.hpp"
#include "klamm/producer.hpp"
#include "producer/sender_loop.hpp"

namespace klamm {

class Producer::Impl : public detail::HandlerOwner, public std::enable_shared_from_this<Impl> {
public:
  using WhenFull = detail::WhenFull;
  using Results = std::vector<Result<RecordMetadata>>;

  /// Throws Exception for a configuration that contradicts itself.
  static std::shared_ptr<Impl> create(std::shared_ptr<detail::ClientCore> core, const ProducerConfig& config);

  detail::ClientCore& core() noexcept { return *core_; }
  producer::SenderLoop& loop() noexcept { return *loop_; }
  Duration delivery_timeout() const noexcept { return delivery_timeout_; }

  /// How a record is sent, beside what it is.
  struct Way {
    WhenFull when_full = WhenFull::block;
    bool urgent = false; ///< somebody waits for it: no linger
    detail::CancellableCallPtr call{};
  };
  /// The way of a plain callback, which is most records'.
  void send(const ProducerRecord& record, Completion<RecordMetadata>&& done);
  void send(const ProducerRecord& record, Completion<RecordMetadata> done, const Way& way);
  /// A record whose value `writer` writes, where there is one; or one that could not be serialized.
  void send(const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed, Completion<RecordMetadata> done,
            const Way& way);
  void send_many(std::span<const ProducerRecord> records, Completion<Results> done, const Way& way);
  /// buffer_full when there is no room now; `done` is then dropped.
  Result<void> try_send_now(const ProducerRecord& record, Completion<RecordMetadata> done);
  /// What becomes of a record that nobody waits for.
  Completion<RecordMetadata> forgotten() const;

  ProducerStatistics statistics() const;
  void partitions_for(std::string topic, Duration timeout, Completion<std::int32_t> done);
  void flush(Completion<void> done);
  void purge();
  /// Flushes until `timeout`, then gives up on the rest.
  void close(Duration timeout, Completion<void> done);
  void drop_handlers() override;

private:
  struct Closing;

  Impl(std::shared_ptr<detail::ClientCore> core, const ProducerConfig& config);
  void start();
  /// True when the record has been taken, or refused for good; false when there is no memory for it.
  bool try_send(const ProducerRecord& record, Completion<RecordMetadata>& done, bool urgent, Buffer* memory);
  bool not_appended(Result<producer::RecordAccumulator::Appended> appended, const ProducerRecord& record, Timestamp timestamp,
                    Completion<RecordMetadata>& done, bool urgent, Buffer* memory);
  void send_intercepted(const ProducerRecord& record, Completion<RecordMetadata> done, const Way& way);
  bool take(const ProducerRecord& record, Completion<RecordMetadata>& done, WhenFull when_full, bool urgent);
  void send_or_suspend(const ProducerRecord& record, Completion<RecordMetadata> done, const Way& way);
  void wait_and_send(const ProducerRecord& record, Completion<RecordMetadata> done, bool urgent);
  Buffer wait_for_memory(std::size_t size, Duration patience);
  void suspend(const ProducerRecord& record, Completion<RecordMetadata> done, const Way& way, bool alone);
  void fail(Completion<RecordMetadata> done, const Error& error, const ProducerRecord& record);
  void refuse(Completion<RecordMetadata> done, const Error& error, const ProducerRecord& record);

  const std::shared_ptr<detail::ClientCore> core_;
  const std::shared_ptr<producer::SenderLoop> loop_;
  const std::shared_ptr<detail::SuspendedSends> suspended_;
  const std::shared_ptr<const InterceptorChain> interceptors_; // null: none
  const std::shared_ptr<const SendErrorHandler> on_error_;     // null: the log
  const Duration delivery_timeout_;
  detail::FailureBacklog failures_;
  std::atomic<bool> closing_{false};
};

} // namespace klamm
