// Consumer::Impl's part in its group: subscriptions, what a rebalance does to the polling side, commits.
#include <algorithm>
#include <stdexcept>

#include "client/consumer_impl.hpp"

namespace klamm {

using consumer::FetchCollector, consumer::OffsetCommits;
using detail::ConsumerGroup, detail::Turn;

namespace {

std::vector<FetchCollector::Wanted> wanted(const std::vector<TopicPartition>& partitions) {
  std::vector<FetchCollector::Wanted> all;
  for (const TopicPartition& partition : partitions) all.push_back({partition, std::nullopt});
  return all;
}

std::vector<OffsetCommits::Entry> entries_of(std::vector<FetchCollector::Consumed> consumed) {
  std::vector<OffsetCommits::Entry> entries;
  for (FetchCollector::Consumed& one : consumed)
    entries.push_back({std::move(one.partition), one.position.offset, one.position.offset_epoch, {}, one.topic_id});
  return entries;
}

} // namespace

Error Consumer::Impl::listener_error(const std::exception_ptr& thrown) {
  std::string what = "something that is no std::exception";
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    what = exception.what();
  } catch (...) { // NOLINT(bugprone-empty-catch): `what` says it
  }
  return Error(ErrorCode::listener_failed, "the rebalance listener threw: " + what);
}

ConsumerGroup& Consumer::Impl::group(const char* call) const {
  if (!group_) throw std::logic_error(std::string("klamm: ") + call + " needs a group: set group_id (group.id)");
  return *group_;
}

// Subscriptions

void Consumer::Impl::subscribe(std::vector<std::string> topics, std::optional<TopicPattern> pattern,
                               std::shared_ptr<RebalanceListener> listener) {
  ConsumerGroup& group = this->group("Consumer::subscribe");
  if (topics.empty() && !pattern) return unsubscribe();
  if (std::find(topics.begin(), topics.end(), "") != topics.end() || (pattern && pattern->regex().empty()))
    throw std::invalid_argument("klamm: a topic to subscribe to has an empty name");
  std::optional<group::TopicMatcher> matcher;
  if (pattern && !group.consumer_protocol) matcher.emplace(pattern->regex(), group.exclude_internal_topics);
  const Turn turn(in_use_);
  if (!group.subscribed && !collector_.assignment().empty())
    throw std::logic_error("klamm: this consumer has partitions assigned by hand: unsubscribe() before it subscribes");
  group.subscribed = true;
  group.topics = topics;
  group.pattern = pattern;
  group.listener = std::move(listener);
  group.mailbox->clear_error();
  core_->runtime()->post(
      [loop = group.loop, topics = std::move(topics), pattern = std::move(pattern), matcher = std::move(matcher)]() mutable {
        if (matcher) loop->subscribe(std::move(*matcher));
        else if (pattern) loop->subscribe_regex(pattern->regex());
        else loop->subscribe(std::move(topics));
      });
}

std::vector<std::string> Consumer::Impl::subscription() const {
  const Turn turn(in_use_);
  return group_ ? group_->topics : std::vector<std::string>();
}

void Consumer::Impl::unsubscribe() {
  if (!group_) {
    const Turn turn(in_use_);
    collector_.assign({}, std::nullopt);
    return post_commands();
  }
  const std::exception_ptr thrown = give_everything_up(false, [](const Result<void>&) {});
  core_->runtime()->post([runtime = core_->runtime(), loop = group_->loop, offsets = group_->offsets, patience = group_->drain_patience] {
    offsets->drain(after(runtime->now(), patience), {}, [loop] { loop->unsubscribe("the consumer unsubscribed from all topics"); });
  });
  if (thrown) std::rethrow_exception(thrown);
}

