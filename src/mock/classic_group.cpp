#include "mock/classic_group.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace klamm::mock {
namespace {

constexpr Duration new_member_timeout = 5min; // Kafka's: a member may wait so long for its first generation

std::vector<std::pair<std::string, std::string>> protocols_of(const wire::JoinGroupRequest& request) {
  std::vector<std::pair<std::string, std::string>> protocols;
  for (const auto& protocol : request.protocols) protocols.emplace_back(protocol.name, protocol.metadata.text());
  return protocols;
}

const std::string& metadata(const ClassicGroup::Member& member, const std::string& protocol) {
  static const std::string none;
  const auto found = std::ranges::find(member.protocols, protocol, &std::pair<std::string, std::string>::first);
  return found == member.protocols.end() ? none : found->second;
}

Duration rebalance_timeout(const wire::JoinGroupRequest& request) {
  return std::chrono::milliseconds(request.rebalance_timeout_ms < 0 ? request.session_timeout_ms : request.rebalance_timeout_ms);
}

void fail(const ClassicGroup::Joining& reply, ErrorCode error, std::string_view member_id) {
  *reply = {};
  reply->done = true;
  reply->error = error;
  reply->member_id = member_id;
}

} // namespace

void ClassicGroup::join(const wire::JoinGroupRequest& request, std::int16_t version, Caller caller, TimePoint now, Random& random,
                        const Joining& reply) {
  step(now);
  const std::string_view id = request.member_id;
  if (!core_.members.contains(id) && core_.members.size() >= settings_.max_size) return fail(reply, ErrorCode::group_max_size_reached, id);
  if (!supports(request)) return fail(reply, ErrorCode::inconsistent_group_protocol, id);
  if (id.empty()) {
    const std::string new_id = std::string(request.group_instance_id.value_or(caller.client_id)) + "-" + new_member_uuid(random);
    if (request.group_instance_id) {
      if (Member* const old = static_member(*request.group_instance_id)) return replace_static(*old, request, version, new_id, now, reply);
      return add(request, new_id, caller, now, reply);
    }
    if (version < 4) return add(request, new_id, caller, now, reply);
    pending_[new_id] = after(now, std::chrono::milliseconds(request.session_timeout_ms));
    return fail(reply, ErrorCode::member_id_required, new_id);
  }
  if (pending_.contains(id) && !request.group_instance_id) return add(request, std::string(id), caller, now, reply);
  if (const ErrorCode error = check_member(id, request.group_instance_id); error != ErrorCode::none) return fail(reply, error, id);
  rejoin(core_.members.find(id)->second, request, now, reply);
}

void ClassicGroup::add(const wire::JoinGroupRequest& request, std::string id, Caller caller, TimePoint now, const Joining& reply) {
  if (core_.members.empty()) core_.protocol_type = request.protocol_type;
  if (core_.leader.empty()) core_.leader = id;
  pending_.erase(id);
  Member& member = core_.members[id];
  member = {.id = id,
            .instance_id = owned(request.group_instance_id),
            .client_id = std::string(caller.client_id),
            .client_host = std::string(caller.client_host),
            .session_timeout = std::chrono::milliseconds(request.session_timeout_ms),
            .rebalance_timeout = rebalance_timeout(request),
            .protocols = protocols_of(request),
            .assignment = {},
            .deadline = after(now, new_member_timeout),
            .is_new = true,
            .synced = false,
            .joining = reply,
            .syncing = nullptr};
  more_came_ = true;
  rebalance_or_complete(now);
}

void ClassicGroup::rejoin(Member& member, const wire::JoinGroupRequest& request, TimePoint now, const Joining& reply) {
  const auto protocols = protocols_of(request);
  const bool same = protocols == member.protocols;
  const bool repeats = (state_ == State::completing_rebalance && same) || (state_ == State::stable && same && core_.leader != member.id);
  if (member.joining && member.joining != reply)
    fail(member.joining, ErrorCode::rebalance_in_progress, member.id); // asked by a connection that is gone
  member.joining = reply;
  if (repeats) { // it did not hear the answer, or asks again for no reason
    reply->members.clear();
    return answer_join(member, now);
  }
  member.protocols = protocols;
  member.session_timeout = std::chrono::milliseconds(request.session_timeout_ms);
  member.rebalance_timeout = rebalance_timeout(request);
  rebalance_or_complete(now);
}

