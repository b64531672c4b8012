// Consumer's inside: the FetchCollector, which whoever polls uses (one at a time: Turn), the FetchLoop, which lives on the executor, and the FetchBuffer
// between them. Commands go from the first to the second by post, in order, and nobody waits for them.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/client_core.hpp"
#include "client/consumer_group.hpp"
#include "client/turn.hpp"
#include "consumer/fetch_loop.hpp"
#include "consumer/offset_query.hpp"
#include "klamm/consumer.hpp"

namespace klamm {

class Consumer::Impl : public detail::HandlerOwner, public std::enable_shared_from_this<Impl> {
public:
  /// Throws Exception for a configuration that contradicts itself.
  static std::shared_ptr<Impl> create(std::shared_ptr<detail::ClientCore> core, const ConsumerConfig& config);
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() override;

  const detail::ClientCore& core() const noexcept { return *core_; }
  Duration timeout(const std::optional<std::chrono::nanoseconds>& given) const noexcept { return given ? *given : default_api_timeout_; }

  // Polling side

  void assign(const std::vector<consumer::FetchCollector::Wanted>& wanted);
  void seek(const TopicPartition& partition, const consumer::SeekTarget& target);
  void seek_all(const std::vector<TopicPartition>& partitions, const AutoOffsetReset& strategy);
  void set_paused(const std::vector<TopicPartition>& partitions, bool paused);
  template <class F>
  auto look(F&& f) const {
    const detail::Turn turn(in_use_);
    return f(collector_);
  }

  // The group (consumer_rebalance.cpp); without a group.id these throw std::logic_error

  void subscribe(std::vector<std::string> topics, std::optional<TopicPattern> pattern, std::shared_ptr<RebalanceListener> listener);
  void unsubscribe();
  std::vector<std::string> subscription() const;
  using Offsets = std::map<TopicPartition, OffsetAndMetadata>;
  /// Of these offsets, or else of where delivery stands.
  void commit(const Offsets* offsets, Duration timeout, Completion<void> done);
  /// Of what follows these records.
  void commit(const ConsumerRecords& records, Duration timeout, Completion<void> done);
  /// For commits that nobody waits for.
  Completion<void> logged_commit() const;
  using Committed = std::map<TopicPartition, std::optional<OffsetAndMetadata>>;
  void committed(std::vector<TopicPartition> partitions, Duration timeout, Completion<Committed> done);
  ConsumerGroupMetadata group_metadata() const;

  Result<ConsumerRecords> poll(Duration timeout);
  /// Names an asynchronous poll that is about to start.
  std::uint64_t new_poll() noexcept { return next_poll_.fetch_add(1, std::memory_order_relaxed); }
  void start_poll(std::uint64_t poll, Duration timeout, Completion<ConsumerRecords> done);
  /// Ends that poll if it still waits; may be called on any thread, and after the consumer is gone.
  UniqueFunction<void()> canceller(std::uint64_t poll);
  void wakeup() { buffer_->wakeup(); }
  void drop_handlers() override;

  /// Any thread.
  ConsumerStatistics statistics() const;

  // Executor: these post themselves there

  void when_positioned(const consumer::FetchCollector::Position& position, Duration timeout, Completion<std::int64_t> done);
  void query_offsets(std::vector<consumer::OffsetQuery::Question> questions, Duration timeout, consumer::OffsetQuery::Handler handler);
  void partitions_for(std::string topic, Duration timeout, Completion<std::vector<PartitionInfo>> done);
  void list_topics(Duration timeout, Completion<std::vector<TopicInfo>> done);
  /// Commits and leaves the group first, all within `timeout`. Calls the listener on the calling thread, but not `quietly`.
  void close(Duration timeout, bool quietly, Completion<void> done);

private:
  struct Closing;

  Impl(std::shared_ptr<detail::ClientCore> core, const ConsumerConfig& config);

  std::optional<Result<ConsumerRecords>> poll_now();
  void begin_poll();
  std::optional<Result<ConsumerRecords>> poll_once();
  void set_waiting(bool waiting) noexcept;
  bool has_mail() const noexcept { return group_ && group_->mailbox->has_mail(); }
  std::optional<Error> serve_mail();
  void carry_out(group::RebalanceEvent event);
  detail::ConsumerGroup& group(const char* call) const;
  void auto_commit();
  static Error listener_error(const std::exception_ptr& thrown);
  using Told = void (RebalanceListener::*)(Consumer&, const std::vector<TopicPartition>&);
  std::exception_ptr tell(const std::shared_ptr<RebalanceListener>& listener, Told what, const std::vector<TopicPartition>& partitions);
  std::exception_ptr give_everything_up(bool quietly, Completion<void> committed);
  void post_commit(std::vector<consumer::OffsetCommits::Entry> entries, Duration timeout, Completion<void> done);
  void post_commands();
  void wait_for_records(std::uint64_t poll);
  void resume_poll(std::uint64_t poll);
  void end_poll(std::uint64_t poll, Result<ConsumerRecords> result);

  const std::shared_ptr<detail::ClientCore> core_;
  const Duration default_api_timeout_;
  const AutoOffsetReset auto_offset_reset_;
  const consumer::LookupSettings lookup_settings_;
  const std::shared_ptr<consumer::FetchBuffer> buffer_ = std::make_shared<consumer::FetchBuffer>();
  std::unique_ptr<detail::ConsumerGroup> group_; // null without a group.id
  std::shared_ptr<consumer::FetchLoop> loop_;    // ends on the executor, where its timers and connections live

  mutable std::atomic<bool> in_use_{false}; // the Turn of what follows
  consumer::FetchCollector collector_;
  bool polling_ = false;
  std::uint64_t poll_ = 0; // the asynchronous poll under way
  std::atomic<std::uint64_t> next_poll_{1};
  Completion<ConsumerRecords> poll_done_;
  std::optional<Result<ConsumerRecords>> poll_result_; // what it found at once, on its way to the executor
  std::unique_ptr<net::Timer> poll_timer_;             // the executor's
  bool closing_ = false;
  std::uint64_t polls_ = 0, rebalances_ = 0, lost_assignments_ = 0;

  const TimePoint made_at_; // any thread, as is:
  consumer::WaitCounter waits_;
};

} // namespace klamm
