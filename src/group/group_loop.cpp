#include "group/group_loop.hpp"

#include <algorithm>

namespace klamm::group {
namespace {

constexpr Duration lookup_patience = 10s; ///< with a topic that brokers don't know, before the leader assigns without it

void sort_unique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

template <class R>
R for_version(const R& request, const net::Connection& connection) {
  R adapted = request;
  if constexpr (std::is_same_v<R, wire::LeaveGroupRequest>) { // one member, or several (KIP-345)
    if (connection.api_versions().template highest<R>() < 3) adapted.members.clear();
    else adapted.member_id = {};
  }
  return adapted;
}

} // namespace

std::shared_ptr<GroupLoop> GroupLoop::create(std::shared_ptr<cluster::Cluster> cluster, Settings settings,
                                             std::unique_ptr<Protocol> protocol, std::shared_ptr<PollActivity> activity,
                                             Handlers handlers) {
  return std::shared_ptr<GroupLoop>(
      new GroupLoop(std::move(cluster), std::move(settings), std::move(protocol), std::move(activity), std::move(handlers)));
}

GroupLoop::GroupLoop(std::shared_ptr<cluster::Cluster> cluster, Settings settings, std::unique_ptr<Protocol> protocol,
                     std::shared_ptr<PollActivity> activity, Handlers handlers)
    : cluster_(std::move(cluster)),
      settings_(std::move(settings)),
      protocol_(std::move(protocol)),
      activity_(std::move(activity)),
      handlers_(std::move(handlers)),
      timer_(cluster_->runtime().clock->make_timer()) {}

// What the user wants

void GroupLoop::subscribe(std::vector<std::string> topics) {
  if (closed_) return;
  sort_unique(topics);
  ++subscription_;
  matcher_.reset();
  all_topics_.reset();
  set_topics(std::move(topics), {});
}

void GroupLoop::subscribe_regex(std::string regex) {
  if (closed_) return;
  ++subscription_;
  matcher_.reset();
  all_topics_.reset();
  set_topics({}, std::move(regex));
}

void GroupLoop::subscribe(TopicMatcher matcher) {
  if (closed_) return;
  const std::uint64_t subscription = ++subscription_;
  matcher_ = std::move(matcher);
  all_topics_ = cluster_->hold_all_topics();
  const TimePoint deadline = after(cluster_->runtime().now(), settings_.request_timeout);
  cluster_->refresh(cluster::Cluster::Scope::all_topics, deadline,
                    [weak = weak_from_this(), subscription](const Result<cluster::SnapshotPtr>&) {
                      const auto self = weak.lock();
                      if (!self || self->closed_ || self->subscription_ != subscription) return;
                      self->set_topics(self->matcher_->matches(*self->cluster_->snapshot()), {}); // none, if nobody answered: later
                    });
}

void GroupLoop::set_topics(std::vector<std::string> topics, std::string regex) {
  if (!std::exchange(follows_metadata_, true)) {
    metadata_changes_ = cluster_->subscribe([weak = weak_from_this()](const cluster::SnapshotPtr&) {
      if (const auto self = weak.lock()) self->pump_later();
    });
  }
  subscribed_ = topics;
  const TimePoint now = cluster_->runtime().now();
  if (auto* const classic = std::get_if<ClassicProtocol>(protocol_.get())) classic->subscribe(std::move(topics), now);
  else std::get<ConsumerProtocol>(*protocol_).subscribe(std::move(topics), std::move(regex), now);
  pump();
}

void GroupLoop::unsubscribe(std::string_view reason) {
  if (closed_) return;
  ++subscription_;
  matcher_.reset();
  all_topics_.reset();
  subscribed_.clear();
  const TimePoint now = cluster_->runtime().now();
  if (auto* const classic = std::get_if<ClassicProtocol>(protocol_.get())) classic->unsubscribe(reason, now);
  else std::get<ConsumerProtocol>(*protocol_).unsubscribe(now);
  pump();
}

void GroupLoop::event_done(std::uint64_t number) {
  if (closed_) return;
  std::visit([&](auto& protocol) { protocol.event_done(number, cluster_->runtime().now()); }, *protocol_);
  pump();
}

void GroupLoop::commit_refused(const Identity& as, ErrorCode code) {
  if (closed_) return;
  std::visit([&](auto& protocol) { protocol.commit_refused(as, code, cluster_->runtime().now()); }, *protocol_);
  pump();
}

Identity GroupLoop::identity() const {
  return std::visit([](const auto& protocol) { return protocol.identity(); }, *protocol_);
}

// Moving on

void GroupLoop::pump_later() {
  if (std::exchange(pump_posted_, true)) return;
  cluster_->runtime().post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->pump_posted_ = false;
    self->pump();
  });
}