// The instance has restarted: it takes the place of its former self (KIP-345), without a rebalance where nothing changes for the others.
void ClassicGroup::replace_static(Member& old, const wire::JoinGroupRequest& request, std::int16_t version, std::string id, TimePoint now,
                                  const Joining& reply) {
  const std::string old_id = old.id, old_leader = core_.leader;
  if (old.joining) fail(old.joining, ErrorCode::fenced_instance_id, old_id);
  if (old.syncing) answer_sync(old, ErrorCode::fenced_instance_id, now);
  auto node = core_.members.extract(old_id);
  node.key() = id;
  Member& member = core_.members.insert(std::move(node)).position->second;
  member.id = id;
  member.joining = reply;
  member.protocols = protocols_of(request);
  member.session_timeout = std::chrono::milliseconds(request.session_timeout_ms);
  member.rebalance_timeout = rebalance_timeout(request);
  heard(member, now);
  if (core_.leader == old_id) core_.leader = id;
  if (state_ != State::stable) return rebalance_or_complete(now);
  if (core_.protocol != select_protocol()) return prepare_rebalance(now);
  written_ = core_;
  const bool skips = version >= 9; // KIP-814: who leads may see the members, but assigns nothing
  answer_join(member, now);
  reply->skip_assignment = skips && core_.leader == id;
  if (!skips) {
    reply->leader = old_leader;
    reply->members.clear();
  }
}

void ClassicGroup::rebalance_or_complete(TimePoint now) {
  if (state_ == State::preparing_rebalance) complete_if_all_joined(now);
  else prepare_rebalance(now);
}

void ClassicGroup::prepare_rebalance(TimePoint now) {
  for (auto& [id, member] : core_.members) {
    if (state_ == State::completing_rebalance) member.assignment.clear();
    if (member.syncing) answer_sync(member, ErrorCode::rebalance_in_progress, now);
  }
  sync_deadline_ = never;
  initial_ = state_ == State::empty;
  state_ = State::preparing_rebalance;
  if (initial_) {
    more_came_ = false;
    join_deadline_ = after(now, settings_.initial_rebalance_delay);
    initial_left_ = std::max(longest_rebalance() - settings_.initial_rebalance_delay, Duration(0));
    if (settings_.initial_rebalance_delay == Duration(0)) end_initial_delay(now);
    return;
  }
  join_deadline_ = after(now, longest_rebalance());
  complete_if_all_joined(now);
}

void ClassicGroup::end_initial_delay(TimePoint now) {
  if (!more_came_ || initial_left_ == Duration(0)) return complete_join(now);
  more_came_ = false;
  const Duration delay = std::min(settings_.initial_rebalance_delay, initial_left_);
  initial_left_ -= delay;
  join_deadline_ = after(now, delay);
}

void ClassicGroup::complete_if_all_joined(TimePoint now) {
  if (state_ != State::preparing_rebalance || initial_ || !pending_.empty()) return;
  if (std::ranges::all_of(core_.members, [](const auto& entry) { return entry.second.joining != nullptr; })) complete_join(now);
}

void ClassicGroup::complete_join(TimePoint now) {
  std::erase_if(core_.members, [](const auto& entry) { return !entry.second.joining && !entry.second.instance_id; });
  const auto leader = core_.members.find(core_.leader);
  if (leader == core_.members.end() || !leader->second.joining) {
    const auto other = std::ranges::find_if(core_.members, [](const auto& entry) { return entry.second.joining != nullptr; });
    if (other == core_.members.end() && !core_.members.empty()) { // only static members, none of them back yet: they get more time
      join_deadline_ = after(now, longest_rebalance());
      return;
    }
    core_.leader = other == core_.members.end() ? std::string() : other->first;
  }
  join_deadline_ = never;
  initial_ = false;
  ++core_.generation;
  if (core_.members.empty()) {
    state_ = State::empty;
    core_.protocol.reset();
    written_ = core_;
    return;
  }
  core_.protocol = select_protocol();
  state_ = State::completing_rebalance;
  sync_deadline_ = after(now, longest_rebalance());
  for (auto& [id, member] : core_.members) {
    member.is_new = member.synced = false;
    if (member.joining) answer_join(member, now);
    else heard(member, now);
  }
}

