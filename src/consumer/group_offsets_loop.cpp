#include "consumer/group_offsets_loop.hpp"

#include <algorithm>

namespace klamm::consumer {

std::shared_ptr<GroupOffsetsLoop> GroupOffsetsLoop::create(std::shared_ptr<cluster::Cluster> cluster, Settings settings) {
  return std::shared_ptr<GroupOffsetsLoop>(new GroupOffsetsLoop(std::move(cluster), std::move(settings)));
}

GroupOffsetsLoop::GroupOffsetsLoop(std::shared_ptr<cluster::Cluster> cluster, Settings settings)
    : cluster_(std::move(cluster)),
      settings_(std::move(settings)),
      membership_{[] { return group::Identity(); }, [](const group::Identity&, ErrorCode) {}},
      commits_(settings_.group_id, settings_.instance_id, settings_.backoff, Random(cluster_->runtime().random())),
      committed_(settings_.group_id, settings_.backoff, Random(cluster_->runtime().random())),
      timer_(cluster_->runtime().clock->make_timer()) {}

void GroupOffsetsLoop::commit(OffsetCommits::Commit commit) {
  if (closed_) return commit.done(Error(ErrorCode::closed, "the consumer has been closed"));
  commits_.add(std::move(commit));
  pump();
}

void GroupOffsetsLoop::drain(TimePoint deadline, std::vector<TopicPartition> revoked, UniqueFunction<void()> drained) {
  if (closed_) return drained();
  drains_.push_back({commits_.last(), deadline, std::move(revoked), std::move(drained)});
  pump();
}

void GroupOffsetsLoop::fetch(std::vector<TopicPartition> partitions, TimePoint deadline, FetchHandler handler) {
  if (closed_) return handler(Error(ErrorCode::closed, "the consumer has been closed"));
  if (partitions.empty()) return handler(std::vector<CommittedOffsets::Found>());
  queries_.push_back({next_key_, deadline, std::vector<CommittedOffsets::Found>(partitions.size()), partitions.size(), std::move(handler)});
  for (TopicPartition& partition : partitions) committed_.ask(next_key_++, std::move(partition));
  pump();
}

// What is called from here may ask for more: that is done by the call that is under way.
void GroupOffsetsLoop::pump() {
  again_ = true;
  if (std::exchange(pumping_, true)) return;
  const auto self = shared_from_this();
  while (std::exchange(again_, false) && !closed_) {
    const TimePoint now = cluster_->runtime().now();
    wake_ = never;
    pump_commits(now);
    pump_fetches(now);
    settle_drains(now);
    settle_queries(now);
  }
  pumping_ = false;
  if (closed_ || wake_ == never) return timer_->cancel();
  timer_->wait_until(wake_, [weak = weak_from_this()] {
    if (const auto loop = weak.lock()) loop->pump();
  });
}

template <class Request, class Make, class Receive>
void GroupOffsetsLoop::send(wire::Versions versions, Make make, Receive receive) {
  const TimePoint deadline = after(cluster_->runtime().now(), settings_.request_timeout);
  const auto on_reply = [weak = weak_from_this(), receive](const Result<net::Reply<typename Request::Response>>& reply) {
    if (const auto self = weak.lock(); self && !self->closed_) receive(*self, reply);
  };
  cluster_->coordinator(
      cluster::CoordinatorType::group, settings_.group_id, deadline,
      [weak = weak_from_this(), deadline, versions, make = std::move(make), on_reply](const Result<cluster::NodeId>& node) mutable {
        const auto self = weak.lock();
        if (!self || self->closed_) return;
        if (!node) return on_reply(node.error());
        self->coordinator_ = *node;
        // Not on the membership's connection: there a JoinGroup may be waiting for other members, and all behind it.
        self->cluster_->pool().template send<Request>(*node, cluster::Purpose::normal, deadline, std::move(make), on_reply, versions);
      });
}

template <class Outcome>
void GroupOffsetsLoop::take(Outcome& outcome) {
  if (outcome.coordinator_lost) cluster_->coordinator_lost(cluster::CoordinatorType::group, settings_.group_id, coordinator_);
  if (outcome.refresh_metadata) cluster_->request_refresh();
  if (outcome.refused) membership_.refused(outcome.as, *outcome.refused);
}

void GroupOffsetsLoop::pump_commits(TimePoint now) {
  OffsetCommits::Step step = commits_.step(now, membership_.identity(), *cluster_->snapshot());
  wake_ = std::min(wake_, step.wake);
  if (step.send) {
    const auto held = std::make_shared<OffsetCommits::Send>(std::move(*step.send));
    send<wire::OffsetCommitRequest>(
        held->versions,
        [held, self = shared_from_this()](const net::Connection&) -> const wire::OffsetCommitRequest& { return held->request; },
        [now](GroupOffsetsLoop& self, const Result<net::Reply<wire::OffsetCommitResponse>>& reply) {
          const TimePoint at = self.cluster_->runtime().now();
          if (reply)
            self.counters_.latency_us.add(
                static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(at - now).count()));
          OffsetCommits::Outcome outcome = reply ? self.commits_.on_response(**reply, at) : self.commits_.on_failure(reply.error(), at);
          self.take(outcome);
          self.settle(std::move(outcome.settled));
          self.pump();
        });
  }
  settle(std::move(step.settled));
}

