// The thin part of the consumer that talks: sends what the Fetcher decides, has positions looked up, follows the metadata, and pushes what came into the
// FetchBuffer. Lives on the client's executor; the polling thread reaches it through commands that the Consumer posts.
#pragma once

#include <memory>
#include <vector>

#include "cluster/cluster.hpp"
#include "consumer/consumer_counters.hpp"
#include "consumer/fetch_buffer.hpp"
#include "consumer/fetch_collector.hpp"
#include "consumer/fetcher.hpp"
#include "consumer/group_offsets_loop.hpp"
#include "consumer/leader_lookup_loop.hpp"

namespace klamm::consumer {

class FetchLoop : public std::enable_shared_from_this<FetchLoop> {
public:
  struct Settings {
    Fetcher::Settings fetcher;
    Duration request_timeout = 30s;
    bool allow_auto_create_topics = true;
    std::int64_t fetch_buffer_bytes = 64 << 20;
  };

  /// `committed` tells where to go on with partitions that are assigned without a position; null without a group.
  static std::shared_ptr<FetchLoop> create(std::shared_ptr<cluster::Cluster> cluster, Settings settings,
                                           std::shared_ptr<FetchBuffer> buffer, std::shared_ptr<GroupOffsetsLoop> committed = nullptr);
  ~FetchLoop() = default;
  FetchLoop(const FetchLoop&) = delete;
  FetchLoop& operator=(const FetchLoop&) = delete;

  /// Begins to follow the metadata.
  void start();
  void apply(std::vector<Command> commands);

  using PositionHandler = UniqueFunction<void(Result<std::int64_t>)>;
  /// Waits until it is known where a version of a partition's position begins.
  void when_positioned(PartitionId partition, PositionVersion version, TimePoint deadline, PositionHandler handler);

  /// Sends nothing more; what arrives is dropped.
  void close();

  SubscriptionState& subscriptions() noexcept { return subscriptions_; }
  /// Any thread.
  const FetchCounters& counters() const noexcept { return counters_; }
  const FetchBudget& budget() const noexcept { return *budget_; }

private:
  struct PositionWait {
    PartitionId partition;
    PositionVersion version;
    TimePoint deadline;
    PositionHandler handler;
  };

  FetchLoop(std::shared_ptr<cluster::Cluster> cluster, Settings settings, std::shared_ptr<FetchBuffer> buffer,
            std::shared_ptr<GroupOffsetsLoop> committed);
  void pump();
  void apply_one(AssignCommand& command);
  void apply_one(RevokeCommand& command);
  void apply_one(SeekCommand& command);
  void apply_one(PauseCommand& command);
  void apply_one(StopCommand& command);

  void follow_topics(TimePoint now);
  void on_topics(const Result<cluster::SnapshotPtr>& metadata);
  void look_up_positions();
  void on_positions(std::vector<OffsetLookup::Answer> answers);
  void validate_positions();
  void on_validations(std::vector<EpochLookup::Answer> answers);
  AssignedPartition* asked_for(std::uint64_t key, FetchState state);
  void look_up_committed();
  void on_committed(std::vector<CommittedOffsets::Answer> answers);
  void send(Fetcher::Send send);
  void on_reply(cluster::NodeId node, TimePoint sent, Result<net::Reply<wire::FetchResponse>> reply);
  void take(Fetcher::Outcome outcome);
  void settle_position_waits(TimePoint now);
  void set_timer(TimePoint wake);

  std::shared_ptr<cluster::Cluster> cluster_;
  Settings settings_;
  std::shared_ptr<FetchBuffer> buffer_;
  SubscriptionState subscriptions_;
  std::shared_ptr<FetchBudget> budget_;
  FetchCounters counters_;
  std::unique_ptr<Fetcher> fetcher_;
  std::shared_ptr<OffsetLookupLoop> positions_;
  std::vector<OffsetLookup::Key> looked_up_;
  std::shared_ptr<EpochLookupLoop> validations_;
  std::vector<EpochLookup::Key> validated_;
  std::shared_ptr<GroupOffsetsLoop> committed_;
  std::vector<CommittedOffsets::Key> committed_asked_;
  std::vector<PositionWait> position_waits_;

  std::unique_ptr<net::Timer> timer_;
  cluster::Hold topics_in_use_, metadata_changes_;
  std::uint64_t followed_assignment_ = 0;
  bool requiring_topics_ = false;
  std::uint64_t topic_failures_ = 0;
  TimePoint require_at_ = never;
  bool closed_ = false;
};

} // namespace klamm::consumer
