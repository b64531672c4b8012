// Apis: classic groups, and where their coordinators are. JoinGroup and SyncGroup wait for the other members.
#include "mock/apis.hpp"

namespace klamm::mock {

ErrorCode Apis::check_coordinator(std::string_view group, const Asked& asked) const {
  if (group.empty()) return ErrorCode::invalid_group_id;
  return state_.groups.coordinator(group) == asked.node ? ErrorCode::none : ErrorCode::not_coordinator;
}

ClassicGroup* Apis::classic(std::string_view group) {
  Group* const found = state_.groups.find(group);
  return found ? found->classic.get() : nullptr;
}

wire::FindCoordinatorResponse Apis::answer(const wire::FindCoordinatorRequest& request, const Asked& asked) {
  constexpr std::int8_t of_group = 0, of_transaction = 1;
  const auto find = [&](std::string_view key) {
    wire::FindCoordinatorResponse::Coordinator told;
    told.key = key;
    told.node_id = told.port = -1;
    told.error_message = "";
    if (request.key_type != of_group) {
      told.error_code = ErrorCode::invalid_request;
      told.error_message =
          request.key_type == of_transaction ? "the embedded brokers have no transactions" : "there are no coordinators of this type";
      return told;
    }
    const Broker* const broker = state_.broker(state_.groups.coordinator(key));
    if (!broker) {
      told.error_code = ErrorCode::coordinator_not_available;
      return told;
    }
    told.node_id = broker->id;
    told.host = broker->host;
    told.port = broker->port;
    return told;
  };
  wire::FindCoordinatorResponse response;
  if (asked.version >= 4) {
    for (const std::string_view key : request.coordinator_keys) response.coordinators.push_back(find(key));
    return response;
  }
  const auto told = find(request.key);
  response.error_code = told.error_code;
  response.error_message = told.error_code == ErrorCode::none ? "NONE" : told.error_message;
  response.node_id = told.node_id;
  response.host = told.host;
  response.port = told.port;
  return response;
}

std::optional<wire::JoinGroupResponse> Apis::answer(const wire::JoinGroupRequest& request, Asked& asked) {
  using Reply = ClassicGroup::JoinReply;
  if (!asked.pending) {
    const auto reply = std::make_shared<Reply>();
    asked.pending = reply;
    const Duration session_timeout = std::chrono::milliseconds(request.session_timeout_ms);
    const GroupSettings& settings = state_.groups.settings;
    ErrorCode error = check_coordinator(request.group_id, asked);
    Group* const group = state_.groups.find(request.group_id);
    if (error != ErrorCode::none) {
    } else if (session_timeout < settings.min_session_timeout || session_timeout > settings.max_session_timeout) {
      error = ErrorCode::invalid_session_timeout;
    } else if (group && group->consumer && !group->is_empty()) {
      error = ErrorCode::inconsistent_group_protocol;
    } else if (!request.member_id.empty() && (!group || !group->classic)) {
      error = ErrorCode::unknown_member_id;
    } else {
      Group& joined = state_.groups.find_or_make(request.group_id);
      joined.consumer.reset(); // (an empty one becomes a classic one)
      if (!joined.classic) joined.classic = std::make_unique<ClassicGroup>(settings);
      joined.classic->join(request, asked.version, asked.caller, asked.now, state_.random(), reply);
    }
    if (error != ErrorCode::none) {
      reply->done = true;
      reply->error = error;
      reply->member_id = request.member_id;
    }
  }
  const Reply& reply = *std::static_pointer_cast<Reply>(asked.pending);
  if (!reply.done) return std::nullopt;
  wire::JoinGroupResponse response;
  response.error_code = reply.error;
  response.generation_id = reply.generation;
  response.protocol_type = reply.protocol_type;
  response.protocol_name = reply.protocol;
  if (!reply.protocol && asked.version < 7) response.protocol_name = "";
  response.leader = reply.leader;
  response.member_id = reply.member_id;
  response.skip_assignment = reply.skip_assignment;
  for (const auto& member : reply.members)
    response.members.push_back({member.id, member.instance_id, wire::Bytes(std::string_view(member.metadata))});
  return response;
}

std::optional<wire::SyncGroupResponse> Apis::answer(const wire::SyncGroupRequest& request, Asked& asked) {
  using Reply = ClassicGroup::SyncReply;
  if (!asked.pending) {
    const auto reply = std::make_shared<Reply>();
    asked.pending = reply;
    ClassicGroup* const group = classic(request.group_id);
    reply->error = check_coordinator(request.group_id, asked);
    if (asked.version >= 5 && (!request.protocol_type || !request.protocol_name)) reply->error = ErrorCode::inconsistent_group_protocol;
    if (reply->error == ErrorCode::none && !group) reply->error = ErrorCode::unknown_member_id;
    if (reply->error != ErrorCode::none) reply->done = true;
    else group->sync(request, asked.now, reply);
  }
  const Reply& reply = *std::static_pointer_cast<Reply>(asked.pending);
  if (!reply.done) return std::nullopt;
  wire::SyncGroupResponse response;
  response.error_code = reply.error;
  response.protocol_type = reply.protocol_type;
  response.protocol_name = reply.protocol;
  response.assignment = wire::Bytes(std::string_view(reply.assignment));
  return response;
}

wire::HeartbeatResponse Apis::answer(const wire::HeartbeatRequest& request, const Asked& asked) {
  wire::HeartbeatResponse response;
  response.error_code = check_coordinator(request.group_id, asked);
  if (response.error_code != ErrorCode::none) return response;
  ClassicGroup* const group = classic(request.group_id);
  response.error_code = group ? group->heartbeat(request.member_id, request.group_instance_id, request.generation_id, asked.now)
                              : ErrorCode::unknown_member_id;
  return response;
}

wire::LeaveGroupResponse Apis::answer(const wire::LeaveGroupRequest& request, const Asked& asked) {
  wire::LeaveGroupResponse response;
  response.error_code = check_coordinator(request.group_id, asked);
  if (response.error_code != ErrorCode::none) return response;
  ClassicGroup* const group = classic(request.group_id);
  const auto leave = [&](std::string_view id, std::optional<std::string_view> instance) {
    return group ? group->leave(id, instance, asked.now) : ErrorCode::unknown_member_id;
  };
  if (asked.version < 3) {
    response.error_code = leave(request.member_id, std::nullopt);
    return response;
  }
  for (const auto& member : request.members) {
    const ErrorCode error = leave(member.member_id, member.group_instance_id);
    response.members.push_back({member.member_id, member.group_instance_id, error});
  }
  return response;
}

} // namespace klamm::mock
