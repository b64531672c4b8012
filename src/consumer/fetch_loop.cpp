#include "consumer/fetch_loop.hpp"

#include <algorithm>

#include "consumer/fetch_errors.hpp"

namespace klamm::consumer {

namespace {

OffsetLookup::Key key_of(PartitionId partition, PositionVersion version) {
  return static_cast<OffsetLookup::Key>(partition) << 32U | version;
}

std::int64_t timestamp_of(const AutoOffsetReset& strategy, Timestamp now) {
  switch (strategy.kind) {
    case AutoOffsetReset::Kind::earliest: return earliest_timestamp;
    case AutoOffsetReset::Kind::by_duration:
      return std::max<Timestamp>(0, now - std::chrono::duration_cast<std::chrono::milliseconds>(strategy.age).count());
    default: return latest_timestamp;
  }
}

/// Takes back what was asked and is wanted no more.
template <class Lookup>
void forget_others(Lookup& lookup, std::vector<std::uint64_t>& asked, std::vector<std::uint64_t> wanted) {
  std::sort(wanted.begin(), wanted.end());
  for (const std::uint64_t key : asked) {
    if (!std::binary_search(wanted.begin(), wanted.end(), key)) lookup.forget(key);
  }
  asked = std::move(wanted);
}

CompletedFetch event_of(const AssignedPartition& partition) {
  CompletedFetch event;
  event.partition = partition.share();
  event.version = partition.version();
  event.topic_id = partition.topic_id;
  return event;
}

CompletedFetch stopped_by(AssignedPartition& partition, Error error) {
  CompletedFetch event = event_of(partition);
  event.error = std::move(error);
  event.stopped = true;
  partition.stop();
  return event;
}

// auto.offset.reset is none.
CompletedFetch without_position(AssignedPartition& partition) {
  return stopped_by(partition, error_at(Error(ErrorCode::no_offset, "the partition has no position, and auto.offset.reset is none",
                                              "seek, or assign it with an offset"),
                                        partition.name(), ""));
}

} // namespace

std::shared_ptr<FetchLoop> FetchLoop::create(std::shared_ptr<cluster::Cluster> cluster, Settings settings,
                                             std::shared_ptr<FetchBuffer> buffer, std::shared_ptr<GroupOffsetsLoop> committed) {
  auto loop = std::shared_ptr<FetchLoop>(new FetchLoop(std::move(cluster), std::move(settings), std::move(buffer), std::move(committed)));
  // Called on whichever thread drops the records; the executor outlives the loop.
  loop->budget_ = std::make_shared<FetchBudget>(loop->settings_.fetch_buffer_bytes, [weak = std::weak_ptr(loop)] {
    const auto self = weak.lock();
    if (!self) return;
    self->cluster_->runtime().post([weak] {
      if (const auto again = weak.lock()) again->pump();
    });
  });
  return loop;
}

FetchLoop::FetchLoop(std::shared_ptr<cluster::Cluster> cluster, Settings settings, std::shared_ptr<FetchBuffer> buffer,
                     std::shared_ptr<GroupOffsetsLoop> committed)
    : cluster_(std::move(cluster)),
      settings_(std::move(settings)),
      buffer_(std::move(buffer)),
      committed_(std::move(committed)),
      timer_(cluster_->runtime().clock->make_timer()) {}

void FetchLoop::start() {
  net::Runtime& runtime = cluster_->runtime();
  const auto pump_later = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  };
  fetcher_ = std::make_unique<Fetcher>(settings_.fetcher, subscriptions_, budget_, Random(runtime.random()), runtime.log);
  const LookupSettings lookups{settings_.fetcher.isolation_level, settings_.fetcher.backoff, settings_.request_timeout};
  positions_ = make_offset_lookup(cluster_, lookups, [weak = weak_from_this()](std::vector<OffsetLookup::Answer> answers) {
    if (const auto self = weak.lock()) self->on_positions(std::move(answers));
  });
  validations_ = make_epoch_lookup(cluster_, lookups, [weak = weak_from_this()](std::vector<EpochLookup::Answer> answers) {
    if (const auto self = weak.lock()) self->on_validations(std::move(answers));
  });
  if (committed_) {
    committed_->on_positions([weak = weak_from_this()](std::vector<CommittedOffsets::Answer> answers) {
      if (const auto self = weak.lock()) self->on_committed(std::move(answers));
    });
  }
  metadata_changes_ = cluster_->subscribe([pump_later](const cluster::SnapshotPtr&) { pump_later(); });
}

