// Decides what to fetch from whom: for each broker one request at a time, sent as soon as the one before is answered, while the budget lasts, whether
// or not anybody polls. Turns responses into CompletedFetches and moves the fetch positions in SubscriptionState. Pure: lives on the executor.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "cluster/metadata.hpp"
#include "consumer/completed_fetch.hpp"
#include "consumer/epoch_lookup.hpp"
#include "consumer/fetch_session.hpp"
#include "consumer/refresh_pace.hpp"
#include "consumer/subscription_state.hpp"
#include "net/backoff.hpp"

namespace klamm::consumer {

class Fetcher {
public:
  struct Settings {
    std::int32_t min_bytes = 1;
    std::int32_t max_bytes = 50 << 20;
    std::int32_t max_partition_bytes = 1 << 20;
    Duration max_wait = 500ms;
    IsolationLevel isolation_level = IsolationLevel::read_uncommitted;
    std::string rack;
    AutoOffsetReset auto_offset_reset = AutoOffsetReset::latest();
    net::Backoff backoff{100ms, 1s};
    Duration silence = 2s;         ///< of a broker, beyond max_wait, after which it is asked who leads its partitions now
    Duration replica_lease = 5min; ///< how long a preferred replica is read before the leader is asked again (KIP-392)
  };

  Fetcher(Settings settings, SubscriptionState& subscriptions, std::shared_ptr<FetchBudget> budget, Random random, Log log);

  /// The first version of Fetch in which a broker compares LastFetchedEpoch with its log (KIP-595).
  static constexpr std::int16_t compares_epochs_from = 12;

  struct Send {
    cluster::NodeId node = cluster::no_node;
    wire::FetchRequest request; ///< its rack lives in this Fetcher, its names in `keep`
    wire::Versions versions = wire::stable_versions<wire::FetchRequest>();
    std::vector<PartitionPtr> keep;

    /// Takes out what that version of Fetch can't carry; nothing is lost with it, see on_validation().
    void fit_to(std::int16_t version);
  };
  struct Step {
    std::vector<Send> sends;
    std::vector<CompletedFetch> completed; ///< errors found out without asking
    TimePoint wake = never;                ///< when to step again at the latest
    bool refresh_metadata = false;
  };
  /// What to send now.
  Step step(TimePoint now, const cluster::MetadataSnapshot& cluster);

  struct Outcome {
    std::vector<CompletedFetch> completed;
    std::vector<cluster::LeaderHint> hints; ///< KIP-951; names as in Send
    std::vector<cluster::Broker> brokers;   ///< the addresses of hinted leaders
    bool refresh_metadata = false;
  };
  /// `bytes`: of the whole response, which its records keep in memory.
  Outcome on_response(cluster::NodeId node, const wire::FetchResponse& response, std::size_t bytes, TimePoint now,
                      std::int16_t version = wire::FetchRequest::versions.last);
  Outcome on_failure(cluster::NodeId node, const Error& error, TimePoint now);
  /// What its leader said of a partition that awaits validation. Gives the jump or the error to tell, where the log was truncated (KIP-320).
  std::optional<CompletedFetch> on_validation(AssignedPartition& partition, const EpochLookup::Found& found);

private:
  struct Node {
    FetchSession session;
    bool in_flight = false;
    TimePoint overdue_at =
        never; ///< the answer is late then: a frozen broker's partitions may be another's long before the request has timed out
    std::int64_t reserved = 0; ///< of the budget, for the answer
    std::uint64_t failures = 0;
    TimePoint retry_at = TimePoint::min();
    bool told = false;           ///< the user knows of its failure
    bool compares_epochs = true; ///< as far as is known; see compares_epochs_from
  };
  using Wanted = std::map<cluster::NodeId, std::vector<FetchedPartition>>;

  Wanted choose(TimePoint now, const cluster::MetadataSnapshot& cluster, Step& step);
  void topic_recreated(AssignedPartition& partition);
  std::int64_t room(std::size_t nodes, std::int64_t wanted);
  Send make_send(cluster::NodeId id, Node& node, std::vector<FetchedPartition> partitions, std::int64_t max_bytes);
  void look_for_silent_brokers(TimePoint now, Step& step);
  void released(cluster::NodeId id);

  struct Answer;
  void on_partition(Answer& answer);
  void on_partition_error(Answer& answer);
  void on_out_of_range(Answer& answer);
  CompletedFetch on_truncation(AssignedPartition& partition, std::int64_t end, std::int32_t epoch);
  void on_records(Answer& answer);
  void retry_later(AssignedPartition& partition, TimePoint now, bool at_once = false);
  TimePoint retry_at(TimePoint now, std::uint64_t failures);
  CompletedFetch completed(const AssignedPartition& partition) const;
  CompletedFetch failure(AssignedPartition& partition, Error error, bool stop) const;

  Settings settings_;
  SubscriptionState& subscriptions_;
  std::shared_ptr<FetchBudget> budget_;
  Random random_;
  struct {
    TimePoint drawn_at;
    std::uint64_t failures;
    TimePoint at;
  } last_retry_{never, 0, never};
  Log log_;
  RefreshPace refresh_;
  std::map<cluster::NodeId, Node> nodes_;
  std::vector<CompletedFetch> ahead_; ///< found out while choosing
};

} // namespace klamm::consumer