void ClassicGroup::answer_join(Member& member, TimePoint now) {
  const Joining joining = std::exchange(member.joining, nullptr); // (the asker may be gone)
  JoinReply& reply = *joining;
  reply = {.done = true,
           .error = ErrorCode::none,
           .generation = core_.generation,
           .protocol_type = core_.protocol_type,
           .protocol = core_.protocol,
           .leader = core_.leader,
           .member_id = member.id,
           .skip_assignment = false,
           .members = {}};
  if (member.id == core_.leader) {
    for (const auto& [id, other] : core_.members) reply.members.push_back({id, other.instance_id, metadata(other, *core_.protocol)});
  }
  heard(member, now);
}

void ClassicGroup::sync(const wire::SyncGroupRequest& request, TimePoint now, const Syncing& reply) {
  step(now);
  const auto refuse = [&reply](ErrorCode error) {
    reply->done = true;
    reply->error = error;
  };
  if (const ErrorCode error = check_member(request.member_id, request.group_instance_id); error != ErrorCode::none) return refuse(error);
  if (request.generation_id != core_.generation) return refuse(ErrorCode::illegal_generation);
  if ((request.protocol_type && request.protocol_type != core_.protocol_type) ||
      (request.protocol_name && request.protocol_name != core_.protocol))
    return refuse(ErrorCode::inconsistent_group_protocol);
  if (state_ == State::empty) return refuse(ErrorCode::unknown_member_id);
  if (state_ == State::preparing_rebalance) return refuse(ErrorCode::rebalance_in_progress);
  Member& member = core_.members.find(request.member_id)->second;
  if (member.syncing && member.syncing != reply) answer_sync(member, ErrorCode::rebalance_in_progress, now);
  member.synced = true;
  member.syncing = reply;
  if (state_ == State::stable) return answer_sync(member, ErrorCode::none, now);
  if (member.id != core_.leader) return;
  for (auto& [id, other] : core_.members) {
    const auto given = std::ranges::find(request.assignments, id, &wire::SyncGroupRequest::Assignment::member_id);
    other.assignment = given == request.assignments.end() ? std::string() : std::string(given->assignment.text());
  }
  state_ = State::stable;
  for (auto& [id, other] : core_.members) {
    if (other.syncing) answer_sync(other, ErrorCode::none, now);
    heard(other, now);
  }
  written_ = core_;
}

void ClassicGroup::answer_sync(Member& member, ErrorCode error, TimePoint now) {
  const Syncing syncing = std::exchange(member.syncing, nullptr);
  SyncReply& reply = *syncing;
  reply.done = true;
  reply.error = error;
  if (error == ErrorCode::none) {
    reply.protocol_type = core_.protocol_type;
    reply.protocol = core_.protocol;
    reply.assignment = member.assignment;
  }
  heard(member, now);
}

ErrorCode ClassicGroup::heartbeat(std::string_view member_id, std::optional<std::string_view> instance_id, std::int32_t generation,
                                  TimePoint now) {
  step(now);
  if (const ErrorCode error = check_member(member_id, instance_id); error != ErrorCode::none) return error;
  if (generation != core_.generation) return ErrorCode::illegal_generation;
  if (state_ == State::empty) return ErrorCode::unknown_member_id;
  heard(core_.members.find(member_id)->second, now);
  return state_ == State::preparing_rebalance ? ErrorCode::rebalance_in_progress : ErrorCode::none;
}

