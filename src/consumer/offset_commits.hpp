// Offsets on their way to the group's coordinator: in the order of the calls, one request at a time with all that waits, repeated until their deadlines. A
// commit of what is not this member's any more is never sent. Pure: lives on the executor.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/unique_function.hpp"
#include "cluster/metadata.hpp"
#include "group/member.hpp"
#include "klamm/result.hpp"
#include "wire/messages/offset_commit.hpp"

namespace klamm::consumer {

class OffsetCommits {
public:
  struct Entry {
    TopicPartition partition;
    std::int64_t offset = 0;
    std::int32_t leader_epoch = -1;
    std::string metadata;
    Uuid topic_id{}; ///< of the topic that the offset is in; zero: of the one that has the name when this is first to be sent
  };
  using Done = UniqueFunction<void(Result<void>)>;
  struct Commit {
    std::vector<Entry> entries;
    /// Since when the partitions are this member's; none: they were assigned by hand, and no member commits.
    std::optional<group::OwnershipEpoch> ownership;
    TimePoint deadline = never;
    Done done;
  };
  struct Settled {
    Done done;
    Result<void> result;
  };

  OffsetCommits(std::string group_id, std::string instance_id, net::Backoff backoff, Random random)
      : group_id_(std::move(group_id)), instance_id_(std::move(instance_id)), backoff_(backoff), random_(random) {}

  void add(Commit commit) { commits_.push_back({std::move(commit), ++last_}); }
  /// Partitions are given up: what is still to be committed of them is not repeated, and not sent.
  std::vector<Settled> abandon(const std::vector<TopicPartition>& revoked);
  /// Counts the commits that were added.
  std::uint64_t last() const noexcept { return last_; }
  /// Whether nobody waits any more for those up to that one.
  bool done(std::uint64_t number) const noexcept {
    return std::none_of(commits_.begin(), commits_.end(),
                        [=](const Queued& queued) { return queued.number <= number && queued.commit.done; });
  }

  struct Send {
    wire::OffsetCommitRequest request; ///< its views point into this OffsetCommits and `kept`
    std::shared_ptr<const group::Kept> kept;
    wire::Versions versions;
  };
  struct Step {
    std::optional<Send> send;
    std::vector<Settled> settled;
    TimePoint wake = never;
  };
  Step step(TimePoint now, const group::Identity& identity, const cluster::MetadataSnapshot& cluster);

  struct Outcome {
    std::vector<Settled> settled;
    bool coordinator_lost = false;
    bool refresh_metadata = false;
    std::optional<ErrorCode> refused; ///< for the membership to hear of
    group::Identity as;               ///< of the request
  };
  Outcome on_response(const wire::OffsetCommitResponse& response, TimePoint now);
  Outcome on_failure(const Error& error, TimePoint now);
  /// Everything that waits ends with `error`.
  std::vector<Settled> fail_all(const Error& error);

private:
  struct Queued {
    Commit commit;
    std::uint64_t number;
    bool abandoned = false;          ///< not to be repeated
    TimePoint unknown_since = never; ///< the coordinator does not know a topic of it
    std::string gone{};              ///< a topic that was created again: its offsets here mean nothing any more, and were taken out
  };
  /// How long a new topic may take to become known to the coordinator; then it is taken for deleted.
  static constexpr Duration unknown_topic_grace = 3s;
  enum class Verdict : std::uint8_t { done, retry, error };

  std::vector<Settled> settle_late_and_stale(TimePoint now, const group::Identity& identity);
  std::vector<Settled> drop_recreated(const cluster::MetadataSnapshot& cluster);
  Error gone(const std::string& topic) const;
  Verdict judge(ErrorCode code, Outcome& outcome) const;
  Error stale(const Commit& commit, ErrorCode code = ErrorCode::none) const;
  void retry_later(TimePoint now) { retry_at_ = after(now, backoff_.after(++failures_, random_)); }

  const std::string group_id_, instance_id_;
  net::Backoff backoff_;
  Random random_;
  std::deque<Queued> commits_;
  std::uint64_t last_ = 0;
  std::size_t in_flight_ = 0; ///< so many of the first
  bool flying_ = false;
  group::Identity as_;
  bool as_member_ = false;
  std::map<Uuid, std::string> names_; ///< of the topics in flight
  std::uint64_t failures_ = 0;
  TimePoint retry_at_ = TimePoint::min();
  std::optional<Error> last_error_;
};

} // namespace klamm::consumer