void GroupOffsetsLoop::pump_fetches(TimePoint now) {
  CommittedOffsets::Step step = committed_.step(now, membership_.identity(), *cluster_->snapshot());
  wake_ = std::min(wake_, step.wake);
  if (!step.send) return;
  const auto held = std::make_shared<CommittedOffsets::Send>(std::move(*step.send));
  send<wire::OffsetFetchRequest>(
      held->versions,
      [held](const net::Connection& connection) {
        return held->request(connection.api_versions().highest(ApiKey::offset_fetch, held->versions));
      },
      [](GroupOffsetsLoop& self, const Result<net::Reply<wire::OffsetFetchResponse>>& reply) {
        const TimePoint at = self.cluster_->runtime().now();
        CommittedOffsets::Outcome outcome =
            reply ? self.committed_.on_response(**reply, at) : self.committed_.on_failure(reply.error(), at);
        self.take(outcome);
        self.on_answers(std::move(outcome.answers));
        self.pump();
      });
}

void GroupOffsetsLoop::on_answers(std::vector<CommittedOffsets::Answer> answers) {
  std::vector<CommittedOffsets::Answer> positions;
  for (CommittedOffsets::Answer& answer : answers) {
    if (answer.key < first_own_key) {
      positions.push_back(std::move(answer));
      continue;
    }
    const auto query = std::find_if(queries_.begin(), queries_.end(),
                                    [&](const Query& q) { return q.first_key <= answer.key && answer.key < q.first_key + q.found.size(); });
    if (query == queries_.end()) continue;
    if (!answer.result) {
      finish(*query, answer.result.error());
      queries_.erase(query);
      continue;
    }
    query->found[answer.key - query->first_key] = std::move(*answer.result);
    if (--query->missing > 0) continue;
    finish(*query, std::move(query->found));
    queries_.erase(query);
  }
  if (!positions.empty() && positioned_) positioned_(std::move(positions));
}

void GroupOffsetsLoop::finish(Query& query, Result<std::vector<CommittedOffsets::Found>> result) {
  for (std::size_t i = 0; i < query.found.size(); ++i) committed_.forget(query.first_key + i);
  // Not from within what found it: the handler may end this loop.
  cluster_->runtime().post([handler = std::move(query.handler), result = std::move(result)]() mutable { handler(std::move(result)); });
}

void GroupOffsetsLoop::settle(std::vector<OffsetCommits::Settled> settled) {
  for (OffsetCommits::Settled& one : settled) {
    (one.result ? counters_.confirmed : counters_.failed).add(1);
    cluster_->runtime().post([done = std::move(one.done), result = std::move(one.result)]() mutable { done(std::move(result)); });
  }
}

void GroupOffsetsLoop::settle_drains(TimePoint now) {
  for (auto at = drains_.begin(); at != drains_.end();) {
    const bool done = commits_.done(at->last);
    if (!done && now < at->deadline) {
      wake_ = std::min(wake_, at->deadline);
      ++at;
      continue;
    }
    if (!done) settle(commits_.abandon(at->revoked));
    cluster_->runtime().post(std::move(at->drained));
    at = drains_.erase(at);
  }
}

void GroupOffsetsLoop::settle_queries(TimePoint now) {
  for (auto at = queries_.begin(); at != queries_.end();) {
    if (now < at->deadline) {
      wake_ = std::min(wake_, at->deadline);
      ++at;
      continue;
    }
    std::string cause = "the coordinator of group \"" + settings_.group_id + "\" did not tell the committed offsets in time";
    if (const auto& last = committed_.last_error()) cause += "; last: " + std::string(last->name()) + ": " + last->cause();
    finish(*at, Error(ErrorCode::timed_out, std::move(cause)));
    at = queries_.erase(at);
  }
}

void GroupOffsetsLoop::close() {
  if (std::exchange(closed_, true)) return;
  timer_->cancel();
  settle(commits_.fail_all(Error(ErrorCode::closed, "the consumer has been closed")));
  for (Query& query : std::exchange(queries_, {})) finish(query, Error(ErrorCode::closed, "the consumer has been closed"));
  for (Drain& drain : std::exchange(drains_, {})) cluster_->runtime().post(std::move(drain.drained));
}

} // namespace klamm::consumer