void GroupLoop::pump() {
  if (closed_) return;
  const TimePoint now = cluster_->runtime().now();
  if (activity_->take()) std::visit([now](auto& protocol) { protocol.polled(now); }, *protocol_);
  match_topics();
  Step step = std::visit([&](auto& protocol) { return protocol.step(now, *cluster_->snapshot()); }, *protocol_);
  follow_topics(now);
  name_topics(now);
  if (step.coordinator_lost) cluster_->coordinator_lost(cluster::CoordinatorType::group, settings_.group_id, coordinator_);
  const Identity identity = this->identity();
  if (identity != published_) handlers_.on_identity(published_ = identity);
  for (Send& one : step.sends) send(std::move(one));
  if (step.event) handlers_.on_event(std::move(*step.event));
  if (step.error) handlers_.on_error(*step.error, step.failed);
  settle_leave(now);
  if (closed_) return;
  const TimePoint wake = std::min({step.wake, requiring_ ? never : require_at_, name_at_, leave_deadline_});
  if (wake == never) return timer_->cancel();
  timer_->wait_until(wake, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  });
}

// Metadata

void GroupLoop::match_topics() {
  auto* const classic = std::get_if<ClassicProtocol>(protocol_.get());
  if (!matcher_ || !classic || classic->state() == ClassicState::unsubscribed) return; // (the first time comes with the answer)
  std::vector<std::string> topics = matcher_->matches(*cluster_->snapshot());
  if (topics == subscribed_) return;
  subscribed_ = topics;
  classic->subscribe(std::move(topics), cluster_->runtime().now());
}

void GroupLoop::follow_topics(TimePoint now) {
  const auto* const classic = std::get_if<ClassicProtocol>(protocol_.get());
  const std::vector<std::string>& topics = classic ? classic->topics() : subscribed_;
  if (topics != followed_) {
    followed_ = topics;
    topics_in_use_ = cluster_->hold_topics(topics);
    topic_failures_ = 0;
    require_at_ = topics.empty() ? never : now;
  }
  if (requiring_ || require_at_ > now) return;
  require_at_ = never;
  requiring_ = true;
  cluster::RequireOptions options;
  options.deadline = after(now, lookup_patience);
  options.allow_auto_create = settings_.allow_auto_create_topics;
  options.unknown_topic_grace = settings_.allow_auto_create_topics ? Duration(500ms) : Duration::zero();
  cluster_->require(topics, options, [weak = weak_from_this(), topics](const Result<cluster::SnapshotPtr>& metadata) {
    if (const auto self = weak.lock()) self->on_topics(topics, metadata.has_value());
  });
}

void GroupLoop::on_topics(const std::vector<std::string>& topics, bool complete) {
  requiring_ = false;
  if (closed_) return;
  net::Runtime& runtime = cluster_->runtime();
  if (topics != followed_) require_at_ = followed_.empty() ? never : runtime.now();
  else if (!complete)
    require_at_ = after(runtime.now(), net::Backoff(settings_.backoff.base(1), 5s).after(++topic_failures_, runtime.random));
  if (auto* const classic = std::get_if<ClassicProtocol>(protocol_.get())) classic->topics_looked_up(topics);
  pump();
}

