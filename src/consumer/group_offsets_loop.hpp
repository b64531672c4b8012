// The thin part around OffsetCommits and CommittedOffsets that talks: finds the group's coordinator, sends, keeps the timer. Lives on the client's executor.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cluster/cluster.hpp"
#include "consumer/committed_offsets.hpp"
#include "consumer/consumer_counters.hpp"
#include "consumer/offset_commits.hpp"

namespace klamm::consumer {

class GroupOffsetsLoop : public std::enable_shared_from_this<GroupOffsetsLoop> {
public:
  struct Settings {
    std::string group_id;
    std::string instance_id;
    net::Backoff backoff{100ms, 1s};
    Duration request_timeout = 30s;
  };
  /// What the membership says, and is to hear.
  struct Membership {
    std::function<group::Identity()> identity;
    std::function<void(const group::Identity& as, ErrorCode code)> refused;
  };
  using FetchHandler = UniqueFunction<void(Result<std::vector<CommittedOffsets::Found>>)>;
  using Positioned = std::function<void(std::vector<CommittedOffsets::Answer>)>;

  static std::shared_ptr<GroupOffsetsLoop> create(std::shared_ptr<cluster::Cluster> cluster, Settings settings);
  ~GroupOffsetsLoop() = default;
  GroupOffsetsLoop(const GroupOffsetsLoop&) = delete;
  GroupOffsetsLoop& operator=(const GroupOffsetsLoop&) = delete;

  void set_membership(Membership membership) { membership_ = std::move(membership); }
  void on_positions(Positioned positioned) { positioned_ = std::move(positioned); }

  void commit(OffsetCommits::Commit commit);
  /// Calls `drained` once when all commits of before are done, at `deadline` at the latest; what then still concerns `revoked` is given up.
  void drain(TimePoint deadline, std::vector<TopicPartition> revoked, UniqueFunction<void()> drained);

  /// What is committed for each partition, in their order.
  void fetch(std::vector<TopicPartition> partitions, TimePoint deadline, FetchHandler handler);
  /// The questions of the FetchLoop, which on_positions() answers: its keys are below first_own_key.
  CommittedOffsets& positions() noexcept { return committed_; }

  /// Sends what is to be sent; to be called after something was asked, or the membership changed.
  void pump();
  void close();

  /// Any thread.
  const CommitCounters& counters() const noexcept { return counters_; }

  static constexpr CommittedOffsets::Key first_own_key = CommittedOffsets::Key{1} << 63U;

private:
  struct Drain {
    std::uint64_t last; ///< commit to wait for
    TimePoint deadline;
    std::vector<TopicPartition> revoked;
    UniqueFunction<void()> drained;
  };
  struct Query {
    CommittedOffsets::Key first_key;
    TimePoint deadline;
    std::vector<CommittedOffsets::Found> found;
    std::size_t missing;
    FetchHandler handler;
  };

  GroupOffsetsLoop(std::shared_ptr<cluster::Cluster> cluster, Settings settings);
  void pump_commits(TimePoint now);
  void pump_fetches(TimePoint now);
  template <class Request, class Make, class Receive>
  void send(wire::Versions versions, Make make, Receive receive);
  template <class Outcome>
  void take(Outcome& outcome);
  void on_answers(std::vector<CommittedOffsets::Answer> answers);
  void settle(std::vector<OffsetCommits::Settled> settled);
  void settle_drains(TimePoint now);
  void settle_queries(TimePoint now);
  void finish(Query& query, Result<std::vector<CommittedOffsets::Found>> result);

  std::shared_ptr<cluster::Cluster> cluster_;
  const Settings settings_;
  Membership membership_;
  Positioned positioned_;
  OffsetCommits commits_;
  CommitCounters counters_;
  CommittedOffsets committed_;
  std::vector<Drain> drains_;
  std::vector<Query> queries_;
  CommittedOffsets::Key next_key_ = first_own_key;
  cluster::NodeId coordinator_ = cluster::no_node;
  std::unique_ptr<net::Timer> timer_;
  TimePoint wake_ = never;
  bool closed_ = false, pumping_ = false, again_ = false;
};

} // namespace klamm::consumer