void FetchLoop::apply(std::vector<Command> commands) {
  if (closed_) return;
  for (Command& command : commands) {
    std::visit([this](auto& one) { apply_one(one); }, command);
  }
  pump();
}

void FetchLoop::apply_one(AssignCommand& command) {
  AssignedPartition& partition = subscriptions_.assign(std::move(command.partition), command.version);
  if (!command.target) return;
  if (command.target->is_offset() || command.target->strategy.kind != AutoOffsetReset::Kind::none)
    return partition.seek(*command.target, command.version);
  std::vector<CompletedFetch> told;
  told.push_back(without_position(partition));
  buffer_->push(std::move(told));
}

void FetchLoop::apply_one(RevokeCommand& command) { subscriptions_.revoke(command.partition); }

void FetchLoop::apply_one(SeekCommand& command) {
  if (AssignedPartition* const partition = subscriptions_.find(command.partition)) partition->seek(command.target, command.version);
}

void FetchLoop::apply_one(PauseCommand& command) {
  if (AssignedPartition* const partition = subscriptions_.find(command.partition)) partition->set_paused(command.paused);
}

void FetchLoop::apply_one(StopCommand& command) {
  AssignedPartition* const partition = subscriptions_.find(command.partition);
  if (partition && partition->version() == command.version) partition->stop();
}

void FetchLoop::pump() {
  if (closed_) return;
  const TimePoint now = cluster_->runtime().now();
  follow_topics(now);
  Fetcher::Step step = fetcher_->step(now, *cluster_->snapshot());
  if (step.refresh_metadata) cluster_->request_refresh();
  for (Fetcher::Send& one : step.sends) send(std::move(one));
  buffer_->push(std::move(step.completed));
  look_up_committed();
  look_up_positions(); // behind step(), which may find positions that mean nothing any more
  validate_positions();
  settle_position_waits(now);
  set_timer(std::min(step.wake, requiring_topics_ ? never : require_at_));
}

void FetchLoop::set_timer(TimePoint wake) {
  for (const PositionWait& wait : position_waits_) wake = std::min(wake, wait.deadline);
  if (wake == never) return timer_->cancel();
  timer_->wait_until(wake, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  });
}

// Metadata

void FetchLoop::follow_topics(TimePoint now) {
  if (followed_assignment_ != subscriptions_.assignment_version()) {
    followed_assignment_ = subscriptions_.assignment_version();
    topics_in_use_ = cluster_->hold_topics(subscriptions_.topics());
    require_at_ = now;
    topic_failures_ = 0;
  }
  if (requiring_topics_ || require_at_ > now) return;
  require_at_ = never;
  if (subscriptions_.empty()) return;
  requiring_topics_ = true;
  cluster::RequireOptions options;
  options.deadline = after(now, settings_.request_timeout);
  options.allow_auto_create = settings_.allow_auto_create_topics;
  cluster_->require(subscriptions_.topics(), options, [weak = weak_from_this()](const Result<cluster::SnapshotPtr>& metadata) {
    if (const auto self = weak.lock()) self->on_topics(metadata);
  });
}

void FetchLoop::on_topics(const Result<cluster::SnapshotPtr>& metadata) {
  requiring_topics_ = false;
  if (closed_) return;
  if (metadata) {
    topic_failures_ = 0;
  } else {
    const bool is_news = ++topic_failures_ == 1;
    net::Runtime& runtime = cluster_->runtime();
    require_at_ = after(runtime.now(), settings_.fetcher.backoff.after(topic_failures_, runtime.random));
    if (is_news) {
      std::vector<CompletedFetch> told(1);
      told.front().error = metadata.error();
      buffer_->push(std::move(told));
    }
  }
  pump();
}

// Positions

void FetchLoop::look_up_positions() {
  std::vector<OffsetLookup::Key> wanted;
  const Timestamp wall_now = cluster_->runtime().clock->wall_now();
  OffsetLookup& lookup = positions_->lookup();
  for (const auto& partition : subscriptions_.partitions()) {
    if (partition->state() != FetchState::awaiting_reset) continue;
    const OffsetLookup::Key key = key_of(partition->id(), partition->version());
    wanted.push_back(key);
    if (!lookup.is_asked(key)) lookup.ask(key, partition->name(), timestamp_of(partition->reset_strategy(), wall_now));
  }
  forget_others(lookup, looked_up_, std::move(wanted));
  positions_->pump();
}

