#include "group/classic_protocol.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "group/assignors/assignor.hpp"
#include "group/assignors/member_metadata.hpp"

namespace klamm::group {
namespace {

using enum ClassicState;

struct Transition {
  ClassicState from, to;
};

constexpr std::array transitions{
    Transition{unsubscribed, preparing},                                 // subscribe
    Transition{preparing, joining},                                      // nothing is left to give up
    Transition{preparing, preparing},                                    // the membership was lost meanwhile
    Transition{preparing, unsubscribed}, Transition{preparing, failed},  // a heartbeat was refused for good
    Transition{joining, syncing},        Transition{joining, preparing}, // the membership was lost: what is still owned goes
    Transition{joining, unsubscribed},   Transition{joining, failed},
    Transition{syncing, stable},         Transition{syncing, preparing}, // the group rebalances again, or the membership was lost
    Transition{syncing, unsubscribed},   Transition{syncing, failed},
    Transition{stable, preparing}, // the group, the subscription or the topics changed, or the membership was lost
    Transition{stable, unsubscribed},    Transition{stable, failed},
    Transition{failed, preparing}, // another subscription
    Transition{failed, unsubscribed},
};

RebalanceProtocol common_protocol(const ClassicProtocol::Assignors& assignors) {
  const bool all = std::all_of(assignors.begin(), assignors.end(),
                               [](const auto& assignor) { return assignor->protocol() == RebalanceProtocol::cooperative; });
  return all && !assignors.empty() ? RebalanceProtocol::cooperative : RebalanceProtocol::eager;
}

} // namespace

std::string_view classic_state_name(ClassicState state) noexcept {
  switch (state) {
    case unsubscribed: return "unsubscribed";
    case preparing: return "preparing";
    case joining: return "joining";
    case syncing: return "syncing";
    case stable: return "stable";
    case failed: return "failed";
  }
  return "?";
}

bool can_become(ClassicState from, ClassicState to) noexcept {
  return std::any_of(transitions.begin(), transitions.end(), [=](const Transition& t) { return t.from == from && t.to == to; });
}

ClassicProtocol::ClassicProtocol(MemberSettings settings, Assignors assignors, Random random, Log log)
    : settings_(std::move(settings)),
      assignors_(std::move(assignors)),
      protocol_(common_protocol(assignors_)),
      random_(random),
      log_(std::move(log)) {}

void ClassicProtocol::become(ClassicState next) {
  if (!can_become(state_, next))
    throw std::logic_error("a member of a classic group cannot go from " + std::string(classic_state_name(state_)) + " to " +
                           std::string(classic_state_name(next)));
  log_(LogLevel::debug, "group", [&] {
    return "group " + settings_.group_id + ": " + std::string(classic_state_name(state_)) + " -> " + std::string(classic_state_name(next)) +
           ", generation " + std::to_string(generation_);
  });
  state_ = next;
}

// What the user wants

void ClassicProtocol::subscribe(std::vector<std::string> topics, TimePoint now) {
  const bool changed = topics != topics_;
  const bool is_new = state_ == unsubscribed || state_ == failed;
  topics_ = std::move(topics);
  update_topics();
  if (is_new) last_polled_ = now;
  if (is_new) prepare(GiveUp::as_protocol, {});
  else if (changed) request_rejoin("the subscription changed");
}

void ClassicProtocol::unsubscribe(std::string_view reason, TimePoint now) {
  if (state_ == unsubscribed) return;
  // Static members keep their partitions for session.timeout.ms (KIP-345).
  if (!member_id_.empty() && settings_.instance_id.empty()) leave_ = reason, leaving_member_ = member_id_;
  become(unsubscribed);
  topics_.clear();
  owned_.clear();
  event_ = 0;
  give_up_ = GiveUp::as_protocol;
  tell_.reset();
  ++ownership_;
  reset_membership(false);
  update_topics();
  retry_at_ = now;
}

void ClassicProtocol::request_rejoin(std::string reason) { rejoin_ = std::move(reason); }

void ClassicProtocol::event_done(std::uint64_t number, TimePoint now) {
  if (number != event_ || number == 0) return;
  event_ = 0;
  owned_ = std::move(owned_after_);
  last_polled_ = now;
}

void ClassicProtocol::commit_refused(const Identity& as, ErrorCode code, TimePoint now) {
  if (as.ownership != ownership_ || as.member_id != member_id_ || as.generation != generation_ || !is_member()) return;
  switch (code) {
    case ErrorCode::rebalance_in_progress:
      if (state_ == stable && !rejoin_) request_rejoin("a commit was answered with REBALANCE_IN_PROGRESS");
      return;
    case ErrorCode::unknown_member_id:
    case ErrorCode::illegal_generation:
      return lose("a commit was answered with " + std::string(error_code_name(code)), code == ErrorCode::illegal_generation);
    case ErrorCode::fenced_instance_id: return fail(membership_error(code, settings_, "committing offsets"));
    default: retry_at_ = std::max(retry_at_, now); return;
  }
}

// Moving on

void ClassicProtocol::prepare(GiveUp how, std::string reason) {
  become(preparing);
  if (how == GiveUp::lost) give_up_ = how;
  join_flight_ = 0;
  join_reason_ = std::move(reason);
  new_assignment_.reset();
  members_.clear();
  assignments_.clear();
}

void ClassicProtocol::reset_membership(bool keep_member_id) {
  generation_ = -1;
  if (!keep_member_id) member_id_.clear();
  leads_ = false;
  join_flight_ = heartbeat_flight_ = 0;
  partition_counts_.clear();
  rejoin_.reset();
}

// The coordinator doesn't count this member any more: its partitions may be others' already.
void ClassicProtocol::lose(std::string reason, bool keep_member_id) {
  log_(LogLevel::warning, "group", [&] { return "group " + settings_.group_id + ": the membership was lost: " + reason; });
  ++ownership_;
  reset_membership(keep_member_id);
  update_topics();
  prepare(GiveUp::lost, std::move(reason));
}

void ClassicProtocol::fail(Error error) {
  const bool owns = !owned_.empty() || event_ != 0;
  ++ownership_;
  reset_membership(false);
  become(failed);
  error_ = std::move(error);
  give_up_ = owns ? GiveUp::lost : GiveUp::as_protocol;
}

void ClassicProtocol::coordinator_failed(TimePoint now) {
  coordinator_lost_ = true;
  retry_later(now);
}

bool ClassicProtocol::poll_is_overdue(TimePoint now) const noexcept {
  return !member_id_.empty() && state_ != unsubscribed && state_ != failed && now >= after(last_polled_, settings_.max_poll_interval);
}

void ClassicProtocol::expire_polls(Step& step, TimePoint now) {
  if (poll_is_overdue(now)) {
    if (settings_.instance_id.empty()) leave_ = "consumer poll timeout has expired.", leaving_member_ = member_id_;
    const auto interval = std::chrono::duration_cast<std::chrono::milliseconds>(settings_.max_poll_interval).count();
    tell_ =
        Error(ErrorCode::max_poll_exceeded,
              "group \"" + settings_.group_id + "\" was left, as poll was not called for max.poll.interval.ms=" + std::to_string(interval),
              "poll more often, with a smaller max.poll.records or a larger max.poll.interval.ms; the next poll joins again");
    lose("max.poll.interval.ms has passed", false);
  }
  if (!member_id_.empty()) step.wake = std::min(step.wake, after(last_polled_, settings_.max_poll_interval));
}

void ClassicProtocol::update_topics() {
  all_topics_ = topics_;
  for (const auto& [topic, count] : partition_counts_) all_topics_.push_back(topic);
  for (const GroupMember& member : members_) all_topics_.insert(all_topics_.end(), member.topics.begin(), member.topics.end());
  std::sort(all_topics_.begin(), all_topics_.end());
  all_topics_.erase(std::unique(all_topics_.begin(), all_topics_.end()), all_topics_.end());
}

Step ClassicProtocol::step(TimePoint now, const cluster::MetadataSnapshot& cluster) {
  Step step;
  if (state_ != unsubscribed) expire_polls(step, now);
  if (leave_) {
    step.sends.push_back(make_leave(*leave_));
    leave_.reset();
  }
  if (state_ == stable) step_stable(step, now, cluster);
  if (state_ == preparing || state_ == failed) step_preparing(step);
  if (state_ == joining) step_joining(step, now);
  if (state_ == syncing) step_syncing(step, now, cluster);
  if (state_ == stable || state_ == preparing) step_heartbeat(step, now);
  step.coordinator_lost = std::exchange(coordinator_lost_, false);
  step.error = std::exchange(error_, std::nullopt);
  step.failed = state_ == failed;
  return step;
}

void ClassicProtocol::emit(Step& step, std::vector<TopicPartition> revoked, bool lost,
                           std::optional<std::vector<TopicPartition>> assigned) {
  owned_after_ = without(owned_, revoked);
  if (assigned) owned_after_.insert(owned_after_.end(), assigned->begin(), assigned->end());
  std::sort(owned_after_.begin(), owned_after_.end());
  event_ = ++last_event_;
  step.event = RebalanceEvent{event_, 0, std::move(revoked), lost, std::move(assigned), ownership_, std::exchange(tell_, std::nullopt)};
}

void ClassicProtocol::step_preparing(Step& step) {
  if (event_ != 0) return;
  if (give_up_ == GiveUp::lost) {
    give_up_ = GiveUp::as_protocol;
    if (!owned_.empty() || tell_) return emit(step, owned_, true, std::nullopt);
  }
  if (state_ == failed) return;
  std::vector<TopicPartition> revoked;
  if (protocol_ == RebalanceProtocol::eager) {
    revoked = owned_;
  } else {
    std::copy_if(owned_.begin(), owned_.end(), std::back_inserter(revoked),
                 [this](const TopicPartition& p) { return !std::binary_search(topics_.begin(), topics_.end(), p.topic); });
  }
  if (!revoked.empty()) return emit(step, std::move(revoked), false, std::nullopt);
  become(joining);
}

void ClassicProtocol::step_joining(Step& step, TimePoint now) {
  if (join_flight_ != 0) return;
  if (retry_at_ > now) {
    step.wake = std::min(step.wake, retry_at_);
    return;
  }
  rejoin_.reset();
  joined_topics_ = topics_;
  try {
    step.sends.push_back(make_join());
  } catch (const std::exception& thrown) { // a user's assignor
    error_ = Error(ErrorCode::assignor_failed, "an assignor threw before joining group \"" + settings_.group_id + "\": " + thrown.what());
    retry_later(now);
    step.wake = std::min(step.wake, retry_at_);
  }
}

void ClassicProtocol::step_syncing(Step& step, TimePoint now, const cluster::MetadataSnapshot& cluster) {
  if (join_flight_ != 0) return;
  if (leads_ && !assigned_) {
    if (!std::includes(looked_up_.begin(), looked_up_.end(), all_topics_.begin(), all_topics_.end())) return;
    if (!assign(now, cluster)) {
      step.wake = std::min(step.wake, retry_at_);
      return;
    }
  }
  step.sends.push_back(make_sync());
}

void ClassicProtocol::step_stable(Step& step, TimePoint now, const cluster::MetadataSnapshot& cluster) {
  if (new_assignment_ && event_ == 0) {
    std::vector<TopicPartition> assigned = *std::exchange(new_assignment_, std::nullopt);
    std::vector<TopicPartition> revoked = without(owned_, assigned);
    if (!revoked.empty()) request_rejoin("gave up partitions for others");
    return emit(step, std::move(revoked), false, without(assigned, owned_));
  }
  if (event_ != 0) return;
  if (!rejoin_ && topics_ != joined_topics_) request_rejoin("the subscription changed");
  for (const auto& [name, count] : partition_counts_) {
    if (!leads_ || rejoin_) break;
    const cluster::Topic* const topic = cluster.topic(name);
    if (count != (topic ? static_cast<std::int32_t>(topic->partitions.size()) : 0))
      request_rejoin("the partitions of topic " + name + " changed");
  }
  if (!rejoin_) expect_handover(step, now);
  if (!rejoin_ || retry_at_ > now) {
    if (rejoin_) step.wake = std::min(step.wake, retry_at_);
    return;
  }
  prepare(GiveUp::as_protocol, *std::exchange(rejoin_, std::nullopt));
}

void ClassicProtocol::step_heartbeat(Step& step, TimePoint now) {
  if (!is_member() || heartbeat_flight_ != 0) return;
  if (heartbeat_at_ <= now) {
    step.sends.push_back(make_heartbeat());
    heartbeat_at_ = after(now, settings_.heartbeat_interval);
  }
  step.wake = std::min(step.wake, heartbeat_at_);
}

// Requests

Send ClassicProtocol::make_join() {
  const auto kept = std::make_shared<Kept>();
  wire::JoinGroupRequest request;
  request.group_id = settings_.group_id;
  request.session_timeout_ms = static_cast<std::int32_t>(settings_.session_timeout / 1ms);
  request.rebalance_timeout_ms = static_cast<std::int32_t>(settings_.max_poll_interval / 1ms);
  request.member_id = kept->text(member_id_);
  request.group_instance_id = kept->text_or_null(settings_.instance_id);
  request.protocol_type = "consumer";
  GroupMember self;
  self.topics = topics_;
  self.owned_partitions = owned_;
  self.generation_id = generation_;
  self.rack_id = settings_.rack;
  for (const auto& assignor : assignors_) {
    self.user_data = assignor->subscription_user_data(topics_);
    request.protocols.push_back({kept->text(std::string(assignor->name())), kept->bytes(encode_member(self))});
  }
  request.reason = kept->text_or_null(join_reason_.substr(0, 255));
  join_flight_ = ++last_ticket_;
  return {join_flight_, std::move(request), kept, settings_.max_poll_interval + 5s};
}

Send ClassicProtocol::make_sync() {
  const auto kept = std::make_shared<Kept>();
  wire::SyncGroupRequest request;
  request.group_id = settings_.group_id;
  request.generation_id = generation_;
  request.member_id = kept->text(member_id_);
  request.group_instance_id = kept->text_or_null(settings_.instance_id);
  request.protocol_type = "consumer";
  request.protocol_name = kept->text(std::string(assignor_->name()));
  for (std::size_t i = 0; i < assignments_.size(); ++i)
    request.assignments.push_back({kept->text(members_[i].member_id), kept->bytes(encode_assignment(assignments_[i]))});
  join_flight_ = ++last_ticket_;
  return {join_flight_, std::move(request), kept, settings_.max_poll_interval + 5s};
}

Send ClassicProtocol::make_heartbeat() {
  const auto kept = std::make_shared<Kept>();
  wire::HeartbeatRequest request;
  request.group_id = settings_.group_id;
  request.generation_id = heartbeat_generation_ = generation_;
  request.member_id = kept->text(member_id_);
  request.group_instance_id = kept->text_or_null(settings_.instance_id);
  heartbeat_flight_ = ++last_ticket_;
  return {heartbeat_flight_, std::move(request), kept, settings_.session_timeout};
}

Send ClassicProtocol::make_leave(std::string_view reason) {
  const auto kept = std::make_shared<Kept>();
  wire::LeaveGroupRequest request;
  request.group_id = settings_.group_id;
  request.member_id = kept->text(leaving_member_);
  request.members.push_back({request.member_id, std::nullopt, kept->text(std::string(reason))});
  leave_flight_ = ++last_ticket_;
  return {leave_flight_, std::move(request), kept, Duration::zero()};
}

} // namespace klamm::group