// The polling side's part of leaving: commits, tells the listener, drops the partitions. What the listener threw comes back.
std::exception_ptr Consumer::Impl::give_everything_up(bool quietly, Completion<void> committed) {
  ConsumerGroup& group = *group_;
  std::shared_ptr<RebalanceListener> listener;
  std::vector<TopicPartition> owned;
  {
    const Turn turn(in_use_);
    std::vector<OffsetCommits::Entry> entries;
    if (group.auto_commit) entries = entries_of(collector_.consumed());
    post_commit(std::move(entries), default_api_timeout_, std::move(committed));
    if (group.subscribed && !quietly) listener = group.listener;
    owned = collector_.assignment();
  }
  std::exception_ptr thrown;
  if (!owned.empty()) thrown = tell(listener, &RebalanceListener::on_partitions_revoked, owned);
  const Turn turn(in_use_);
  collector_.assign({}, std::nullopt);
  post_commands();
  group.subscribed = false;
  group.topics.clear();
  group.pattern.reset();
  group.listener.reset();
  core_->runtime()->post([mailbox = group.mailbox, ended = group.ended, now = ++group.subscriptions] {
    *ended = now;
    mailbox->clear();
  });
  return thrown;
}

// Rebalances

std::exception_ptr Consumer::Impl::tell(const std::shared_ptr<RebalanceListener>& listener, Told what,
                                        const std::vector<TopicPartition>& partitions) {
  if (!listener) return nullptr;
  Consumer self(shared_from_this());
  std::exception_ptr thrown;
  try {
    (listener.get()->*what)(self, partitions);
  } catch (...) {
    thrown = std::current_exception();
  }
  self.impl_.reset(); // only lent: its end closes nothing
  return thrown;
}

/// Does what the executor has left for the polling side; an error is for poll to give. What a listener throws comes out.
std::optional<Error> Consumer::Impl::serve_mail() {
  consumer::RebalanceMailbox& mailbox = *group_->mailbox;
  if (mailbox.take_commit_due()) {
    const Turn turn(in_use_);
    auto_commit();
  }
  if (std::optional<group::RebalanceEvent> event = mailbox.take_event()) {
    std::optional<Error> error = std::move(event->error);
    carry_out(std::move(*event));
    if (error) return error;
  }
  return mailbox.take_error();
}

void Consumer::Impl::carry_out(group::RebalanceEvent event) {
  ConsumerGroup& group = *group_;
  std::shared_ptr<RebalanceListener> listener;
  const auto is_over = [&] { return !group.subscribed || group.subscriptions != event.subscriptions; };
  {
    const Turn turn(in_use_);
    if (is_over()) return;
    listener = group.listener;
    // The membership was lost while the event lay here.
    event.lost = event.lost || event.ownership != group.mailbox->identity().ownership;
    if (group.auto_commit && !event.lost && !event.revoked.empty()) auto_commit();
  }
  std::exception_ptr thrown;
  if (!event.revoked.empty()) {
    const Told what = event.lost ? &RebalanceListener::on_partitions_lost : &RebalanceListener::on_partitions_revoked;
    thrown = tell(listener, what, event.revoked);
  }
  {
    const Turn turn(in_use_);
    if (is_over()) event.assigned.reset(); // ended by the listener
    else {
      std::vector<TopicPartition> now = group::without(collector_.assignment(), event.revoked);
      collector_.assign(wanted(now), std::nullopt); // first without: what is revoked and assigned at once begins anew
      if (event.assigned) now.insert(now.end(), event.assigned->begin(), event.assigned->end());
      collector_.assign(wanted(now), std::nullopt);
      group.ownership = event.ownership;
      post_commands();
      if (event.assigned) ++rebalances_;
    }
    if (event.lost && !event.revoked.empty()) ++lost_assignments_;
  }
  if (event.assigned) {
    const std::exception_ptr also = tell(listener, &RebalanceListener::on_partitions_assigned, *event.assigned);
    if (!thrown) thrown = also;
  }
  core_->runtime()->post([runtime = core_->runtime(), loop = group.loop, offsets = group.offsets, patience = group.drain_patience,
                          number = event.number,
                          revoked = event.lost ? std::vector<TopicPartition>() : std::move(event.revoked)]() mutable {
    if (revoked.empty()) return loop->event_done(number);
    offsets->drain(after(runtime->now(), patience), std::move(revoked), [loop, number] { loop->event_done(number); });
  });
  if (thrown) std::rethrow_exception(thrown);
}