ErrorCode ClassicGroup::leave(std::string_view member_id, std::optional<std::string_view> instance_id, TimePoint now) {
  step(now);
  if (member_id.empty()) { // by its instance id alone: an administrator
    const Member* const named = instance_id ? static_member(*instance_id) : nullptr;
    if (!named) return ErrorCode::unknown_member_id;
    remove(std::string(named->id), now);
    return ErrorCode::none;
  }
  if (const auto pending = pending_.find(member_id); pending != pending_.end()) {
    pending_.erase(pending);
    complete_if_all_joined(now);
    return ErrorCode::none;
  }
  if (const ErrorCode error = check_member(member_id, instance_id); error != ErrorCode::none) return error;
  remove(std::string(member_id), now);
  return ErrorCode::none;
}

ErrorCode ClassicGroup::commit(std::string_view member_id, std::optional<std::string_view> instance_id, std::int32_t generation,
                               TimePoint now) {
  step(now);
  if (generation < 0 && state_ == State::empty) return ErrorCode::none; // a consumer without a membership, or an administrator
  if (generation < 0 && member_id.empty() && !instance_id) return ErrorCode::unknown_member_id;
  if (const ErrorCode error = check_member(member_id, instance_id); error != ErrorCode::none) return error;
  if (generation != core_.generation) return ErrorCode::illegal_generation;
  if (state_ == State::completing_rebalance) return ErrorCode::rebalance_in_progress;
  heard(core_.members.find(member_id)->second, now);
  return ErrorCode::none;
}

void ClassicGroup::remove(const std::string& id, TimePoint now) {
  Member& member = core_.members.find(id)->second;
  if (member.joining) fail(member.joining, ErrorCode::unknown_member_id, id);
  if (member.syncing) answer_sync(member, ErrorCode::unknown_member_id, now);
  core_.members.erase(id);
  if (core_.leader == id) core_.leader = core_.members.empty() ? std::string() : core_.members.begin()->first;
  rebalance_or_complete(now);
}

void ClassicGroup::expire_syncs(TimePoint now) {
  sync_deadline_ = never;
  const bool someone_did_not = std::erase_if(core_.members, [](const auto& entry) { return !entry.second.synced; }) > 0;
  if (!someone_did_not) return;
  if (!core_.members.contains(core_.leader)) core_.leader = core_.members.empty() ? std::string() : core_.members.begin()->first;
  prepare_rebalance(now);
}

Duration ClassicGroup::longest_rebalance() const {
  Duration longest{0};
  for (const auto& [id, member] : core_.members) longest = std::max(longest, member.rebalance_timeout);
  return longest;
}

void ClassicGroup::step(TimePoint now) {
  if (std::erase_if(pending_, [now](const auto& entry) { return entry.second <= now; }) > 0) complete_if_all_joined(now);
  std::vector<std::string> silent;
  for (auto& [id, member] : core_.members) {
    if (member.deadline > now) continue;
    if (!member.is_new && (member.joining || member.syncing)) member.deadline = never; // it waits for us; its answer begins a new session
    else silent.push_back(id);
  }
  for (const std::string& id : silent) {
    if (core_.members.contains(id)) remove(id, now);
  }
  if (join_deadline_ <= now) initial_ ? end_initial_delay(now) : complete_join(now);
  if (sync_deadline_ <= now) expire_syncs(now);
}

TimePoint ClassicGroup::next_deadline() const {
  TimePoint next = std::min(join_deadline_, sync_deadline_);
  for (const auto& [id, deadline] : pending_) next = std::min(next, deadline);
  for (const auto& [id, member] : core_.members) next = std::min(next, member.deadline);
  return next;
}

void ClassicGroup::reload(TimePoint now) {
  for (auto& [id, member] : core_.members) {
    if (member.joining) fail(std::exchange(member.joining, nullptr), ErrorCode::not_coordinator, id);
    if (member.syncing) answer_sync(member, ErrorCode::not_coordinator, now);
  }
  core_ = written_;
  pending_.clear();
  join_deadline_ = sync_deadline_ = never;
  initial_ = false;
  state_ = core_.members.empty() ? State::empty : State::stable;
  for (auto& [id, member] : core_.members) {
    member.joining.reset();
    member.syncing.reset();
    heard(member, now);
  }
}

} // namespace klamm::mock