// KIP-848 assigns topics by their ids.
void GroupLoop::name_topics(TimePoint now) {
  const auto* const consumer = std::get_if<ConsumerProtocol>(protocol_.get());
  if (!consumer || consumer->unnamed_topics().empty() || naming_) {
    name_at_ = never;
    return;
  }
  if (name_retry_at_ > now) {
    name_at_ = name_retry_at_;
    return;
  }
  name_at_ = never;
  naming_ = true;
  cluster::RequireOptions options;
  options.deadline = after(now, settings_.request_timeout);
  options.unknown_topic_grace = 1s;
  cluster_->require_ids(consumer->unnamed_topics(), options, [weak = weak_from_this()](const Result<cluster::SnapshotPtr>& metadata) {
    const auto self = weak.lock();
    if (!self) return;
    self->naming_ = false;
    if (!metadata) self->name_retry_at_ = after(self->cluster_->runtime().now(), self->settings_.backoff.base(4));
    self->pump();
  });
}

// Requests

void GroupLoop::send(Send send) {
  const auto held = std::make_shared<const Send>(std::move(send));
  const TimePoint deadline = after(cluster_->runtime().now(), settings_.request_timeout);
  cluster_->coordinator(cluster::CoordinatorType::group, settings_.group_id, deadline,
                        [weak = weak_from_this(), held](const Result<cluster::NodeId>& node) {
                          const auto self = weak.lock();
                          if (!self || self->closed_) return;
                          if (node) self->send_to(*node, held);
                          else self->on_failure(held->ticket, node.error());
                        });
}

void GroupLoop::send_to(cluster::NodeId node, const std::shared_ptr<const Send>& send) {
  coordinator_ = node;
  const TimePoint deadline = after(cluster_->runtime().now(), std::max(send->patience, settings_.request_timeout));
  std::visit(
      [&]<class R>(const R&) {
        // A broker answers a connection's requests one after the other: behind a JoinGroup that waits for others, leaving would wait too.
        const auto purpose = std::is_same_v<R, wire::LeaveGroupRequest> ? cluster::Purpose::normal : cluster::Purpose::coordinator;
        cluster_->pool().send<R>(
            node, purpose, deadline,
            [self = shared_from_this(), send](const net::Connection& connection) {
              return for_version(std::get<R>(send->request), connection);
            },
            [weak = weak_from_this(), ticket = send->ticket](Result<net::Reply<typename R::Response>> reply) {
              const auto self = weak.lock();
              if (!self || self->closed_) return;
              if (!reply) return self->on_failure(ticket, reply.error());
              const TimePoint now = self->cluster_->runtime().now();
              std::visit(
                  [&](auto& protocol) {
                    if constexpr (requires { protocol.on_response(ticket, **reply, now); }) protocol.on_response(ticket, **reply, now);
                  },
                  *self->protocol_);
              self->pump();
            });
      },
      send->request);
}

void GroupLoop::on_failure(Ticket ticket, const Error& error) {
  std::visit([&](auto& protocol) { protocol.on_failure(ticket, error, cluster_->runtime().now()); }, *protocol_);
  pump();
}

// The end

bool GroupLoop::is_leaving() const {
  return std::visit([](const auto& protocol) { return protocol.leaving(); }, *protocol_);
}

void GroupLoop::leave(std::string_view reason, TimePoint deadline, UniqueFunction<void()> done) {
  if (closed_) return done();
  left_ = std::move(done);
  leave_deadline_ = deadline;
  unsubscribe(reason);
}

void GroupLoop::settle_leave(TimePoint now) {
  if (!left_ || (is_leaving() && now < leave_deadline_)) return;
  leave_deadline_ = never;
  std::exchange(left_, nullptr)();
}

void GroupLoop::close() {
  if (std::exchange(closed_, true)) return;
  timer_->cancel();
  metadata_changes_.reset();
  topics_in_use_.reset();
  all_topics_.reset();
  if (left_) cluster_->runtime().post(std::exchange(left_, nullptr));
}

} // namespace klamm::group
