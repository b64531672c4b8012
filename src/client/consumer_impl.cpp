#include "client/consumer_impl.hpp"

#include <algorithm>
#include <stdexcept>

#include "client/consumer_settings.hpp"
#include "client/topic_info.hpp"

namespace klamm {

using consumer::FetchCollector, consumer::SeekTarget;
using detail::Turn;

std::shared_ptr<Consumer::Impl> Consumer::Impl::create(std::shared_ptr<detail::ClientCore> core, const ConsumerConfig& config) {
  if (const auto valid = config.validate(); !valid) throw Exception(valid.error());
  auto impl = std::shared_ptr<Impl>(new Impl(core->shared_from_this(), config));
  impl->core_->runtime()->post([loop = impl->loop_, timer = impl->group_ ? impl->group_->timer : nullptr] {
    loop->start();
    if (timer) timer->start();
  });
  core->drop_at_end(impl);
  return detail::held_by_user(std::move(impl), std::move(core));
}

Consumer::Impl::Impl(std::shared_ptr<detail::ClientCore> core, const ConsumerConfig& config)
    : core_(std::move(core)),
      default_api_timeout_(config.default_api_timeout),
      auto_offset_reset_(config.auto_offset_reset),
      lookup_settings_(detail::offset_lookup_settings(config)),
      group_(detail::ConsumerGroup::create(*core_, config, buffer_)),
      loop_(
          consumer::FetchLoop::create(core_->cluster(), detail::fetch_loop_settings(config), buffer_, group_ ? group_->offsets : nullptr)),
      collector_(detail::fetch_collector_settings(config)),
      made_at_(core_->runtime()->now()) {}

Consumer::Impl::~Impl() {
  core_->runtime()->post([loop = std::move(loop_), group = std::move(group_)] {});
}

// Positions

void Consumer::Impl::assign(const std::vector<FetchCollector::Wanted>& wanted) {
  const Turn turn(in_use_);
  if (group_ && group_->subscribed)
    throw std::logic_error("klamm: this consumer is subscribed: unsubscribe() before partitions are assigned by hand");
  if (group_ && group_->auto_commit) auto_commit(); // of those that go
  // With a group the committed offset comes before auto.offset.reset.
  collector_.assign(wanted, group_ ? std::nullopt : std::optional(SeekTarget::by(auto_offset_reset_)));
  post_commands();
}

void Consumer::Impl::seek(const TopicPartition& partition, const SeekTarget& target) {
  const Turn turn(in_use_);
  collector_.seek(partition, target);
  post_commands();
}

void Consumer::Impl::seek_all(const std::vector<TopicPartition>& partitions, const AutoOffsetReset& strategy) {
  const Turn turn(in_use_);
  for (const TopicPartition& partition : partitions.empty() ? collector_.assignment() : partitions)
    collector_.seek(partition, SeekTarget::by(strategy));
  post_commands();
}

void Consumer::Impl::set_paused(const std::vector<TopicPartition>& partitions, bool paused) {
  const Turn turn(in_use_);
  for (const TopicPartition& partition : partitions) collector_.set_paused(partition, paused);
  post_commands();
  if (!paused) buffer_->nudge(); // what was held back is there for a poll that waits
}

// In the order in which they were made: posted while it is our turn.
void Consumer::Impl::post_commands() {
  if (!collector_.has_commands()) [[likely]]
    return;
  core_->runtime()->post([loop = loop_, commands = collector_.take_commands()]() mutable { loop->apply(std::move(commands)); });
}

// Polling

std::optional<Result<ConsumerRecords>> Consumer::Impl::poll_now() {
  if (buffer_->is_closed()) [[unlikely]]
    return Result<ConsumerRecords>(Error(ErrorCode::closed, "the consumer has been closed"));
  if (buffer_->take_wakeup()) [[unlikely]]
    return Result<ConsumerRecords>(Error(ErrorCode::cancelled, "wakeup() was called"));
  std::optional<Result<ConsumerRecords>> result = collector_.collect();
  while (!result) {
    buffer_->take(collector_.arrivals());
    if (collector_.arrivals().empty()) break;
    result = collector_.collect();
  }
  post_commands();
  return result;
}

void Consumer::Impl::begin_poll() {
  if (polling_) throw std::logic_error("klamm: another poll of this consumer is under way");
  ++polls_;
  if (group_) group_->activity->polled();
}

void Consumer::Impl::set_waiting(bool waiting) noexcept {
  const TimePoint now = core_->runtime()->now();
  if (waiting) waits_.begin(now);
  else waits_.end(now);
  if (group_) group_->activity->set_waiting(waiting);
}

// What there is now: of the group first, which comes even while records are at hand. Not while it is our turn: listeners call back.
std::optional<Result<ConsumerRecords>> Consumer::Impl::poll_once() {
  for (;;) {
    if (has_mail()) {
      if (std::optional<Error> error = serve_mail()) return Result<ConsumerRecords>(*std::move(error));
    }
    std::optional<Result<ConsumerRecords>> result;
    {
      const Turn turn(in_use_);
      result = poll_now();
    }
    if (result || !has_mail()) return result; // (mail that came meanwhile: its nudge may be spent)
  }
}

Result<ConsumerRecords> Consumer::Impl::poll(Duration timeout) {
  if (timeout > Duration::zero()) core_->require_other_thread("Consumer::poll");
  {
    const Turn turn(in_use_);
    begin_poll();
    if (!has_mail()) [[likely]] {
      if (auto result = poll_now()) return std::move(*result);
      if (timeout <= Duration::zero()) return ConsumerRecords();
    }
    polling_ = true;
  }
  const struct End { // also when a listener throws
    Impl& impl;
    ~End() {
      const Turn turn(impl.in_use_);
      impl.polling_ = false;
    }
  } end{*this};
  const net::Clock& clock = *core_->runtime()->clock;
  const TimePoint deadline = after(clock.now(), timeout);
  for (bool has_reason = true;;) {
    if (auto result = poll_once()) return std::move(*result);
    const Duration left = deadline == never ? Duration::max() : deadline - clock.now();
    if (!has_reason || left <= Duration::zero()) return ConsumerRecords();
    set_waiting(true);
    has_reason = buffer_->wait(left);
    set_waiting(false);
  }
}

void Consumer::Impl::start_poll(std::uint64_t poll, Duration timeout, Completion<ConsumerRecords> done) {
  const Turn turn(in_use_);
  begin_poll();
  const bool mail = has_mail(); // the executor's business
  std::optional<Result<ConsumerRecords>> result;
  if (!mail) result = poll_now();
  if (!result && !mail && timeout <= Duration::zero()) result = Result<ConsumerRecords>(ConsumerRecords());
  polling_ = true;
  poll_done_ = std::move(done);
  poll_ = poll;
  if (result) { // kept here rather than in the task, which then needs no memory of its own
    poll_result_ = std::move(result);
    return core_->runtime()->post([self = shared_from_this(), poll] { self->end_poll(poll, ConsumerRecords()); });
  }
  if (timeout != Duration::max()) {
    core_->runtime()->post([self = shared_from_this(), poll, timeout] {
      net::Runtime& runtime = *self->core_->runtime();
      if (!self->poll_timer_) self->poll_timer_ = runtime.clock->make_timer();
      self->poll_timer_->wait_until(after(runtime.now(), timeout), [weak = self->weak_from_this(), poll] {
        if (const auto again = weak.lock()) again->end_poll(poll, ConsumerRecords());
      });
    });
  }
  if (mail) core_->runtime()->post([self = shared_from_this(), poll] { self->resume_poll(poll); });
  else wait_for_records(poll);
}

UniqueFunction<void()> Consumer::Impl::canceller(std::uint64_t poll) {
  return [weak = weak_from_this(), poll] {
    const auto self = weak.lock();
    if (!self) return;
    self->core_->runtime()->post([self, poll] { self->end_poll(poll, Error(ErrorCode::cancelled, "the poll was cancelled")); });
  };
}

void Consumer::Impl::wait_for_records(std::uint64_t poll) {
  set_waiting(true);
  buffer_->when_ready([self = shared_from_this(), poll] { self->core_->runtime()->post([self, poll] { self->resume_poll(poll); }); });
}

void Consumer::Impl::resume_poll(std::uint64_t poll) {
  {
    const Turn turn(in_use_);
    if (poll != poll_ || !poll_done_) return;
  }
  set_waiting(false);
  std::optional<Result<ConsumerRecords>> result;
  try {
    result = poll_once();
  } catch (...) { // a listener
    result = Result<ConsumerRecords>(listener_error(std::current_exception()));
  }
  if (result) end_poll(poll, std::move(*result));
  else wait_for_records(poll);
}

void Consumer::Impl::end_poll(std::uint64_t poll, Result<ConsumerRecords> result) {
  Completion<ConsumerRecords> done;
  bool has_waited = true;
  {
    const Turn turn(in_use_);
    if (poll != poll_ || !poll_done_) return;
    polling_ = false;
    done = std::exchange(poll_done_, nullptr);
    if (poll_result_) { // comes before a cancellation: the position is behind these records already
      result = *std::exchange(poll_result_, std::nullopt);
      has_waited = false;
    }
  }
  if (has_waited) {
    set_waiting(false);
    buffer_->cancel_when_ready();
    if (poll_timer_) poll_timer_->cancel();
  }
  done(std::move(result));
}

ConsumerStatistics Consumer::Impl::statistics() const {
  const TimePoint now = core_->runtime()->now();
  ConsumerStatistics all;
  {
    const Turn turn(in_use_);
    collector_.tell(all);
    all.polls = polls_;
    all.rebalances = rebalances_;
    all.lost_assignments = lost_assignments_;
  }
  all.poll_wait = waits_.total(now);
  all.uptime = now - made_at_;
  all.fetch_latency_us = loop_->counters().latency_us.distribution();
  all.fetch_bytes = loop_->counters().bytes.distribution();
  all.fetch_buffer_bytes = static_cast<std::uint64_t>(loop_->budget().limit());
  all.fetch_buffer_used = static_cast<std::uint64_t>(std::max<std::int64_t>(loop_->budget().used(), 0));
  if (group_) {
    const consumer::CommitCounters& commits = group_->offsets->counters();
    all.commits = commits.confirmed.get();
    all.failed_commits = commits.failed.get();
    all.commit_latency_us = commits.latency_us.distribution();
  }
  all.brokers = core_->request_statistics().snapshot();
  return all;
}

void Consumer::Impl::drop_handlers() {
  Completion<ConsumerRecords> untold;
  {
    const Turn turn(in_use_);
    untold = std::exchange(poll_done_, nullptr);
  }
  buffer_->cancel_when_ready();
  loop_->close();
  if (!group_) return;
  group_->offsets->close();
  group_->loop->close();
}

// Questions

void Consumer::Impl::when_positioned(const FetchCollector::Position& position, Duration timeout, Completion<std::int64_t> done) {
  core_->runtime()->post(
      [self = shared_from_this(), id = position.partition->id, version = position.version, timeout, done = std::move(done)]() mutable {
        self->loop_->when_positioned(id, version, after(self->core_->runtime()->now(), timeout), std::move(done));
      });
}

void Consumer::Impl::query_offsets(std::vector<consumer::OffsetQuery::Question> questions, Duration timeout,
                                   consumer::OffsetQuery::Handler handler) {
  core_->runtime()->post([self = shared_from_this(), questions = std::move(questions), timeout, handler = std::move(handler)]() mutable {
    const TimePoint deadline = after(self->core_->runtime()->now(), timeout);
    consumer::OffsetQuery::start(self->core_->cluster(), self->lookup_settings_, std::move(questions), deadline, std::move(handler));
  });
}

void Consumer::Impl::partitions_for(std::string topic, Duration timeout, Completion<std::vector<PartitionInfo>> done) {
  core_->runtime()->post([core = core_, topic = std::move(topic), timeout, done = std::move(done)]() mutable {
    cluster::RequireOptions options;
    options.deadline = after(core->runtime()->now(), timeout);
    options.unknown_topic_grace = 3s; // it may just have been created
    core->cluster()->require({topic}, options, [topic, done = std::move(done)](const Result<cluster::SnapshotPtr>& metadata) mutable {
      if (!metadata) return done(metadata.error());
      const cluster::Topic* const known = (*metadata)->topic(topic);
      done(known ? detail::topic_info(*known).partitions : std::vector<PartitionInfo>());
    });
  });
}

void Consumer::Impl::list_topics(Duration timeout, Completion<std::vector<TopicInfo>> done) {
  core_->runtime()->post([core = core_, timeout, done = std::move(done)]() mutable {
    const TimePoint deadline = after(core->runtime()->now(), timeout);
    core->cluster()->refresh(cluster::Cluster::Scope::all_topics, deadline,
                             [done = std::move(done)](const Result<cluster::SnapshotPtr>& metadata) mutable {
                               if (!metadata) return done(metadata.error());
                               done(detail::topic_infos(**metadata));
                             });
  });
}

} // namespace klamm
