#include "cluster/metadata_loop.hpp"

#include <algorithm>
#include <utility>

#include "cluster/close_names.hpp"
#include "cluster/retry_policy.hpp"

namespace klamm::cluster {

namespace {

constexpr Duration names_stay_good = 30s;
constexpr Duration metadata_patience =
    2s; ///< with one broker, before another is asked as well: it may be frozen, and leaders have moved because of that

wire::MetadataRequest make_request(const MetadataFlight& flight) {
  wire::MetadataRequest request;
  request.allow_auto_topic_creation = flight.allow_auto_create;
  if (flight.all_topics) {
    request.topics.reset();
    return request;
  }
  for (const std::string& name : flight.topics) {
    request.topics->emplace_back();
    request.topics->back().name = name;
  }
  for (const Uuid& id : flight.topics.empty() ? flight.ids : std::vector<Uuid>()) {
    request.topics->emplace_back();
    request.topics->back().name.reset();
    request.topics->back().topic_id = id;
  }
  return request;
}

/// Before version 4 a request always allows creation; before 12 it can't name ids.
wire::Versions versions_for(const MetadataFlight& flight) {
  const wire::Versions all = wire::stable_versions<wire::MetadataRequest>();
  return {flight.ids.empty() || flight.all_topics ? std::int16_t{4} : std::int16_t{12}, all.last};
}

} // namespace

MetadataLoop::MetadataLoop(Parts parts, const ClusterSettings& settings)
    : parts_(std::move(parts)),
      settings_(settings.metadata),
      bootstrap_(settings.bootstrap),
      refresh_(settings.metadata),
      timer_(parts_.runtime->clock->make_timer()),
      slow_timer_(parts_.runtime->clock->make_timer()) {}

void MetadataLoop::start() {
  if (started_ || closed_) return;
  started_ = true;
  parts_.pool->set_bootstrap(bootstrap_);
  refresh_.request(false);
  pump_soon();
}

void MetadataLoop::wait(MetadataWait wait, bool allow_auto_create) {
  if (closed_) return deliver(std::move(wait.handler), Error(ErrorCode::closed));
  const TimePoint now = runtime().now();
  const SnapshotPtr& snapshot = cache_.snapshot();
  for (const std::string& topic : wait.topics) {
    refresh_.touch(topic, now);
    const Topic* known = snapshot->topic(topic);
    if (!known || known->error != ErrorCode::none || known->partitions.empty()) refresh_.want(topic, allow_auto_create);
  }
  for (const Uuid& id : wait.ids) {
    const Topic* known = snapshot->topic(id);
    if (known) refresh_.touch(known->name, now);
    if (!known || known->error != ErrorCode::none) refresh_.want_id(id);
  }
  // An error that was learned earlier is asked again before it is believed.
  MetadataWait probe{.id = 0, .topics = wait.topics, .ids = wait.ids, .handler = {}};
  auto outcome = MetadataWaits::check(probe, snapshot, nullptr, now);
  if (outcome && outcome->has_value()) return deliver(std::move(wait.handler), *std::move(outcome));
  waits_.add(std::move(wait));
  start();
  pump_soon();
}

void MetadataLoop::wait_for_refresh(MetadataWait wait) {
  if (closed_) return deliver(std::move(wait.handler), Error(ErrorCode::closed));
  start();
  wait.flight = refresh_.request(wait.all_topics);
  if (wait.all_topics) names_only_ = false;
  waits_.add(std::move(wait));
  pump_soon();
}

bool MetadataLoop::cancel(WaitId id) {
  auto wait = waits_.take(id);
  if (!wait) return false;
  deliver(std::move(wait->handler), Error(ErrorCode::cancelled));
  return true;
}

void MetadataLoop::request_refresh() {
  if (closed_) return;
  start();
  refresh_.request(false);
  pump_soon();
}

std::size_t MetadataLoop::apply_leader_hints(std::span<const LeaderHint> hints, std::span<const Broker> brokers) {
  const std::size_t news = closed_ ? 0 : cache_.apply_hints(hints, brokers);
  if (news == 0) return 0;
  for (const Broker& broker : brokers)
    if (const Broker* known = cache_.snapshot()->broker(broker.id)) parts_.pool->add_broker(*known, "a leader hint");
  publish();
  return news;
}

void MetadataLoop::hold(const std::vector<std::string>& topics) {
  for (const std::string& topic : topics) {
    refresh_.hold(topic);
    if (!cache_.snapshot()->topic(topic)) refresh_.want(topic, false);
  }
  start();
  pump_soon();
}

void MetadataLoop::release(const std::vector<std::string>& topics) {
  for (const std::string& topic : topics) refresh_.release(topic, runtime().now());
}

void MetadataLoop::hold_all() {
  refresh_.hold_all();
  refresh_.request(true);
  names_only_ = false;
  start();
  pump_soon();
}

std::uint64_t MetadataLoop::subscribe(std::function<void(const SnapshotPtr&)> changed) {
  subscribers_.emplace(++last_subscriber_, std::move(changed));
  return last_subscriber_;
}

void MetadataLoop::close() {
  if (std::exchange(closed_, true)) return;
  timer_->cancel();
  slow_timer_->cancel();
  subscribers_.clear();
  deliver(waits_.fail_all(Error(ErrorCode::closed)));
}

// Many calls in one turn of the loop make one look.
void MetadataLoop::pump_soon() {
  if (std::exchange(pump_posted_, true)) return;
  runtime().post([self = weak()] {
    const auto loop = self.lock();
    if (!loop) return;
    loop->pump_posted_ = false;
    loop->pump();
  });
}

void MetadataLoop::pump() {
  if (!started_ || closed_) return;
  const TimePoint now = runtime().now();
  deliver(waits_.expire(now, [this](const MetadataWait& wait) { return late(wait); }));
  const MetadataRefresh::Step step = refresh_.step(now);
  if (step.flight) {
    waits_.for_each_topic([&](const std::string& topic) { refresh_.touch(topic, now); });
    const std::vector<std::string> expired = refresh_.expire(now);
    if (!expired.empty() && !refresh_.holds_all()) {
      cache_.forget_topics(expired);
      publish();
    }
    attempts_ = unanswered_ = 0;
    send(*step.flight);
  }
  const TimePoint wake = std::min(waits_.next_deadline(), step.wake);
  if (wake == never) return timer_->cancel();
  timer_->wait_until(wake, [self = weak()] {
    if (auto loop = self.lock()) loop->pump();
  });
}

void MetadataLoop::send(const MetadataFlight& flight) {
  flight_ = flight;
  ++unanswered_;
  parts_.finder->find([self = weak(), number = flight.number](Result<BrokerFinder::Found> found) {
    const auto loop = self.lock();
    if (!loop || loop->closed_ || !loop->flight_ || loop->flight_->number != number) return;
    if (found) return loop->send_to(*std::move(found));
    if (--loop->unanswered_ == 0) loop->flight_failed(found.error());
  });
}

void MetadataLoop::send_to(BrokerFinder::Found found) {
  ++attempts_;
  const wire::MetadataRequest request = make_request(*flight_);
  const std::uint64_t number = flight_->number;
  slow_timer_->wait_until(after(runtime().now(), metadata_patience), [self = weak(), number, node = found.node] {
    if (auto loop = self.lock()) loop->slow(number, node);
  });
  net::Connection& connection = *found.connection;
  net::send<wire::MetadataRequest>(
      connection, request, after(runtime().now(), settings_.request_timeout),
      [self = weak(), found = std::move(found), number](Result<Reply> reply) {
        if (auto loop = self.lock(); loop && !loop->closed_) loop->on_reply(found, number, std::move(reply));
      },
      versions_for(*flight_));
}

void MetadataLoop::slow(std::uint64_t flight, NodeId node) {
  if (!flight_ || flight_->number != flight || attempts_ >= parts_.finder->candidates()) return;
  parts_.finder->penalize(node);
  send(MetadataFlight(*flight_));
}

void MetadataLoop::on_reply(const BrokerFinder::Found& found, std::uint64_t flight, Result<Reply> reply) {
  if (!flight_ || flight_->number != flight) return; // another broker was faster
  if (!reply) {
    // Ids that this broker can't be asked about are not worth asking others again and again: a name will come with a full answer, or never.
    if (reply.error().code() == ErrorCode::unsupported_by_broker && !flight_->ids.empty()) flight_->ids.clear();
    return attempt_failed(found.node, reply.error());
  }
  apply(found, *std::move(reply));
}

void MetadataLoop::apply(const BrokerFinder::Found& found, Reply reply) {
  if (flight_->all_topics) remember_names(reply.message);
  const bool names_only = flight_->all_topics && std::exchange(names_only_, false) && !refresh_.holds_all();
  if (names_only) std::erase_if(reply.message.topics, [this](const auto& t) { return !t.name || !refresh_.in_use(*t.name); });
  const MetadataCache::Asked asked{reply.version, flight_->all_topics && !names_only, found.started_anew};
  const Result<MetadataCache::Outcome> outcome = cache_.apply(reply.message, asked, runtime().now());
  if (outcome) return applied(found, *outcome);
  if (outcome.error().code() == ErrorCode::rebootstrap_required && settings_.rebootstrap) { // KIP-1102
    start_anew("the broker asked for it");
    return flight_failed(outcome.error());
  }
  if (outcome.error().code() == ErrorCode::inconsistent_cluster_id) parts_.pool->drop(found.node, outcome.error());
  attempt_failed(found.node, outcome.error());
}

void MetadataLoop::applied(const BrokerFinder::Found& found, const MetadataCache::Outcome& outcome) {
  const SnapshotPtr snapshot = cache_.snapshot();
  if (outcome.other_cluster) {
    runtime().log(LogLevel::warning, "metadata",
                  [&] { return "the bootstrap servers belong to another cluster now: " + snapshot->cluster_id(); });
    parts_.pool->forget_brokers();
    parts_.on_start_anew();
  }
  parts_.finder->learned();
  parts_.pool->set_cluster_id(snapshot->cluster_id());
  parts_.pool->set_brokers(snapshot->brokers(), found.connection->endpoint().to_string());
  last_error_.reset();
  failing_since_ = never;
  flight_.reset();
  const TimePoint now = runtime().now();
  const MetadataFlight flight = refresh_.answered(now, outcome.incomplete.empty(), runtime().random);
  if (flight.all_topics)
    refresh_.settle_wanted([&](std::string_view name) {
      const Topic* topic = snapshot->topic(name);
      return topic && topic->error == ErrorCode::none;
    });
  for (const Uuid& id : flight.ids)
    if (const Topic* topic = snapshot->topic(id)) refresh_.touch(topic->name, now);
  std::vector<std::string> again;
  std::copy_if(outcome.incomplete.begin(), outcome.incomplete.end(), std::back_inserter(again),
               [this](const std::string& t) { return refresh_.in_use(t); });
  refresh_.want_later(again, waits_.unknown_ids(*snapshot), now, runtime().random);
  if (flight.full && !flight.all_topics && !refresh_.holds_all())
    cache_.keep_topics([this](std::string_view t) { return refresh_.in_use(t); });
  if (!waits_.empty() && std::any_of(again.begin(), again.end(), [&](const std::string& t) {
        const Topic* topic = cache_.snapshot()->topic(t);
        return topic && topic->error == ErrorCode::unknown_topic_or_partition;
      }))
    want_names();
  publish();
  deliver(waits_.settle(cache_.snapshot(), &flight, now));
  pump_soon();
}

// A broker failed; the flight goes on to another one, each being asked once before there is a pause.
void MetadataLoop::attempt_failed(NodeId node, const Error& error) {
  runtime().log(LogLevel::info, "metadata", [&] { return "node " + std::to_string(node) + ": " + error.cause(); });
  parts_.finder->penalize(node);
  last_error_ = error;
  if (--unanswered_ > 0) return;
  if (attempts_ < parts_.finder->candidates()) return send(MetadataFlight(*flight_));
  flight_failed(error);
}

void MetadataLoop::flight_failed(const Error& error) {
  flight_.reset();
  last_error_ = error;
  const TimePoint now = runtime().now();
  refresh_.failed(now, runtime().random);
  if (failing_since_ == never) failing_since_ = now;
  const bool connected_once = !cache_.snapshot()->cluster_id().empty();
  if (settings_.rebootstrap && connected_once && now >= after(failing_since_, settings_.rebootstrap_trigger)) {
    start_anew("no metadata for metadata.recovery.rebootstrap.trigger.ms");
    failing_since_ = now;
  }
  // Nobody waits for what can't pass by itself (wrong password, a port that doesn't speak Kafka).
  if (!may_pass(error.code())) deliver(waits_.fail_all(error));
  pump_soon();
}

void MetadataLoop::start_anew(const std::string& why) {
  runtime().log(LogLevel::warning, "metadata", [&] { return "starting anew from the bootstrap servers: " + why; });
  cache_.forget_brokers();
  publish();
  parts_.finder->start_anew();
  parts_.pool->forget_brokers();
  parts_.on_start_anew();
}

void MetadataLoop::publish() {
  const SnapshotPtr& snapshot = cache_.snapshot();
  if (snapshot->version() == parts_.cell->version()) return;
  parts_.cell->store(snapshot);
  // Subscribers may subscribe, unsubscribe and call back; those that came later see the next snapshot.
  const SnapshotPtr kept = snapshot;
  std::vector<std::uint64_t> ids;
  for (const auto& [id, changed] : subscribers_) ids.push_back(id);
  for (const std::uint64_t id : ids) {
    const auto at = subscribers_.find(id);
    if (at == subscribers_.end()) continue;
    const auto changed = at->second;
    changed(kept);
  }
}

// A topic that somebody waits for doesn't exist: the names of all topics tell what may have been meant.
void MetadataLoop::want_names() {
  const TimePoint now = runtime().now();
  if (names_at_ != TimePoint::min() && now < after(names_at_, names_stay_good)) return;
  names_at_ = now;
  names_only_ = true;
  refresh_.request(true);
}

void MetadataLoop::remember_names(const wire::MetadataResponse& response) {
  names_.clear();
  for (const auto& topic : response.topics)
    if (topic.name && topic.error_code == ErrorCode::none) names_.emplace_back(*topic.name);
  names_at_ = runtime().now();
}

Error MetadataLoop::late(const MetadataWait& wait) const {
  for (const std::string& topic : wait.topics) {
    const Topic* known = cache_.snapshot()->topic(topic);
    if (known && known->error == ErrorCode::unknown_topic_or_partition) return unknown(topic);
  }
  ErrorContext context;
  context.doing = "waiting for metadata";
  if (!wait.topics.empty()) context.topic = wait.topics.front();
  if (last_error_) return last_error_->with(context);
  for (const Uuid& id : wait.ids)
    if (started_ && !cache_.snapshot()->brokers().empty() && !cache_.snapshot()->topic(id))
      return Error(ErrorCode::unknown_topic_id, "the cluster knows no topic with id " + id.to_string()).with(context);
  for (const std::string& topic : wait.topics) {
    const Topic* known = cache_.snapshot()->topic(topic);
    if (known && known->error != ErrorCode::none) return Error(known->error).with(context);
  }
  return Error(ErrorCode::timed_out, "no broker answered in time").with(context);
}

Error MetadataLoop::unknown(const std::string& topic) const {
  std::string cause = "topic \"" + topic + "\" does not exist";
  std::string separator = "; close names: ";
  for (const std::string& name : close_names(topic, names_)) cause += std::exchange(separator, ", ") + name;
  ErrorContext context;
  context.topic = topic;
  return Error(ErrorCode::topic_unknown, cause, "klamm topics create " + topic + " --partitions 3").with(context);
}

void MetadataLoop::deliver(MetadataWait::Handler handler, Result<SnapshotPtr> outcome) {
  runtime().post([handler = std::move(handler), outcome = std::move(outcome)]() mutable { handler(std::move(outcome)); });
}

void MetadataLoop::deliver(std::vector<MetadataWaits::Settled> settled) {
  for (MetadataWaits::Settled& s : settled) deliver(std::move(s.handler), std::move(s.outcome));
}

} // namespace klamm::cluster
