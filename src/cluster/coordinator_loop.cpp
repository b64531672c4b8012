#include "cluster/coordinator_loop.hpp"

#include <algorithm>
#include <utility>

#include "cluster/metadata.hpp"

namespace klamm::cluster {

namespace {

constexpr std::size_t most_keys = 1000;
constexpr Duration coordinator_patience = 2s; ///< with one broker, before another is asked as well: it may be frozen

/// Share partitions have coordinators since version 6, transactions since 1 (KIP-932, KIP-98).
wire::Versions versions_for(CoordinatorType type) {
  const std::int16_t last = wire::stable_versions<wire::FindCoordinatorRequest>().last;
  switch (type) {
    case CoordinatorType::group: return {0, last};
    case CoordinatorType::transaction: return {1, last};
    case CoordinatorType::share: return {6, last};
  }
  return {0, last};
}

} // namespace

CoordinatorLoop::CoordinatorLoop(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<BrokerPool> pool,
                                 std::shared_ptr<BrokerFinder> finder, const MetadataSettings& settings)
    : runtime_(std::move(runtime)),
      pool_(std::move(pool)),
      finder_(std::move(finder)),
      request_timeout_(settings.request_timeout),
      timer_(runtime_->clock->make_timer()),
      core_(settings.backoff) {}

void CoordinatorLoop::wait(WaitId id, CoordinatorKey key, TimePoint deadline, Handler handler) {
  if (closed_) return post(std::move(handler), Error(ErrorCode::closed));
  if (const NodeId node = core_.known(key.type, key.key); node != no_node) return post(std::move(handler), node);
  core_.want(key);
  waiters_[std::move(key)].push_back({id, deadline, std::move(handler)});
  pump_soon();
}

bool CoordinatorLoop::cancel(WaitId id) {
  for (auto at = waiters_.begin(); at != waiters_.end(); ++at) {
    std::vector<Waiter>& waiters = at->second;
    const auto waiter = std::find_if(waiters.begin(), waiters.end(), [id](const Waiter& w) { return w.id == id; });
    if (waiter == waiters.end()) continue;
    post(std::move(waiter->handler), Error(ErrorCode::cancelled));
    waiters.erase(waiter);
    if (waiters.empty()) {
      core_.unwant(at->first);
      waiters_.erase(at);
    }
    return true;
  }
  return false;
}

void CoordinatorLoop::close() {
  if (std::exchange(closed_, true)) return;
  timer_->cancel();
  for (auto& [key, waiters] : std::exchange(waiters_, {}))
    for (Waiter& waiter : waiters) post(std::move(waiter.handler), Error(ErrorCode::closed));
}

void CoordinatorLoop::pump() {
  if (closed_) return;
  const TimePoint now = runtime_->now();
  expire(now);
  give_up_on_slow(now);
  const Coordinators::Step step = core_.step(now);
  if (step.lookup && !searching_) {
    searching_ = true;
    finder_->find([self = weak_from_this()](Result<BrokerFinder::Found> outcome) {
      if (auto loop = self.lock()) loop->found(std::move(outcome));
    });
  }
  TimePoint wake = step.lookup ? never : step.wake;
  for (const auto& [key, waiters] : waiters_)
    for (const Waiter& waiter : waiters) wake = std::min(wake, waiter.deadline);
  for (const Asked& asked : asked_) wake = std::min(wake, asked.patient_until);
  if (wake != never) arm(wake);
}

void CoordinatorLoop::expire(TimePoint now) {
  for (auto at = waiters_.begin(); at != waiters_.end();) {
    const auto& [key, waiters] = *at;
    std::erase_if(at->second, [&, this, &key = key](Waiter& waiter) {
      if (now < waiter.deadline) return false;
      const std::string what = std::string("the coordinator of ") + std::string(coordinator_type_name(key.type)) + " \"" + key.key + "\"";
      const auto told = core_.last_error(key);
      const std::optional<Error>& why = told ? told : finder_->trouble();
      ErrorContext context;
      context.doing = "looking for " + what;
      if (why) post(std::move(waiter.handler), Error(why->code(), why->cause(), why->hint()).with(why->context()).with(context));
      else post(std::move(waiter.handler), Error(ErrorCode::timed_out, "no broker told in time where " + what + " is").with(context));
      return true;
    });
    if (!at->second.empty()) {
      ++at;
      continue;
    }
    core_.unwant(key);
    at = waiters_.erase(at);
  }
}

// The answer of a slow broker still counts when it comes.
void CoordinatorLoop::give_up_on_slow(TimePoint now) {
  std::vector<Asked> slow;
  std::erase_if(asked_, [&](Asked& asked) {
    if (now < asked.patient_until) return false;
    slow.push_back(std::move(asked));
    return true;
  });
  for (const Asked& asked : slow) {
    finder_->penalize(asked.node);
    deliver(core_.failed(*asked.lookup, Error(ErrorCode::timed_out, "node " + std::to_string(asked.node) + " has not answered yet"), now,
                         runtime_->random),
            {});
  }
}

void CoordinatorLoop::found(Result<BrokerFinder::Found> outcome) {
  searching_ = false;
  if (closed_) return;
  const TimePoint now = runtime_->now();
  if (!outcome) {
    while (auto lookup = core_.take(now, most_keys)) deliver(core_.failed(*lookup, outcome.error(), now, runtime_->random), {});
    return pump_soon();
  }
  const bool batched = outcome->connection->api_versions().highest<wire::FindCoordinatorRequest>() >= first_batched_lookup;
  while (auto lookup = core_.take(now, batched ? most_keys : 1)) send(*outcome, *std::move(lookup));
  pump_soon();
}

void CoordinatorLoop::send(const BrokerFinder::Found& found, CoordinatorLookup lookup) {
  const wire::Versions versions = versions_for(lookup.type);
  wire::FindCoordinatorRequest request;
  request.key_type = static_cast<std::int8_t>(lookup.type);
  const bool batched = found.connection->api_versions().highest(ApiKey::find_coordinator, versions) >= first_batched_lookup;
  net::Connection& connection = *found.connection;
  std::string broker = connection.endpoint().to_string();
  const TimePoint deadline = after(runtime_->now(), request_timeout_);
  const Asked asked{++last_asked_, found.node, std::make_shared<const CoordinatorLookup>(std::move(lookup)),
                    after(runtime_->now(), coordinator_patience)};
  if (batched) request.coordinator_keys.assign(asked.lookup->keys.begin(), asked.lookup->keys.end());
  else request.key = asked.lookup->keys.front();
  asked_.push_back(asked);
  net::send<wire::FindCoordinatorRequest>(
      connection, request, deadline,
      [self = weak_from_this(), asked, broker = std::move(broker)](Result<net::Reply<wire::FindCoordinatorResponse>> reply) {
        if (auto loop = self.lock(); loop && !loop->closed_) loop->on_reply(asked, broker, std::move(reply));
      },
      versions);
}

void CoordinatorLoop::on_reply(const Asked& asked, const std::string& broker, Result<net::Reply<wire::FindCoordinatorResponse>> reply) {
  const TimePoint now = runtime_->now();
  const bool given_up = std::erase_if(asked_, [&](const Asked& a) { return a.number == asked.number; }) == 0;
  if (!reply) {
    finder_->penalize(asked.node);
    if (!given_up) deliver(core_.failed(*asked.lookup, reply.error(), now, runtime_->random), broker);
  } else {
    deliver(core_.answered(*asked.lookup, reply->message, reply->version, now, runtime_->random), broker);
  }
  pump_soon();
}

void CoordinatorLoop::deliver(std::vector<Coordinators::Answer> answers, const std::string& broker) {
  for (Coordinators::Answer& answer : answers) {
    if (answer.node && !pool_->status(*answer.node)) pool_->add_broker(Broker{*answer.node, answer.endpoint, std::nullopt}, broker);
    const auto at = waiters_.find(answer.key);
    if (at == waiters_.end()) continue;
    std::vector<Waiter> waiters = std::move(at->second);
    waiters_.erase(at);
    for (Waiter& waiter : waiters) post(std::move(waiter.handler), answer.node);
  }
}

void CoordinatorLoop::post(Handler handler, Result<NodeId> outcome) {
  runtime_->post([handler = std::move(handler), outcome = std::move(outcome)]() mutable { handler(std::move(outcome)); });
}

void CoordinatorLoop::pump_soon() {
  if (std::exchange(pump_posted_, true)) return;
  runtime_->post([self = weak_from_this()] {
    const auto loop = self.lock();
    if (!loop) return;
    loop->pump_posted_ = false;
    loop->pump();
  });
}

void CoordinatorLoop::arm(TimePoint when) {
  timer_->wait_until(when, [self = weak_from_this()] {
    if (auto loop = self.lock()) loop->pump();
  });
}

} // namespace klamm::cluster
