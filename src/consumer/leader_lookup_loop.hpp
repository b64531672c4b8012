// The thin part around a LeaderLookup that talks: connections, metadata, a timer. Lives on the client's executor.
#pragma once

#include <functional>
#include <memory>

#include "cluster/cluster.hpp"
#include "consumer/epoch_lookup.hpp"
#include "consumer/offset_lookup.hpp"

namespace klamm::consumer {

template <class Lookup>
class LeaderLookupLoop : public std::enable_shared_from_this<LeaderLookupLoop<Lookup>> {
public:
  using Request = typename Lookup::Request;
  using Answered = std::function<void(std::vector<typename Lookup::Answer>)>;

  static std::shared_ptr<LeaderLookupLoop> create(std::shared_ptr<cluster::Cluster> cluster, Lookup lookup, Duration request_timeout,
                                                  Answered answered, wire::Versions versions = wire::stable_versions<Request>()) {
    const std::shared_ptr<LeaderLookupLoop> loop(
        new LeaderLookupLoop(std::move(cluster), std::move(lookup), request_timeout, std::move(answered), versions));
    loop->metadata_changes_ = loop->cluster_->subscribe([weak = std::weak_ptr(loop)](const cluster::SnapshotPtr&) {
      if (const auto self = weak.lock()) self->pump();
    });
    return loop;
  }
  ~LeaderLookupLoop() = default;
  LeaderLookupLoop(const LeaderLookupLoop&) = delete;
  LeaderLookupLoop& operator=(const LeaderLookupLoop&) = delete;

  Lookup& lookup() noexcept { return lookup_; }
  /// Sends what is to be sent; to be called after questions were asked.
  void pump();
  void close() {
    closed_ = true;
    metadata_changes_.reset();
    timer_->cancel();
  }

private:
  LeaderLookupLoop(std::shared_ptr<cluster::Cluster> cluster, Lookup lookup, Duration request_timeout, Answered answered,
                   wire::Versions versions)
      : cluster_(std::move(cluster)),
        request_timeout_(request_timeout),
        versions_(versions),
        answered_(std::move(answered)),
        lookup_(std::move(lookup)),
        timer_(cluster_->runtime().clock->make_timer()) {}
  void send(typename Lookup::Send send);
  void on_reply(cluster::NodeId node, Result<net::Reply<typename Lookup::Response>> reply);

  std::shared_ptr<cluster::Cluster> cluster_;
  Duration request_timeout_;
  wire::Versions versions_;
  Answered answered_;
  Lookup lookup_;
  std::unique_ptr<net::Timer> timer_;
  cluster::Hold metadata_changes_;
  bool closed_ = false;
};

using OffsetLookupLoop = LeaderLookupLoop<OffsetLookup>;
using EpochLookupLoop = LeaderLookupLoop<EpochLookup>;
extern template class LeaderLookupLoop<OffsetLookup>;
extern template class LeaderLookupLoop<EpochLookup>;

struct LookupSettings {
  IsolationLevel isolation_level = IsolationLevel::read_uncommitted;
  net::Backoff backoff{100ms, 1s};
  Duration request_timeout = 30s;
};
std::shared_ptr<OffsetLookupLoop> make_offset_lookup(std::shared_ptr<cluster::Cluster> cluster, const LookupSettings& settings,
                                                     OffsetLookupLoop::Answered answered);
std::shared_ptr<EpochLookupLoop> make_epoch_lookup(std::shared_ptr<cluster::Cluster> cluster, const LookupSettings& settings,
                                                   EpochLookupLoop::Answered answered);

} // namespace klamm::consumer
