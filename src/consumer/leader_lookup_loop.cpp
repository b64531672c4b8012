#include "consumer/leader_lookup_loop.hpp"

namespace klamm::consumer {

template <class Lookup>
void LeaderLookupLoop<Lookup>::pump() {
  if (closed_ || lookup_.empty()) return;
  typename Lookup::Step step = lookup_.step(cluster_->runtime().now(), *cluster_->snapshot());
  if (step.refresh_metadata) cluster_->request_refresh();
  for (auto& one : step.sends) send(std::move(one));
  if (step.wake == never) return timer_->cancel();
  timer_->wait_until(step.wake, [weak = this->weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  });
}

template <class Lookup>
void LeaderLookupLoop<Lookup>::send(typename Lookup::Send send) {
  const cluster::NodeId node = send.node;
  // The names that the request points to may be gone when the connection is there: the questions may be forgotten meanwhile.
  auto names = std::make_shared<std::vector<std::string>>();
  names->reserve(send.request.topics.size());
  for (auto& topic : send.request.topics) topic.name = names->emplace_back(topic.name);
  cluster_->pool().template send<Request>(
      node, cluster::Purpose::normal, after(cluster_->runtime().now(), request_timeout_),
      [request = std::move(send.request), names](const net::Connection&) { return request; },
      [weak = this->weak_from_this(), node](Result<net::Reply<typename Lookup::Response>> reply) {
        if (const auto self = weak.lock()) self->on_reply(node, std::move(reply));
      },
      versions_);
}

template <class Lookup>
void LeaderLookupLoop<Lookup>::on_reply(cluster::NodeId node, Result<net::Reply<typename Lookup::Response>> reply) {
  if (closed_) return;
  const TimePoint now = cluster_->runtime().now();
  typename Lookup::Outcome outcome = reply ? lookup_.on_response(node, **reply, now) : lookup_.on_failure(node, reply.error(), now);
  if (outcome.refresh_metadata) cluster_->request_refresh();
  const auto self = this->shared_from_this(); // the answer may be what its owner waited for
  if (!outcome.answers.empty()) answered_(std::move(outcome.answers));
  pump();
}

template class LeaderLookupLoop<OffsetLookup>;
template class LeaderLookupLoop<EpochLookup>;

std::shared_ptr<OffsetLookupLoop> make_offset_lookup(std::shared_ptr<cluster::Cluster> cluster, const LookupSettings& settings,
                                                     OffsetLookupLoop::Answered answered) {
  OffsetLookup lookup(settings.isolation_level, settings.backoff, Random(cluster->runtime().random()));
  return OffsetLookupLoop::create(std::move(cluster), std::move(lookup), settings.request_timeout, std::move(answered));
}

std::shared_ptr<EpochLookupLoop> make_epoch_lookup(std::shared_ptr<cluster::Cluster> cluster, const LookupSettings& settings,
                                                   EpochLookupLoop::Answered answered) {
  EpochLookup lookup(settings.backoff, Random(cluster->runtime().random()));
  return EpochLookupLoop::create(std::move(cluster), std::move(lookup), settings.request_timeout, std::move(answered),
                                 EpochLookup::versions);
}

} // namespace klamm::consumer
