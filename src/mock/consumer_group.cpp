#include "mock/consumer_group.hpp"

#include <algorithm>
#include <regex>

#include "base/text.hpp"

namespace klamm::mock {
namespace {

constexpr std::int32_t leave_epoch = -1, static_leave_epoch = -2;

IdPartitions flat(const std::vector<wire::TopicIdPartitions>& topics) {
  IdPartitions partitions;
  for (const auto& topic : topics) {
    for (const std::int32_t partition : topic.partitions) partitions.emplace(topic.topic_id, partition);
  }
  return partitions;
}

} // namespace

ConsumerGroup::Reply ConsumerGroup::heartbeat(const wire::ConsumerGroupHeartbeatRequest& request, Caller caller,
                                              const std::vector<AssignedTopic>& topics, TimePoint now, Random& random) {
  step(now);
  if (request.member_epoch < 0) return leave(request);
  const std::string id =
      request.member_id.empty() ? new_member_uuid(random) : std::string(request.member_id); // (version 0: the broker names it)
  Member* found = nullptr;
  if (auto refusal = find_member(request, id, found)) return {std::move(refusal), {}, 0, {}};
  Member& member = *found;
  const bool changed = update(member, request, caller);
  member.deadline = after(now, settings_.session_timeout);

  std::vector<AssignedTopic> wanted;
  std::set<Uuid> ids;
  for (const auto& [key, each] : members_) ids.merge(subscribed(each, topics));
  std::ranges::copy_if(topics, std::back_inserter(wanted), [&ids](const AssignedTopic& topic) { return ids.contains(topic.id); });
  if (changed || wanted != known_topics_ || epoch_ == first_epoch) {
    ++epoch_;
    known_topics_ = std::move(wanted);
  }
  if (epoch_ > assignment_epoch_) assign(topics);

  const IdPartitions before = member.assigned;
  reconcile(member, request.topic_partitions ? std::optional(flat(*request.topic_partitions)) : std::nullopt, now);
  Reply reply{{}, member.id, member.epoch, {}};
  const bool is_full = request.member_epoch == 0 || (request.rebalance_timeout_ms != -1 && request.topic_partitions &&
                                                     (request.subscribed_topic_names || request.subscribed_topic_regex));
  if (is_full || member.assigned != before) reply.assignment = member.assigned;
  return reply;
}

ConsumerGroup::Reply ConsumerGroup::leave(const wire::ConsumerGroupHeartbeatRequest& request) {
  Member* member = nullptr;
  if (request.instance_id) {
    member = static_member(*request.instance_id);
    if (!member) return {{ErrorCode::unknown_member_id, "Instance id " + std::string(*request.instance_id) + " is unknown."}, {}, 0, {}};
    if (member->id != request.member_id)
      return {{ErrorCode::fenced_instance_id, "Static member " + std::string(request.member_id) + " with instance id " +
                                                  std::string(*request.instance_id) + " was fenced by member " + member->id + "."},
              {},
              0,
              {}};
  } else if (const auto found = members_.find(request.member_id); found != members_.end()) {
    member = &found->second;
  } else {
    return {
        {ErrorCode::unknown_member_id, "Member " + std::string(request.member_id) + " is not a member of group " + id_ + "."}, {}, 0, {}};
  }
  Reply reply{{}, member->id, request.member_epoch, {}};
  if (request.member_epoch == static_leave_epoch && request.instance_id) { // it may come back within its session timeout
    member->epoch = static_leave_epoch;
    member->state = MemberState::stable;
    member->revoking.clear();
    member->revoke_by = never;
  } else {
    remove(std::string(member->id));
  }
  return reply;
}

ConsumerGroup::Member* ConsumerGroup::static_member(std::string_view instance_id) {
  const auto found = std::ranges::find_if(members_, [&](const auto& entry) { return entry.second.instance_id == instance_id; });
  return found == members_.end() ? nullptr : &found->second;
}

Refusal ConsumerGroup::find_member(const wire::ConsumerGroupHeartbeatRequest& request, const std::string& id, Member*& found) {
  const auto known = members_.find(id);
  if (request.member_epoch == 0) {
    Member* const old = request.instance_id ? static_member(*request.instance_id) : nullptr;
    if (old && old->epoch != static_leave_epoch && old->id != id)
      return {ErrorCode::unreleased_instance_id, "Static member " + id + " with instance id " + std::string(*request.instance_id) +
                                                     " cannot join the group because the instance id is owned by " + old->id + " member."};
    if (old && old->id != id) { // the next life of a static member takes over what it had
      auto node = members_.extract(old->id);
      auto target = target_.extract(old->id);
      node.key() = id;
      found = &members_.insert(std::move(node)).position->second;
      found->id = id;
      if (!target.empty()) {
        target.key() = id;
        target_.insert(std::move(target));
      }
      found->epoch = found->previous_epoch = 0;
      return {};
    }
    if (known == members_.end() && members_.size() >= settings_.max_size)
      return {ErrorCode::group_max_size_reached,
              "The consumer group has reached its maximum capacity of " + std::to_string(settings_.max_size) + " members."};
    found = &members_[id];
    found->id = id;
    if (found->epoch == static_leave_epoch) found->epoch = found->previous_epoch = 0;
    return {};
  }
  if (request.instance_id) {
    Member* const owner = static_member(*request.instance_id);
    if (!owner) return {ErrorCode::unknown_member_id, "Instance id " + std::string(*request.instance_id) + " is unknown."};
    if (owner->id != id)
      return {ErrorCode::fenced_instance_id, "Static member " + id + " with instance id " + std::string(*request.instance_id) +
                                                 " was fenced by member " + owner->id + "."};
    found = owner;
  } else {
    if (known == members_.end()) return {ErrorCode::unknown_member_id, "Member " + id + " is not a member of group " + id_ + "."};
    found = &known->second;
  }
  return check_epoch(*found, request);
}

// A member whose last answer was lost may be one epoch behind, as long as it has nothing that it should not have.
Refusal ConsumerGroup::check_epoch(const Member& member, const wire::ConsumerGroupHeartbeatRequest& request) const {
  if (request.member_epoch == member.epoch) return {};
  if (request.member_epoch > member.epoch)
    return {ErrorCode::fenced_member_epoch, "The consumer group member has a greater member epoch (" +
                                                std::to_string(request.member_epoch) + ") than the one known by the group coordinator (" +
                                                std::to_string(member.epoch) + "). The member must abandon all its partitions and rejoin."};
  if (request.member_epoch == member.previous_epoch && request.topic_partitions &&
      std::ranges::includes(member.assigned, flat(*request.topic_partitions)))
    return {};
  return {ErrorCode::fenced_member_epoch, "The consumer group member has a smaller member epoch (" + std::to_string(request.member_epoch) +
                                              ") than the one known by the group coordinator (" + std::to_string(member.epoch) +
                                              "). The member must abandon all its partitions and rejoin."};
}

// True when what the member subscribes to has changed.
bool ConsumerGroup::update(Member& member, const wire::ConsumerGroupHeartbeatRequest& request, Caller caller) {
  if (request.instance_id) member.instance_id = owned(request.instance_id);
  if (request.rack_id) member.rack_id = owned(request.rack_id);
  if (request.server_assignor) member.assignor = owned(request.server_assignor);
  if (request.rebalance_timeout_ms != -1) member.rebalance_timeout = std::chrono::milliseconds(request.rebalance_timeout_ms);
  member.client_id = caller.client_id;
  member.client_host = caller.client_host;
  bool changed = false;
  if (request.subscribed_topic_names) {
    std::set<std::string> topics(request.subscribed_topic_names->begin(), request.subscribed_topic_names->end());
    changed = topics != member.topics;
    member.topics = std::move(topics);
  }
  if (request.subscribed_topic_regex) {
    changed = changed || member.regex != *request.subscribed_topic_regex;
    member.regex = *request.subscribed_topic_regex;
  }
  return changed;
}

std::set<Uuid> ConsumerGroup::subscribed(const Member& member, const std::vector<AssignedTopic>& topics) const {
  std::set<Uuid> ids;
  std::optional<std::regex> pattern;
  if (!member.regex.empty()) pattern.emplace(member.regex); // (checked when it came)
  for (const AssignedTopic& topic : topics) {
    if (member.topics.contains(topic.name) || (pattern && std::regex_match(topic.name, *pattern))) ids.insert(topic.id);
  }
  return ids;
}

std::string ConsumerGroup::assignor() const {
  std::map<std::string, std::size_t> votes;
  for (const auto& [id, member] : members_) {
    if (member.assignor) ++votes[*member.assignor];
  }
  const auto most = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
  return most == votes.end() ? "uniform" : most->first;
}

void ConsumerGroup::assign(const std::vector<AssignedTopic>& topics) {
  std::vector<AssignedMember> members;
  for (const auto& [id, member] : members_) {
    const auto before = target_.find(id);
    members.push_back(
        {id, member.instance_id.value_or(id), subscribed(member, topics), before == target_.end() ? IdPartitions() : before->second});
  }
  target_ = assignor() == "range" ? assign_ranges(known_topics_, members) : assign_uniformly(known_topics_, members);
  assignment_epoch_ = epoch_;
}

void ConsumerGroup::remove(const std::string& id) {
  members_.erase(id);
  target_.erase(id);
  ++epoch_;
}

bool ConsumerGroup::is_held(const IdPartition& partition) const {
  return std::ranges::any_of(
      members_, [&](const auto& entry) { return entry.second.assigned.contains(partition) || entry.second.revoking.contains(partition); });
}

void ConsumerGroup::reconcile(Member& member, const std::optional<IdPartitions>& owned_now, TimePoint now) {
  switch (member.state) {
    case MemberState::stable:
      if (member.epoch != assignment_epoch_) next_assignment(member, member.epoch, owned_now);
      break;
    case MemberState::unrevoked_partitions: { // it waits until the member has none of them any more
      const bool still_owns =
          !owned_now || std::ranges::any_of(member.revoking, [&](const auto& partition) { return owned_now->contains(partition); });
      if (!still_owns) {
        member.revoking.clear();
        next_assignment(member, member.epoch + 1, owned_now);
      }
      break;
    }
    case MemberState::unreleased_partitions: next_assignment(member, member.epoch, owned_now); break;
  }
  if (member.state != MemberState::unrevoked_partitions) member.revoke_by = never;
  else if (member.revoke_by == never) member.revoke_by = after(now, member.rebalance_timeout);
}

void ConsumerGroup::next_assignment(Member& member, std::int32_t epoch, const std::optional<IdPartitions>& owned_now) {
  const IdPartitions& target = target_[member.id];
  IdPartitions keeps, revokes, gets;
  for (const IdPartition& partition : member.assigned) (target.contains(partition) ? keeps : revokes).insert(partition);
  bool waits = false;
  for (const IdPartition& partition : target) {
    if (keeps.contains(partition)) continue;
    if (is_held(partition)) waits = true;
    else gets.insert(partition);
  }
  const bool owns_revoked =
      !owned_now || std::ranges::any_of(revokes, [&](const auto& partition) { return owned_now->contains(partition); });
  const std::int32_t old_epoch = member.epoch;
  if (!revokes.empty() && owns_revoked) {
    member.state = MemberState::unrevoked_partitions;
    member.epoch = epoch;
    member.assigned = std::move(keeps);
    member.revoking = std::move(revokes);
  } else {
    member.state = waits ? MemberState::unreleased_partitions : MemberState::stable;
    member.epoch = assignment_epoch_;
    keeps.merge(gets);
    member.assigned = std::move(keeps);
    member.revoking.clear();
  }
  if (member.epoch != old_epoch) member.previous_epoch = old_epoch;
}

Refusal ConsumerGroup::check_commit(std::string_view member_id, std::int32_t epoch, std::int16_t version) const {
  if (epoch < 0 && members_.empty()) return {};
  const auto found = members_.find(member_id);
  if (found == members_.end()) return {ErrorCode::unknown_member_id, {}};
  if (version < 9) return {ErrorCode::unsupported_version, {}};
  return epoch == found->second.epoch ? Refusal() : Refusal{ErrorCode::stale_member_epoch, {}};
}

Refusal ConsumerGroup::check_fetch(std::optional<std::string_view> member_id, std::int32_t epoch) const {
  if (!member_id && epoch < 0) return {};
  const auto found = members_.find(member_id.value_or(""));
  if (found == members_.end()) return {ErrorCode::unknown_member_id, {}};
  return epoch == found->second.epoch ? Refusal() : Refusal{ErrorCode::stale_member_epoch, {}};
}

void ConsumerGroup::step(TimePoint now) {
  std::vector<std::string> gone;
  for (const auto& [id, member] : members_) {
    if (member.deadline <= now || member.revoke_by <= now) gone.push_back(id);
  }
  for (const std::string& id : gone) remove(id);
}

TimePoint ConsumerGroup::next_deadline() const {
  TimePoint next = never;
  for (const auto& [id, member] : members_) next = std::min({next, member.deadline, member.revoke_by});
  return next;
}

void ConsumerGroup::reload(TimePoint now) {
  for (auto& [id, member] : members_) {
    member.deadline = after(now, settings_.session_timeout);
    if (member.revoke_by != never) member.revoke_by = after(now, member.rebalance_timeout);
  }
}

std::string_view ConsumerGroup::state_name() const {
  if (members_.empty()) return "Empty";
  if (epoch_ > assignment_epoch_) return "Assigning";
  const bool settled = std::ranges::all_of(
      members_, [this](const auto& entry) { return entry.second.state == MemberState::stable && entry.second.epoch == assignment_epoch_; });
  return settled ? "Stable" : "Reconciling";
}

} // namespace klamm::mock
