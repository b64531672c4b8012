// A member of a classic group: joins, has the leader's assignor divide the partitions, heartbeats, joins again when the group changes (KIP-62, KIP-345,
// KIP-394, KIP-429, KIP-800, KIP-814). Heartbeats go on whatever the application does; only giving up partitions waits for its polls. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "cluster/metadata.hpp"
#include "group/member.hpp"
#include "klamm/assignor.hpp"

namespace klamm::group {

enum class ClassicState : std::uint8_t {
  unsubscribed, ///< no member, and wants to be none
  preparing,    ///< is about to join (again): the polling side gives up first what it must
  joining,      ///< JoinGroup is to be sent, or under way
  syncing,      ///< the same of SyncGroup; the leader assigns first
  stable,       ///< has its assignment, which the polling side may still be taking over
  failed,       ///< an error that only another subscription mends
};
std::string_view classic_state_name(ClassicState state) noexcept;
/// The table of legal transitions.
bool can_become(ClassicState from, ClassicState to) noexcept;

class ClassicProtocol {
public:
  using Assignors = std::vector<std::unique_ptr<Assignor>>;
  ClassicProtocol(MemberSettings settings, Assignors assignors, Random random, Log log);

  // What the user wants

  /// Joins, or joins again where the topics are others than before. They are sorted, each once.
  void subscribe(std::vector<std::string> topics, TimePoint now);
  /// Leaves. The polling side has given up everything by itself, and an event that is still on its way there no longer counts.
  void unsubscribe(std::string_view reason, TimePoint now);
  void request_rejoin(std::string reason);

  // What happened

  void polled(TimePoint now) noexcept { last_polled_ = now; }
  /// The polling side has done what an event said.
  void event_done(std::uint64_t number, TimePoint now);
  /// A commit as `as` was answered with an error that concerns the membership.
  void commit_refused(const Identity& as, ErrorCode code, TimePoint now);
  /// The cluster was asked for these topics, sorted, and what it knows is in the snapshot.
  void topics_looked_up(std::vector<std::string> topics) { looked_up_ = std::move(topics); }

  Step step(TimePoint now, const cluster::MetadataSnapshot& cluster);
  void on_response(Ticket ticket, const wire::JoinGroupResponse& response, TimePoint now);
  void on_response(Ticket ticket, const wire::SyncGroupResponse& response, TimePoint now);
  void on_response(Ticket ticket, const wire::HeartbeatResponse& response, TimePoint now);
  void on_response(Ticket ticket, const wire::LeaveGroupResponse& response, TimePoint now);
  void on_failure(Ticket ticket, const Error& error, TimePoint now);

  ClassicState state() const noexcept { return state_; }
  Identity identity() const { return {member_id_, generation_, ownership_, false}; }
  /// Those whose partitions must be known: subscribed to, and the leader's group's. Sorted.
  const std::vector<std::string>& topics() const noexcept { return all_topics_; }
  bool leaving() const noexcept { return leave_flight_ != 0; }
  RebalanceProtocol rebalance_protocol() const noexcept { return protocol_; }

private:
  enum class GiveUp : std::uint8_t { as_protocol, lost };

  void become(ClassicState next);
  void prepare(GiveUp how, std::string reason);
  void reset_membership(bool keep_member_id);
  void lose(std::string reason, bool keep_member_id);
  void fail(Error error);
  void coordinator_failed(TimePoint now);
  void retry_later(TimePoint now) { retry_at_ = after(now, settings_.backoff.after(++failures_, random_)); }
  bool is_member() const noexcept { return generation_ >= 0; }
  bool poll_is_overdue(TimePoint now) const noexcept;
  void expire_polls(Step& step, TimePoint now);
  void update_topics();
  void judge_join_error(ErrorCode code, TimePoint now);

  void step_preparing(Step& step);
  void step_joining(Step& step, TimePoint now);
  void step_syncing(Step& step, TimePoint now, const cluster::MetadataSnapshot& cluster);
  void step_stable(Step& step, TimePoint now, const cluster::MetadataSnapshot& cluster);
  void step_heartbeat(Step& step, TimePoint now);
  void emit(Step& step, std::vector<TopicPartition> revoked, bool lost, std::optional<std::vector<TopicPartition>> assigned);
  bool assign(TimePoint now, const cluster::MetadataSnapshot& cluster);
  void take_snapshot(const cluster::MetadataSnapshot& cluster);
  void expect_handover(Step& step, TimePoint now);
  Send make_join();
  Send make_sync();
  Send make_heartbeat();
  Send make_leave(std::string_view reason);

  const MemberSettings settings_;
  const Assignors assignors_;
  const RebalanceProtocol protocol_;
  Random random_;
  Log log_;

  ClassicState state_ = ClassicState::unsubscribed;
  std::vector<std::string> topics_, joined_topics_, all_topics_, looked_up_;
  std::string member_id_;
  std::int32_t generation_ = -1;
  OwnershipEpoch ownership_ = 1;
  std::vector<TopicPartition> owned_; ///< by the polling side; sorted
  GiveUp give_up_ = GiveUp::as_protocol;
  std::optional<Error> tell_;         ///< with the event of the loss
  std::string join_reason_;           ///< KIP-800
  std::optional<std::string> rejoin_; ///< why, once the polling side is done

  // The event that the polling side works on
  std::uint64_t last_event_ = 0, event_ = 0;
  std::vector<TopicPartition> owned_after_;

  // A rebalance
  Assignor* assignor_ = nullptr;
  bool leads_ = false, skips_assignment_ = false, assigned_ = false;
  std::vector<GroupMember> members_;
  std::vector<MemberAssignment> assignments_;
  std::map<std::string, std::int32_t> partition_counts_; ///< as the leader assigned them
  std::optional<std::vector<TopicPartition>> new_assignment_;
  bool holds_back_ = false;        ///< the leader's assignment leaves out what members must give up first
  TimePoint handover_due_ = never; ///< the leader expects the rebalance that follows on that

  Ticket last_ticket_ = 0, join_flight_ = 0, heartbeat_flight_ = 0, leave_flight_ = 0;
  std::int32_t heartbeat_generation_ = -1;
  std::optional<std::string> leave_; ///< a LeaveGroup to send: why
  std::string leaving_member_;
  std::optional<Error> error_;
  bool coordinator_lost_ = false;
  std::uint64_t failures_ = 0;
  TimePoint retry_at_ = TimePoint::min(), heartbeat_at_ = TimePoint::min(), last_polled_ = TimePoint::min();
};

} // namespace klamm::group