// Commits

// Only what earlier polls have returned: it is called before the next one returns anything.
void Consumer::Impl::auto_commit() {
  ConsumerGroup& group = *group_;
  if (group.auto_commit_failed->exchange(false)) collector_.forget_told();
  std::vector<OffsetCommits::Entry> entries = entries_of(collector_.take_changed());
  post_commit(std::move(entries), default_api_timeout_,
              [timer = group.timer, failed = group.auto_commit_failed, runtime = core_->runtime()](const Result<void>& committed) {
                if (!committed && committed.error().code() != ErrorCode::closed) {
                  failed->store(true);
                  runtime->log(LogLevel::warning, "group", [&] { return "automatic commit: " + committed.error().message(); });
                }
                timer->start();
              });
}

void Consumer::Impl::post_commit(std::vector<OffsetCommits::Entry> entries, Duration timeout, Completion<void> done) {
  ConsumerGroup& group = *group_;
  OffsetCommits::Commit commit;
  commit.entries = std::move(entries);
  if (group.subscribed) commit.ownership = group.ownership;
  commit.done = std::move(done);
  core_->runtime()->post([runtime = core_->runtime(), offsets = group.offsets, timeout, commit = std::move(commit)]() mutable {
    if (commit.entries.empty()) return commit.done(Result<void>());
    commit.deadline = after(runtime->now(), timeout);
    offsets->commit(std::move(commit));
  });
}

void Consumer::Impl::commit(const Offsets* offsets, Duration timeout, Completion<void> done) {
  ConsumerGroup& group = this->group("a commit");
  const Turn turn(in_use_);
  std::vector<OffsetCommits::Entry> entries;
  if (!offsets) entries = entries_of(collector_.consumed());
  for (const auto& [partition, at] : offsets ? *offsets : Offsets()) {
    if (at.offset < 0) throw std::invalid_argument("klamm: an offset cannot be negative");
    if (group.subscribed && !collector_.is_assigned(partition)) {
      ErrorContext context;
      context.doing = "committing offsets of group \"" + group.group_id + "\"";
      context.topic = partition.topic;
      context.partition = partition.partition;
      Error stale(ErrorCode::commit_stale, "the partition is not this member's (any more), and nothing was committed",
                  "records polled before the rebalance come again, to whoever has the partition now");
      return core_->runtime()->post([done = std::move(done), stale = stale.with(context)]() mutable { done(stale); });
    }
    entries.push_back({partition, at.offset, at.leader_epoch, at.metadata, collector_.topic_id(partition)});
  }
  post_commit(std::move(entries), timeout, std::move(done));
}

void Consumer::Impl::commit(const ConsumerRecords& records, Duration timeout, Completion<void> done) {
  Offsets offsets;
  for (const PartitionRecords& one : records.partitions())
    offsets.emplace(one.topic_partition(), OffsetAndMetadata(one.next_offset(), one.leader_epoch()));
  commit(&offsets, timeout, std::move(done));
}

Completion<void> Consumer::Impl::logged_commit() const {
  return [runtime = core_->runtime()](const Result<void>& committed) {
    if (!committed) runtime->log(LogLevel::warning, "consumer", [&] { return "commit_async: " + committed.error().message(); });
  };
}