void FetchLoop::validate_positions() {
  std::vector<EpochLookup::Key> wanted;
  EpochLookup& lookup = validations_->lookup();
  for (const auto& partition : subscriptions_.partitions()) {
    if (partition->state() != FetchState::awaiting_validation) continue;
    const EpochLookup::Key key = key_of(partition->id(), partition->version());
    wanted.push_back(key);
    if (!lookup.is_asked(key)) lookup.ask(key, partition->name(), partition->position().offset_epoch);
  }
  forget_others(lookup, validated_, std::move(wanted));
  validations_->pump();
}

void FetchLoop::on_validations(std::vector<EpochLookup::Answer> answers) {
  if (closed_) return;
  std::vector<CompletedFetch> completed;
  for (const EpochLookup::Answer& answer : answers) {
    AssignedPartition* const partition = asked_for(answer.key, FetchState::awaiting_validation);
    if (!partition) continue;
    if (answer.result) {
      if (auto event = fetcher_->on_validation(*partition, *answer.result)) completed.push_back(std::move(*event));
    } else {
      completed.push_back(stopped_by(*partition, answer.result.error()));
    }
  }
  buffer_->push(std::move(completed));
  pump();
}

AssignedPartition* FetchLoop::asked_for(std::uint64_t key, FetchState state) {
  AssignedPartition* const partition = subscriptions_.find(static_cast<PartitionId>(key >> 32U));
  return partition && key_of(partition->id(), partition->version()) == key && partition->state() == state ? partition : nullptr;
}

void FetchLoop::on_positions(std::vector<OffsetLookup::Answer> answers) {
  if (closed_) return;
  std::vector<CompletedFetch> completed;
  for (const OffsetLookup::Answer& answer : answers) {
    AssignedPartition* const partition = asked_for(answer.key, FetchState::awaiting_reset);
    if (!partition) continue;
    if (!answer.result) {
      completed.push_back(stopped_by(*partition, answer.result.error()));
    } else if (answer.result->offset < 0 && partition->reset_strategy().kind == AutoOffsetReset::Kind::by_duration) {
      partition->request_reset(AutoOffsetReset::latest()); // no record is that young (KIP-1106)
    } else {
      partition->reset_to({std::max<std::int64_t>(answer.result->offset, 0), answer.result->leader_epoch});
      CompletedFetch& event = completed.emplace_back(event_of(*partition));
      event.offset = partition->position().offset;
      event.jumped = true;
    }
  }
  buffer_->push(std::move(completed));
  pump();
}

// The group's committed offsets, of partitions that were assigned without a position.
void FetchLoop::look_up_committed() {
  if (!committed_) return;
  std::vector<CommittedOffsets::Key> wanted;
  CommittedOffsets& committed = committed_->positions();
  for (const auto& partition : subscriptions_.partitions()) {
    if (partition->state() != FetchState::initializing) continue;
    const CommittedOffsets::Key key = key_of(partition->id(), partition->version());
    wanted.push_back(key);
    if (!committed.is_asked(key)) committed.ask(key, partition->name());
  }
  forget_others(committed, committed_asked_, std::move(wanted));
  if (!committed_asked_.empty()) committed_->pump();
}

void FetchLoop::on_committed(std::vector<CommittedOffsets::Answer> answers) {
  if (closed_) return;
  std::vector<CompletedFetch> completed;
  for (const CommittedOffsets::Answer& answer : answers) {
    AssignedPartition* const partition = asked_for(answer.key, FetchState::initializing);
    if (!partition) continue;
    const AutoOffsetReset& otherwise = settings_.fetcher.auto_offset_reset;
    if (!answer.result) {
      completed.push_back(stopped_by(*partition, answer.result.error()));
    } else if (answer.result->offset < 0 && otherwise.kind == AutoOffsetReset::Kind::none) {
      completed.push_back(without_position(*partition));
    } else if (answer.result->offset < 0) {
      partition->request_reset(otherwise);
    } else {
      partition->reset_to({answer.result->offset, answer.result->leader_epoch});
      CompletedFetch& event = completed.emplace_back(event_of(*partition));
      event.offset = answer.result->offset;
      event.jumped = true;
    }
  }
  buffer_->push(std::move(completed));
  pump();
}

