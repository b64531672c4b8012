// ClassicProtocol's reactions to answers, by error code.
#include <algorithm>

#include "group/assignors/member_metadata.hpp"
#include "group/classic_protocol.hpp"

namespace klamm::group {

using enum ClassicState;

void ClassicProtocol::on_response(Ticket ticket, const wire::JoinGroupResponse& response, TimePoint now) {
  if (ticket != join_flight_ || state_ != joining) return;
  join_flight_ = 0;
  if (response.error_code == ErrorCode::member_id_required) { // KIP-394: the same again under the name that the broker gave
    member_id_ = response.member_id;
    return;
  }
  if (response.error_code != ErrorCode::none) return judge_join_error(response.error_code, now);
  const std::string protocol(response.protocol_name.value_or(""));
  const auto chosen =
      std::find_if(assignors_.begin(), assignors_.end(), [&](const auto& assignor) { return assignor->name() == protocol; });
  if (chosen == assignors_.end() || (response.protocol_type && *response.protocol_type != "consumer"))
    return fail(membership_error(ErrorCode::inconsistent_group_protocol, settings_, "joining the group",
                                 "it chose the protocol \"" + protocol + "\", which this member did not offer"));
  std::vector<GroupMember> members;
  for (const auto& member : response.members) {
    Result<GroupMember> decoded = decode_member(member.member_id, member.group_instance_id.value_or(""), member.metadata.view);
    if (!decoded) {
      error_ = decoded.error();
      return retry_later(now);
    }
    members.push_back(std::move(*decoded));
  }
  failures_ = 0;
  assignor_ = chosen->get();
  member_id_ = response.member_id;
  generation_ = response.generation_id;
  leads_ = response.leader == response.member_id;
  skips_assignment_ = response.skip_assignment;
  assigned_ = false;
  holds_back_ = false;
  handover_due_ = never;
  assignments_.clear();
  partition_counts_.clear();
  members_ = leads_ ? std::move(members) : std::vector<GroupMember>();
  update_topics();
  heartbeat_flight_ = 0;
  become(syncing);
}

void ClassicProtocol::judge_join_error(ErrorCode code, TimePoint now) {
  switch (code) {
    case ErrorCode::coordinator_not_available:
    case ErrorCode::not_coordinator: return coordinator_failed(now);
    case ErrorCode::unknown_member_id:
    case ErrorCode::illegal_generation:
      retry_later(now);
      if (!owned_.empty()) return lose("joining was answered with " + std::string(error_code_name(code)), false);
      return reset_membership(false);
    case ErrorCode::group_authorization_failed:
    case ErrorCode::group_max_size_reached:
    case ErrorCode::inconsistent_group_protocol:
    case ErrorCode::invalid_session_timeout:
    case ErrorCode::invalid_group_id:
    case ErrorCode::fenced_instance_id:
    case ErrorCode::unsupported_version: return fail(membership_error(code, settings_, "joining the group"));
    case ErrorCode::coordinator_load_in_progress:
    case ErrorCode::rebalance_in_progress: return retry_later(now);
    default: // may pass, as Kafka adds codes; told once in a row
      if (failures_ == 0) error_ = membership_error(code, settings_, "joining the group");
      return retry_later(now);
  }
}

void ClassicProtocol::on_response(Ticket ticket, const wire::SyncGroupResponse& response, TimePoint now) {
  if (ticket != join_flight_ || state_ != syncing) return;
  join_flight_ = 0;
  const ErrorCode code = response.error_code;
  switch (code) {
    case ErrorCode::none: break;
    case ErrorCode::rebalance_in_progress: return prepare(GiveUp::as_protocol, "the group rebalanced again while synchronizing");
    case ErrorCode::unknown_member_id:
    case ErrorCode::illegal_generation:
      return lose("synchronizing was answered with " + std::string(error_code_name(code)), code == ErrorCode::illegal_generation);
    case ErrorCode::group_authorization_failed:
    case ErrorCode::inconsistent_group_protocol:
    case ErrorCode::fenced_instance_id: return fail(membership_error(code, settings_, "synchronizing with the group"));
    case ErrorCode::coordinator_not_available:
    case ErrorCode::not_coordinator: coordinator_lost_ = true; [[fallthrough]];
    default: retry_later(now); return prepare(GiveUp::as_protocol, "synchronizing was answered with " + std::string(error_code_name(code)));
  }
  Result<MemberAssignment> decoded = group::decode_assignment(response.assignment.view);
  if (!decoded) {
    error_ = decoded.error();
    retry_later(now);
    return prepare(GiveUp::as_protocol, "the assignment could not be read");
  }
  try {
    assignor_->on_assignment(*decoded, generation_);
  } catch (const std::exception& thrown) {
    error_ = Error(ErrorCode::assignor_failed, "assignor \"" + std::string(assignor_->name()) + "\" refused its assignment in group \"" +
                                                   settings_.group_id + "\": " + thrown.what());
    retry_later(now);
    return prepare(GiveUp::as_protocol, "the assignor refused its assignment");
  }
  failures_ = 0;
  heartbeat_at_ = after(now, settings_.heartbeat_interval);
  if (holds_back_)
    handover_due_ = after(now, settings_.session_timeout); // whoever has not come back by then is no member, which is a rebalance, too
  new_assignment_ = std::move(decoded->partitions);
  std::sort(new_assignment_->begin(), new_assignment_->end());
  new_assignment_->erase(std::unique(new_assignment_->begin(), new_assignment_->end()), new_assignment_->end());
  members_.clear();
  assignments_.clear();
  become(stable);
}

void ClassicProtocol::on_response(Ticket ticket, const wire::HeartbeatResponse& response, TimePoint now) {
  if (ticket != heartbeat_flight_) return;
  heartbeat_flight_ = 0;
  if (heartbeat_generation_ != generation_ || (state_ != stable && state_ != preparing)) return;
  const ErrorCode code = response.error_code;
  switch (code) {
    case ErrorCode::none: failures_ = 0; return;
    case ErrorCode::rebalance_in_progress:
      if (state_ == stable && !rejoin_) request_rejoin("the group is rebalancing");
      return;
    case ErrorCode::coordinator_not_available:
    case ErrorCode::not_coordinator:
      coordinator_failed(now);
      heartbeat_at_ = std::min(heartbeat_at_, retry_at_);
      return;
    case ErrorCode::unknown_member_id:
    case ErrorCode::illegal_generation:
      return lose("a heartbeat was answered with " + std::string(error_code_name(code)), code == ErrorCode::illegal_generation);
    case ErrorCode::group_authorization_failed:
    case ErrorCode::fenced_instance_id: return fail(membership_error(code, settings_, "sending a heartbeat"));
    default: return; // the next one may do better
  }
}

void ClassicProtocol::on_response(Ticket ticket, const wire::LeaveGroupResponse& response, TimePoint) {
  if (ticket != leave_flight_) return;
  leave_flight_ = 0;
  ErrorCode code = response.error_code;
  if (code == ErrorCode::none && !response.members.empty()) code = response.members.front().error_code;
  if (code != ErrorCode::none && code != ErrorCode::unknown_member_id)
    log_(LogLevel::info, "group",
         [&] { return "group " + settings_.group_id + ": leaving was answered with " + std::string(error_code_name(code)); });
}

void ClassicProtocol::on_failure(Ticket ticket, const Error& error, TimePoint now) {
  if (ticket == leave_flight_) {
    leave_flight_ = 0; // the session ends it
    return;
  }
  const bool mine = ticket == join_flight_ || ticket == heartbeat_flight_;
  if (!mine) return;
  const bool was_heartbeat = ticket == heartbeat_flight_;
  (was_heartbeat ? heartbeat_flight_ : join_flight_) = 0;
  if (state_ == unsubscribed || state_ == failed) return;
  if (error.fatal() || error.code() == ErrorCode::unsupported_by_broker || error.code() == ErrorCode::serialization_failed ||
      error.code() == ErrorCode::group_authorization_failed)
    return fail(error.hint().empty() ? error.with_hint(membership_error(error.code(), settings_, "").hint()) : error);
  coordinator_failed(now);
  if (was_heartbeat) heartbeat_at_ = std::min(heartbeat_at_, retry_at_);
  else if (state_ == syncing) prepare(GiveUp::as_protocol, "synchronizing failed: " + std::string(error.name()));
}

} // namespace klamm::group