void Consumer::Impl::committed(std::vector<TopicPartition> partitions, Duration timeout, Completion<Committed> done) {
  ConsumerGroup& group = this->group("Consumer::committed");
  core_->runtime()->post(
      [runtime = core_->runtime(), offsets = group.offsets, partitions = std::move(partitions), timeout, done = std::move(done)]() mutable {
        auto names = partitions;
        offsets->fetch(std::move(names), after(runtime->now(), timeout),
                       [partitions = std::move(partitions),
                        done = std::move(done)](Result<std::vector<consumer::CommittedOffsets::Found>> found) mutable {
                         if (!found) return done(found.error());
                         Committed committed;
                         for (std::size_t i = 0; i < partitions.size(); ++i) {
                           auto& one = committed[partitions[i]];
                           auto& of = (*found)[i];
                           if (of.offset >= 0) one = OffsetAndMetadata(of.offset, of.leader_epoch, std::move(of.metadata));
                         }
                         done(std::move(committed));
                       });
      });
}

ConsumerGroupMetadata Consumer::Impl::group_metadata() const {
  const ConsumerGroup& group = this->group("Consumer::group_metadata");
  const group::Identity identity = group.mailbox->identity();
  return {group.group_id, identity.generation, identity.member_id, group.instance_id};
}

// The end

// One that is closing: kept by its timer alone, so that it ends with the executor where nobody runs that any more.
struct Consumer::Impl::Closing {
  std::shared_ptr<consumer::FetchLoop> fetches;
  std::shared_ptr<consumer::GroupOffsetsLoop> offsets;
  std::shared_ptr<group::GroupLoop> membership;
  std::shared_ptr<detail::AutoCommitTimer> auto_commits; // null without them
  std::unique_ptr<net::Timer> timer;
  std::shared_ptr<Result<void>> outcome; // of the last commit
  std::optional<Error> failed;           // the listener
  Completion<void> done;

  static void start(const std::shared_ptr<Closing>& closing, TimePoint commits_until, TimePoint deadline) {
    // Both calls below end by their deadlines; the timer keeps this alive until then.
    closing->timer->wait_until(after(deadline, 1s), [closing] { closing->finish(); });
    closing->offsets->drain(commits_until, {}, [weak = std::weak_ptr(closing), deadline] {
      const auto self = weak.lock();
      if (!self) return;
      self->membership->leave("the consumer is being closed", deadline, [weak] {
        if (const auto kept = weak.lock()) kept->finish();
      });
    });
  }

  void finish() {
    if (!timer) return;
    const std::unique_ptr<net::Timer> ended = std::exchange(timer, nullptr);
    if (auto_commits) auto_commits->stop();
    offsets->close();
    membership->close();
    fetches->close();
    if (done) done(failed && *outcome ? Result<void>(*failed) : std::move(*outcome));
  }
};

void Consumer::Impl::close(Duration timeout, bool quietly, Completion<void> done) {
  {
    const Turn turn(in_use_);
    if (std::exchange(closing_, true)) {
      if (done) core_->runtime()->post([done = std::move(done)]() mutable { done(Result<void>()); });
      return;
    }
  }
  buffer_->close();
  if (!group_) {
    core_->runtime()->post([loop = loop_, done = std::move(done)]() mutable {
      loop->close();
      if (done) done(Result<void>());
    });
    return;
  }
  const TimePoint start = core_->runtime()->now();
  const TimePoint deadline = after(start, timeout - std::min<Duration>(timeout / 5, 100ms));
  const auto outcome = std::make_shared<Result<void>>(Error(ErrorCode::timed_out, "the last commit was not confirmed in time"));
  const std::exception_ptr thrown = give_everything_up(quietly, [outcome](Result<void> committed) { *outcome = std::move(committed); });
  const std::optional<Error> failed = thrown ? std::optional<Error>(listener_error(thrown)) : std::nullopt;
  const auto closing = std::make_shared<Closing>(Closing{loop_, group_->offsets, group_->loop, group_->timer,
                                                         core_->runtime()->clock->make_timer(), outcome, failed, std::move(done)});
  // The last quarter is for leaving: without it the partitions lie idle for session.timeout.ms.
  core_->runtime()->post(
      [closing, commits_until = after(start, timeout / 4 * 3), deadline] { Closing::start(closing, commits_until, deadline); });
}

} // namespace klamm