void FetchLoop::when_positioned(PartitionId partition, PositionVersion version, TimePoint deadline, PositionHandler handler) {
  if (closed_) return handler(Error(ErrorCode::closed, "the consumer has been closed"));
  position_waits_.push_back({partition, version, deadline, std::move(handler)});
  pump();
}

void FetchLoop::settle_position_waits(TimePoint now) {
  std::vector<std::pair<PositionHandler, Result<std::int64_t>>> done;
  std::erase_if(position_waits_, [&](PositionWait& wait) {
    const AssignedPartition* const partition = subscriptions_.find(wait.partition);
    std::optional<Result<std::int64_t>> result;
    if (!partition || partition->version() != wait.version)
      result = Error(ErrorCode::cancelled, "the partition was sought or revoked meanwhile");
    else if (partition->start() >= 0) result = partition->start();
    else if (partition->state() == FetchState::stopped)
      result = error_at(Error(ErrorCode::no_offset, "the partition has no position"), partition->name(), "");
    else if (wait.deadline <= now) {
      const bool of_group = partition->state() == FetchState::initializing && committed_;
      const auto& cause = of_group ? committed_->positions().last_error() : positions_->lookup().last_error();
      const std::string late = of_group ? "the group's coordinator did not tell in time" : "its leader did not tell in time";
      result = error_at(Error(ErrorCode::timed_out, cause ? late + "; last: " + std::string(cause->name()) + ": " + cause->cause() : late),
                        partition->name(), "asking for the position");
    }
    if (!result) return false;
    done.emplace_back(std::move(wait.handler), std::move(*result));
    return true;
  });
  for (auto& [handler, result] : done) handler(std::move(result));
}

// Fetches

void FetchLoop::send(Fetcher::Send send) {
  const cluster::NodeId node = send.node;
  const wire::Versions versions = send.versions;
  const TimePoint now = cluster_->runtime().now(), deadline = after(now, settings_.request_timeout + settings_.fetcher.max_wait);
  auto on_answer = [weak = weak_from_this(), node, now](Result<net::Reply<wire::FetchResponse>> reply) {
    if (const auto self = weak.lock()) self->on_reply(node, now, std::move(reply));
  };
  if (net::Connection* const connection = cluster_->pool().ready(node, cluster::Purpose::long_poll)) {
    send.fit_to(connection->api_versions().highest(ApiKey::fetch, versions));
    return net::send<wire::FetchRequest>(*connection, send.request, deadline, std::move(on_answer), versions);
  }
  cluster_->pool().send<wire::FetchRequest>(
      node, cluster::Purpose::long_poll, deadline,
      [held = std::move(send), self = shared_from_this()](const net::Connection& connection) mutable -> const wire::FetchRequest& {
        held.fit_to(connection.api_versions().highest(ApiKey::fetch, held.versions));
        return held.request;
      },
      std::move(on_answer), versions);
}

void FetchLoop::on_reply(cluster::NodeId node, TimePoint sent, Result<net::Reply<wire::FetchResponse>> reply) {
  if (closed_) return;
  const TimePoint now = cluster_->runtime().now();
  if (reply) {
    counters_.latency_us.add(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now - sent).count()));
    counters_.bytes.add(reply->body.size());
  }
  // Names in the outcome's hints live in handles that subscriptions_ holds.
  if (reply) take(fetcher_->on_response(node, **reply, reply->body.size(), now, reply->version));
  else take(fetcher_->on_failure(node, reply.error(), now));
  pump();
}

void FetchLoop::take(Fetcher::Outcome outcome) {
  std::size_t news = 0;
  if (!outcome.hints.empty()) news = cluster_->apply_leader_hints(outcome.hints, outcome.brokers);
  if (outcome.refresh_metadata && (outcome.hints.empty() || news < outcome.hints.size())) cluster_->request_refresh();
  buffer_->push(std::move(outcome.completed));
}

void FetchLoop::close() {
  if (std::exchange(closed_, true)) return;
  if (positions_) positions_->close();
  if (validations_) validations_->close();
  metadata_changes_.reset();
  topics_in_use_.reset();
  timer_->cancel();
  for (PositionWait& wait : std::exchange(position_waits_, {}))
    cluster_->runtime().post(
        [handler = std::move(wait.handler)]() mutable { handler(Error(ErrorCode::closed, "the consumer has been closed")); });
  subscriptions_.clear();
}

} // namespace klamm::consumer
