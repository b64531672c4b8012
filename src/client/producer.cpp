#include "klamm/producer.hpp"

#include "client/producer_impl.hpp"

namespace klamm {
Producer::Producer(ProducerConfig config) : impl_(Impl::create(detail::ClientCore::on_own_thread(config.client_config()), config)) {}
Producer::Producer(ProducerConfig config, asio::any_io_executor executor)
    : impl_(Impl::create(detail::ClientCore::on_executor(config.client_config(), executor), config)) {}
Producer::Producer(Client& client, ProducerConfig config) : impl_(Impl::create(client.core_, config)) {}
Producer::Producer(Producer&&) noexcept = default;

Producer& Producer::operator=(Producer&& other) noexcept {
  Producer old(std::move(*this));
  impl_ = std::move(other.impl_);
  return *this;
}

Producer::~Producer() {
  if (!impl_) return;
  // On the client's own thread nothing can be waited for: the records get the same second, behind the destructor's back.
  if (impl_->core().on_client_thread() || !impl_->core().owns_thread()) {
    impl_->close(detail::destructor_patience, nullptr);
  } else {
    (void)close(detail::destructor_patience);
  }
}

void Producer::start_send(const ProducerRecord& record, Completion<RecordMetadata>&& done) { impl_->send(record, std::move(done)); }

void Producer::start_send(const ProducerRecord& record, Completion<RecordMetadata> done, detail::WhenFull when_full,
                          const detail::CancellableCallPtr& call) {
  impl_->send(record, std::move(done), {when_full, false, call});
}

void Producer::start_send(const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed,
                          Completion<RecordMetadata> done, detail::WhenFull when_full, const detail::CancellableCallPtr& call) {
  impl_->send(record, writer, std::move(failed), std::move(done), {when_full, false, call});
}

void Producer::send(const ProducerRecord& record) { impl_->send(record, impl_->forgotten()); }

void Producer::send_and_forget(const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed) {
  impl_->send(record, writer, std::move(failed), impl_->forgotten(), {});
}

Result<void> Producer::try_send(const ProducerRecord& record, Completion<RecordMetadata> done) {
  return impl_->try_send_now(record, std::move(done));
}

Result<RecordMetadata> Producer::send_sync(const ProducerRecord& record) { return send_and_wait(record, nullptr, std::nullopt); }

Result<RecordMetadata> Producer::send_and_wait(const ProducerRecord& record, const detail::ValueWriter* writer,
                                               std::optional<Error> failed) {
  // The record itself ends by delivery.timeout.ms; the rest covers waiting for memory and metadata before.
  const Duration patience = impl_->delivery_timeout() + impl_->loop().accumulator().settings().max_block + 1s;
  return detail::wait_for<RecordMetadata>(impl_->core(), "Producer::send_sync", patience, [&](Completion<RecordMetadata> done) {
    impl_->send(record, writer, std::move(failed), std::move(done), {detail::WhenFull::block, true, {}});
  });
}

void Producer::start_send_many(std::span<const ProducerRecord> records, Completion<std::vector<Result<RecordMetadata>>> done,
                               detail::WhenFull when_full, const detail::CancellableCallPtr& call) {
  impl_->send_many(records, std::move(done), {when_full, false, call});
}

std::vector<Result<RecordMetadata>> Producer::send_many_sync(std::span<const ProducerRecord> records) {
  impl_->core().require_other_thread("Producer::send_many_sync");
  const auto waiter = std::make_shared<detail::Waiter<Impl::Results>>();
  impl_->send_many(records, [waiter](Result<Impl::Results> results) { waiter->deliver(std::move(results)); }, {});
  impl_->flush({});                                  // nothing lingers while somebody waits
  return *std::move(*waiter->wait(Duration::max())); // each record ends by delivery.timeout.ms
}

void Producer::start_flush(Completion<void> done) { impl_->flush(std::move(done)); }

Result<void> Producer::flush(std::chrono::nanoseconds timeout) {
  return detail::wait_for<void>(impl_->core(), "Producer::flush", timeout,
                                [this](Completion<void> done) { impl_->flush(std::move(done)); });
}

Result<std::int32_t> Producer::partitions_for(std::string_view topic, std::chrono::nanoseconds timeout) {
  return detail::wait_for<std::int32_t>(impl_->core(), "Producer::partitions_for", timeout + 100ms, [&](Completion<std::int32_t> done) {
    impl_->partitions_for(std::string(topic), timeout, std::move(done));
  });
}

void Producer::start_partitions_for(std::string topic, std::chrono::nanoseconds timeout, Completion<std::int32_t> done) {
  impl_->partitions_for(std::move(topic), timeout, std::move(done));
}

void Producer::purge() { impl_->purge(); }

ProducerStatistics Producer::statistics() const { return impl_->statistics(); }

asio::any_io_executor Producer::executor() const { return impl_->core().executor(); }

void Producer::start_close(std::chrono::nanoseconds timeout, Completion<void> done) { impl_->close(timeout, std::move(done)); }

Result<void> Producer::close(std::chrono::nanoseconds timeout) {
  return detail::wait_for<void>(impl_->core(), "Producer::close", timeout + 100ms,
                                [this, timeout](Completion<void> done) { impl_->close(timeout, std::move(done)); });
}

} // namespace klamm
