// The assigned partitions as the client's executor sees them: what is to be fetched from where, and what keeps it from being fetched. The polling
// thread has its own view (FetchCollector); its commands arrive here, tagged with the position's version. Pure.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "cluster/node.hpp"
#include "consumer/fetch_position.hpp"
#include "consumer/partition_handle.hpp"
#include "klamm/error_code.hpp"
#include "klamm/uuid.hpp"

namespace klamm::consumer {

enum class FetchState : std::uint8_t {
  initializing,        ///< assigned without a position: somebody (the group, from its committed offsets) is looking for one
  awaiting_reset,      ///< the position follows from a strategy; ListOffsets tells
  awaiting_validation, ///< has a position, whose leader is asked whether it still has the records before it (KIP-320)
  fetching,            ///< has a position
  stopped,             ///< an error was told to the user, who must seek
};
std::string_view fetch_state_name(FetchState state) noexcept;
/// The table of legal transitions.
bool can_become(FetchState from, FetchState to) noexcept;

/// One assigned partition.
class AssignedPartition {
public:
  AssignedPartition(PartitionPtr handle, PositionVersion version) : handle_(std::move(handle)), version_(version) {}

  PartitionHandle& handle() const noexcept { return *handle_; }
  const PartitionPtr& share() const noexcept { return handle_; }
  const TopicPartition& name() const noexcept { return handle_->name; }
  PartitionId id() const noexcept { return handle_->id; }
  FetchState state() const noexcept { return state_; }
  PositionVersion version() const noexcept { return version_; }
  /// The next offset to fetch; ahead of what has been delivered.
  const FetchPosition& position() const noexcept { return position_; }
  /// Where this version of the position began; -1 while that is not known.
  std::int64_t start() const noexcept { return start_; }
  const AutoOffsetReset& reset_strategy() const noexcept { return strategy_; }
  bool paused() const noexcept { return paused_; }
  bool fetchable(TimePoint now) const noexcept { return state_ == FetchState::fetching && !paused_ && retry_at_ <= now; }

  /// The user, or the group, says where to go on.
  void seek(const SeekTarget& target, PositionVersion version);
  void set_paused(bool paused) noexcept { paused_ = paused; }
  /// The position turned out not to exist: `strategy` finds another one.
  void request_reset(const AutoOffsetReset& strategy);
  /// What ListOffsets found, or where a truncated log ends (KIP-320).
  void reset_to(const FetchPosition& position);
  /// Records up to `position` are fetched.
  void advance(const FetchPosition& position);
  /// Nothing is fetched until the next seek.
  void stop();
  /// Whether that leader's log may have been truncated before the position, and it must be asked, unless it compares epochs with each fetch (KIP-320).
  bool needs_validation(std::int32_t leader_epoch) const noexcept {
    return position_.offset_epoch >= 0 && leader_epoch >= 0 && leader_epoch != validated_in_;
  }
  void await_validation();
  /// The leader of that epoch has the records before the position.
  void validated(std::int32_t leader_epoch);

  /// The broker said that the epoch of the position can't be used to look for truncation.
  void forget_offset_epoch() noexcept { position_.offset_epoch = -1; }

  // Not before this time, after an error
  TimePoint retry_at() const noexcept { return retry_at_; }
  std::uint64_t failures() const noexcept { return failures_; }
  void failed(TimePoint retry_at) noexcept { ++failures_, retry_at_ = retry_at; }
  void succeeded() noexcept { failures_ = 0, retry_at_ = TimePoint::min(), told = ErrorCode::none; }

  // The replica that the leader prefers for this client (KIP-392), until its lease ends
  cluster::NodeId preferred_replica(TimePoint now) const noexcept { return now < lease_ends_ ? preferred_replica_ : cluster::no_node; }
  void prefer(cluster::NodeId replica, TimePoint until) noexcept { preferred_replica_ = replica, lease_ends_ = until; }
  void back_to_leader() noexcept { preferred_replica_ = cluster::no_node, lease_ends_ = TimePoint::min(); }

  /// The broker whose answer to a fetch of this partition is awaited.
  cluster::NodeId fetching_from = cluster::no_node;
  /// What the topic was when the position was found; another id is another topic of the same name, where the position means nothing.
  Uuid topic_id;
  /// The error that the user was told last, so that one that stays is told once.
  ErrorCode told = ErrorCode::none;

private:
  void become(FetchState next);

  PartitionPtr handle_;
  PositionVersion version_;
  FetchState state_ = FetchState::initializing;
  bool paused_ = false;
  FetchPosition position_;
  std::int64_t start_ = -1;
  std::int32_t validated_in_ = -1; ///< the leader epoch in which the log was last known to hold what is before the position
  AutoOffsetReset strategy_ = AutoOffsetReset::none();
  TimePoint retry_at_ = TimePoint::min();
  std::uint64_t failures_ = 0;
  cluster::NodeId preferred_replica_ = cluster::no_node;
  TimePoint lease_ends_ = TimePoint::min();
};

class SubscriptionState {
public:
  using Partitions = std::vector<std::unique_ptr<AssignedPartition>>;

  /// Adds a partition without a position. Its handle's id must be new.
  AssignedPartition& assign(PartitionPtr handle, PositionVersion version);
  void revoke(PartitionId id);
  void clear();

  /// Null when it is not assigned (any more).
  AssignedPartition* find(PartitionId id) noexcept;
  AssignedPartition* find(std::string_view topic, std::int32_t partition) noexcept;
  /// Those assigned, in the order of assignment.
  const Partitions& partitions() const noexcept { return partitions_; }
  bool empty() const noexcept { return partitions_.empty(); }
  /// Each topic once.
  std::vector<std::string> topics() const;
  /// Grows with each assign() and revoke().
  std::uint64_t assignment_version() const noexcept { return assignment_version_; }

private:
  Partitions partitions_;
  std::unordered_map<PartitionId, AssignedPartition*> by_id_;
  struct PartitionOf {
    std::string_view topic; ///< a view of the handle's name
    std::int32_t partition;
    bool operator==(const PartitionOf&) const = default;
  };
  struct Hash {
    std::size_t operator()(const PartitionOf& of) const noexcept {
      return std::hash<std::string_view>()(of.topic) ^
             (static_cast<std::size_t>(static_cast<std::uint32_t>(of.partition)) * 0x9E3779B97F4A7C15U);
    }
  };
  std::unordered_map<PartitionOf, AssignedPartition*, Hash> by_name_;
  std::uint64_t assignment_version_ = 0;
};

} // namespace klamm::consumer
