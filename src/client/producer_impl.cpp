#include "client/producer_impl.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "client/producer_settings.hpp"
#include "producer/record_append.hpp"
#include "producer/send_statistics.hpp"

namespace klamm {
namespace {

Error buffer_full(const producer::ProducerSettings& settings, bool waited) {
  const std::string memory =
      "buffer.memory=" + std::to_string(settings.buffer_memory) + " is used up by records that are not acknowledged yet";
  const auto block = std::chrono::ceil<std::chrono::milliseconds>(settings.max_block).count();
  return Error(ErrorCode::buffer_full, waited ? memory + ", and stayed so for max.block.ms=" + std::to_string(block) : memory,
               "send more slowly, raise buffer.memory, or look whether the brokers can be reached");
}

constexpr Duration longest_wait = std::chrono::hours(24 * 365); // more overflows condition variables

Error producer_closed() { return Error(ErrorCode::closed, "the producer has been closed"); }

[[noreturn, gnu::cold]] void no_topic() { throw std::invalid_argument("klamm: a record needs a topic"); }
inline void check_topic(const ProducerRecord& record) {
  if (record.topic.empty()) [[unlikely]]
    no_topic();
}

void log_thrown(const net::Runtime& runtime, std::string what) {
  runtime.log(LogLevel::error, "producer", [&what] { return "a completion threw: " + std::move(what); });
}

// Ends with a log line what its throwing would end otherwise: the client's thread.
template <class T>
Completion<T> guarded(std::shared_ptr<net::Runtime> runtime, Completion<T> done) {
  return [runtime = std::move(runtime), done = std::move(done)](Result<T> result) mutable {
    if (!done) return;
    try {
      done(std::move(result));
    } catch (const std::exception& thrown) {
      log_thrown(*runtime, thrown.what());
    } catch (...) {
      log_thrown(*runtime, "something that is no std::exception");
    }
  };
}

} // namespace

std::shared_ptr<Producer::Impl> Producer::Impl::create(std::shared_ptr<detail::ClientCore> core, const ProducerConfig& config) {
  const auto resolved = config.resolved();
  if (!resolved) throw Exception(resolved.error());
  if (!resolved->transactional_id.empty())
    throw Exception(Error(ErrorCode::config_value_invalid,
                          "transactional.id=" + resolved->transactional_id + " asks for transactions, which this version of klamm can't do",
                          "leave it out: idempotence alone already writes each record once, and in order"));
  auto impl = std::shared_ptr<Impl>(new Impl(core->shared_from_this(), *resolved));
  impl->start();
  core->drop_at_end(impl);
  return detail::held_by_user(std::move(impl), std::move(core));
}

Producer::Impl::Impl(std::shared_ptr<detail::ClientCore> core, const ProducerConfig& config)
    : core_(std::move(core)),
      loop_(producer::SenderLoop::create(core_->runtime(), core_->cluster(), detail::producer_settings(config))),
      suspended_(std::make_shared<detail::SuspendedSends>(core_->runtime(), loop_->accumulator().pool_ptr(), config.max_block)),
      interceptors_(InterceptorChain::create(config.interceptors, core_->runtime()->log)),
      on_error_(config.on_error ? std::make_shared<const SendErrorHandler>(config.on_error) : nullptr),
      delivery_timeout_(config.delivery_timeout) {}

void Producer::Impl::start() {
  const auto weak = weak_from_this();
  suspended_->set_actions(
      [weak](detail::SuspendedSend& send, Buffer memory) {
        const auto self = weak.lock();
        return !self || self->try_send(send.copy.record(), send.done, send.urgent, &memory);
      },
      [weak](detail::SuspendedSend& send, const std::optional<Error>& error) {
        const auto self = weak.lock();
        if (self)
          self->fail(std::move(send.done), error ? *error : buffer_full(self->loop_->accumulator().settings(), true), send.copy.record());
      },
      [loop = loop_](const ProducerRecord& record) { return loop->accumulator().buffer_needed(record); });
  core_->runtime()->post([loop = loop_] { loop->start(); });
}

// Completions never run within the call that was given them.
void Producer::Impl::fail(Completion<RecordMetadata> done, const Error& error, const ProducerRecord& record) {
  ErrorContext context;
  context.topic = std::string(record.topic);
  context.fate = Fate::not_sent;
  const bool may_wait = core_->owns_thread() && !core_->on_client_thread(); // only then it is certain to be told
  failures_.add(may_wait ? std::min<Duration>(loop_->accumulator().settings().max_block, longest_wait) : Duration::zero());
  core_->runtime()->post(
      [self = shared_from_this(), done = guarded(core_->runtime(), std::move(done)), error = error.with(context)]() mutable {
        self->failures_.remove();
        done(std::move(error));
      });
}

void Producer::Impl::refuse(Completion<RecordMetadata> done, const Error& error, const ProducerRecord& record) {
  if (error.code() == ErrorCode::partition_unknown && record.partition) // perhaps the topic has grown: the next one may fit
    core_->runtime()->post([cluster = core_->cluster()] { cluster->request_refresh(); });
  fail(std::move(done), error, record);
}

Completion<RecordMetadata> Producer::Impl::forgotten() const {
  if (on_error_)
    return [handler = on_error_](const Result<RecordMetadata>& result) {
      if (!result) (*handler)(result.error());
    };
  return [runtime = core_->runtime()](const Result<RecordMetadata>& result) {
    if (!result) runtime->log(LogLevel::error, "producer", [&result] { return result.error().message(); });
  };
}

// ---- sending

// Inlined where every record passes; the rest is elsewhere.
[[gnu::always_inline]] inline bool Producer::Impl::try_send(const ProducerRecord& record, Completion<RecordMetadata>& done, bool urgent,
                                                            Buffer* memory) {
  const Timestamp timestamp = record.timestamp ? *record.timestamp : loop_->wall_now();
  producer::RecordAccumulator& accumulator = loop_->accumulator();
  if (!urgent && accumulator.append_quickly(record, timestamp, done)) [[likely]]
    return true;
  return not_appended(accumulator.append(record, timestamp, urgent, done, memory), record, timestamp, done, urgent, memory);
}

bool Producer::Impl::not_appended(Result<producer::RecordAccumulator::Appended> appended, const ProducerRecord& record, Timestamp timestamp,
                                  Completion<RecordMetadata>& done, bool urgent, Buffer* memory) {
  using Accumulator = producer::RecordAccumulator;
  Accumulator& accumulator = loop_->accumulator();
  for (;; appended = accumulator.append(record, timestamp, urgent, done, memory)) {
    if (!appended) return refuse(std::move(done), appended.error(), record), true;
    if (*appended == Accumulator::Appended::yes) return true;
    if (*appended == Accumulator::Appended::no_memory) return false;
    if (memory) *memory = Buffer();
    switch (accumulator.park(record, timestamp, urgent, done)) {
      case Accumulator::Parked::yes: return true;
      case Accumulator::Parked::yes_first: return loop_->require_topic(accumulator.topics().get(record.topic)), true;
      case Accumulator::Parked::no_memory: return false;
      case Accumulator::Parked::topic_is_known: break; // just now
    }
  }
}

// As try_send(), of a producer that may be closed.
[[gnu::always_inline]] inline bool Producer::Impl::take(const ProducerRecord& record, Completion<RecordMetadata>& done, WhenFull when_full,
                                                        bool urgent) {
  check_topic(record);
  if (closing_.load(std::memory_order_acquire)) [[unlikely]]
    return fail(std::move(done), producer_closed(), record), true;
  if (when_full == WhenFull::suspend && suspended_->any()) return false; // behind those that already wait
  return try_send(record, done, urgent, nullptr);
}

void Producer::Impl::send(const ProducerRecord& record, Completion<RecordMetadata>&& done) {
  if (interceptors_) [[unlikely]]
    return send_intercepted(record, std::move(done), {});
  if (!take(record, done, WhenFull::block, false)) [[unlikely]]
    send_or_suspend(record, std::move(done), {});
}

void Producer::Impl::send(const ProducerRecord& record, Completion<RecordMetadata> done, const Way& way) {
  if (interceptors_) return send_intercepted(record, std::move(done), way);
  if (!take(record, done, way.when_full, way.urgent)) send_or_suspend(record, std::move(done), way);
}

void Producer::Impl::send_intercepted(const ProducerRecord& record, Completion<RecordMetadata> done, const Way& way) {
  InterceptedRecord intercepted(record);
  interceptors_->on_send(intercepted);
  done = interceptors_->before(std::move(done));
  if (!take(intercepted.record(), done, way.when_full, way.urgent)) send_or_suspend(intercepted.record(), std::move(done), way);
}

void Producer::Impl::send(const ProducerRecord& record, const detail::ValueWriter* writer, std::optional<Error> failed,
                          Completion<RecordMetadata> done, const Way& way) {
  check_topic(record);
  ByteSink apart;
  // Interceptors see the value; and what stands behind others that wait is not for a batch yet.
  const bool writes_apart = writer && (interceptors_ || (way.when_full == WhenFull::suspend && suspended_->any()));
  if (writes_apart && !failed) failed = writer->write(apart, record.topic);
  if (failed) return fail(interceptors_ ? interceptors_->before(std::move(done)) : std::move(done), *failed, record);
  if (writes_apart) {
    ProducerRecord whole = record;
    whole.value = apart.bytes();
    return send(whole, std::move(done), way);
  }
  if (!writer) return send(record, std::move(done), way);
  if (closing_.load(std::memory_order_acquire)) return fail(std::move(done), producer_closed(), record);
  const Timestamp timestamp = record.timestamp ? *record.timestamp : loop_->wall_now();
  const auto appended = loop_->accumulator().append_written(record, timestamp, way.urgent, done, *writer, apart);
  if (!appended) return refuse(std::move(done), appended.error(), record);
  if (*appended) return;
  ProducerRecord whole = record;
  whole.value = apart.bytes();
  whole.timestamp = timestamp;
  send(whole, std::move(done), way);
}

void Producer::Impl::send_or_suspend(const ProducerRecord& record, Completion<RecordMetadata> done, const Way& way) {
  if (way.when_full == WhenFull::suspend) return suspend(record, std::move(done), way, true);
  if (core_->on_client_thread()) return fail(std::move(done), buffer_full(loop_->accumulator().settings(), false), record);
  wait_and_send(record, std::move(done), way.urgent);
}

void Producer::Impl::wait_and_send(const ProducerRecord& record, Completion<RecordMetadata> done, bool urgent) {
  const producer::ProducerSettings& settings = loop_->accumulator().settings();
  const TimePoint deadline = after(core_->runtime()->now(), settings.max_block);
  for (TimePoint now = core_->runtime()->now(); now < deadline && !closing_.load(std::memory_order_acquire);
       now = core_->runtime()->now()) {
    Buffer memory = wait_for_memory(loop_->accumulator().buffer_needed(record), std::min<Duration>(deadline - now, longest_wait));
    if (memory.capacity() == 0) break;
    if (closing_.load(std::memory_order_acquire)) break;
    if (try_send(record, done, urgent, &memory)) return;
  }
  fail(std::move(done), closing_ ? producer_closed() : buffer_full(settings, true), record);
}

Buffer Producer::Impl::wait_for_memory(std::size_t size, Duration patience) {
  struct Shared {
    std::mutex mutex;
    std::condition_variable granted;
    std::optional<Buffer> buffer;
  };
  const auto shared = std::make_shared<Shared>();
  producer::BufferPool& pool = loop_->accumulator().pool();
  const std::uint64_t id = pool.wait(size, [shared](Buffer buffer) {
    const std::lock_guard lock(shared->mutex);
    shared->buffer = std::move(buffer);
    shared->granted.notify_one();
  });
  loop_->wake(); // nothing lingers while somebody waits
  std::unique_lock lock(shared->mutex);
  const auto is_there = [&shared] { return shared->buffer.has_value(); };
  if (!shared->granted.wait_for(lock, patience, is_there)) {
    lock.unlock();
    if (pool.cancel_wait(id)) return {};
    lock.lock();
    shared->granted.wait(lock, is_there); // it is being granted right now
  }
  return std::move(*shared->buffer);
}

void Producer::Impl::suspend(const ProducerRecord& record, Completion<RecordMetadata> done, const Way& way, bool alone) {
  auto send = std::make_unique<detail::SuspendedSend>(record, std::move(done), way.urgent, way.call, alone, suspended_->count());
  core_->runtime()->post([self = shared_from_this(), send = std::move(send)]() mutable {
    if (self->closing_) return self->fail(std::move(send->done), producer_closed(), send->copy.record());
    self->suspended_->add(std::move(send));
    self->loop_->wake(); // nothing lingers while somebody waits
  });
}

void Producer::Impl::send_many(std::span<const ProducerRecord> records, Completion<Results> done, const Way& way) {
  for (const ProducerRecord& record : records) check_topic(record);
  struct Shared {
    std::size_t missing;
    Results results;
    Completion<Results> done;
  };
  const auto shared = std::make_shared<Shared>();
  shared->missing = records.size();
  shared->results.assign(records.size(), Error(ErrorCode::timed_out));
  shared->done = guarded(core_->runtime(), std::move(done));
  if (records.empty()) return core_->runtime()->post([shared] { shared->done(std::move(shared->results)); });
  bool suspended = way.when_full == WhenFull::suspend && suspended_->any(); // and then all that follow: none overtakes another
  for (std::size_t i = 0; i < records.size(); ++i) {
    Completion<RecordMetadata> one = [shared, i](Result<RecordMetadata> result) { // on the executor, as all of them
      shared->results[i] = std::move(result);
      if (--shared->missing == 0) shared->done(std::move(shared->results));
    };
    InterceptedRecord intercepted(records[i]);
    if (interceptors_) {
      interceptors_->on_send(intercepted);
      one = interceptors_->before(std::move(one));
    }
    const ProducerRecord& record = intercepted.record();
    if (closing_.load(std::memory_order_acquire)) fail(std::move(one), producer_closed(), record);
    else if (suspended) suspend(record, std::move(one), way, false);
    else if (try_send(record, one, false, nullptr)) continue;
    else if (way.when_full == WhenFull::suspend) suspend(record, std::move(one), way, false), suspended = true;
    else send_or_suspend(record, std::move(one), way);
  }
}

Result<void> Producer::Impl::try_send_now(const ProducerRecord& record, Completion<RecordMetadata> done) {
  check_topic(record);
  if (closing_.load(std::memory_order_acquire)) return producer_closed();
  InterceptedRecord intercepted(record);
  if (interceptors_) {
    interceptors_->on_send(intercepted);
    done = interceptors_->before(std::move(done));
  }
  if (try_send(intercepted.record(), done, false, nullptr)) return {};
  return buffer_full(loop_->accumulator().settings(), false);
}

// ---- the rest

ProducerStatistics Producer::Impl::statistics() const {
  ProducerStatistics all = producer::send_statistics(loop_->accumulator());
  all.brokers = core_->request_statistics().snapshot();
  return all;
}

void Producer::Impl::partitions_for(std::string topic, Duration timeout, Completion<std::int32_t> done) {
  core_->runtime()->post([core = core_, topic = std::move(topic), timeout, done = guarded(core_->runtime(), std::move(done))]() mutable {
    cluster::RequireOptions options;
    options.deadline = after(core->runtime()->now(), timeout);
    core->cluster()->require({topic}, options, [topic, done = std::move(done)](const Result<cluster::SnapshotPtr>& metadata) mutable {
      if (!metadata) return done(metadata.error());
      const cluster::Topic* known = (*metadata)->topic(topic);
      if (known) done(known->partition_count());
      else done(Error(ErrorCode::topic_unknown));
    });
  });
}

void Producer::Impl::flush(Completion<void> done) {
  core_->runtime()->post([loop = loop_, done = guarded(core_->runtime(), std::move(done))]() mutable {
    loop->flush([done = std::move(done)]() mutable { done(Result<void>()); });
  });
}

void Producer::Impl::purge() {
  core_->runtime()->post([self = shared_from_this()] {
    const Error purged(ErrorCode::cancelled, "the producer was told to purge what it had not sent");
    self->suspended_->give_up_all(purged);
    self->loop_->abort(purged);
  });
}

void Producer::Impl::drop_handlers() {
  closing_.store(true, std::memory_order_release);
  suspended_->drop_all();
  loop_->drop_handlers();
}

// One that is closing: kept by its timer alone, so that it ends with the executor where nobody runs that any more.
struct Producer::Impl::Closing {
  std::shared_ptr<Impl> producer;
  Completion<void> done;
  std::unique_ptr<net::Timer> timer;

  void finish(Result<void> result) {
    if (!timer) return;
    const std::unique_ptr<net::Timer> ended = std::exchange(timer, nullptr);
    producer->loop_->abort(
        Error(ErrorCode::closed, "the producer was closed before the record was acknowledged", "give close() more time"));
    producer->loop_->close();
    done(std::move(result));
  }
};

void Producer::Impl::close(Duration timeout, Completion<void> done) {
  closing_.store(true, std::memory_order_release);
  core_->runtime()->post([self = shared_from_this(), timeout, done = guarded(core_->runtime(), std::move(done))]() mutable {
    net::Runtime& runtime = *self->core_->runtime();
    self->suspended_->give_up_all(producer_closed());
    const auto closing = std::make_shared<Closing>(Closing{self, std::move(done), runtime.clock->make_timer()});
    closing->timer->wait_until(after(runtime.now(), timeout), [closing] {
      closing->finish(Error(ErrorCode::timed_out,
                            "the producer was closed with records that were not acknowledged in time; each has completed with an error"));
    });
    self->loop_->flush([weak = std::weak_ptr(closing)] {
      if (const auto kept = weak.lock()) kept->finish({});
    });
  });
}

} // namespace klamm
