#include "group/consumer_protocol.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace klamm::group {
namespace {

using enum ConsumerState;

struct Transition {
  ConsumerState from, to;
};

constexpr std::array transitions{
    Transition{unsubscribed, joining}, // subscribe
    Transition{joining, stable},       // the broker gave an epoch
    Transition{joining, losing},       // what an error left goes first
    Transition{joining, unsubscribed},
    Transition{joining, failed},
    Transition{stable, reconciling},        // another assignment
    Transition{reconciling, acknowledging}, // the polling side is done
    Transition{acknowledging, stable},      // the broker was told
    Transition{acknowledging, reconciling}, // and had another assignment meanwhile
    Transition{stable, losing},             // fenced, or max.poll.interval.ms has passed
    Transition{reconciling, losing},
    Transition{acknowledging, losing},
    Transition{losing, joining}, // everything was given up
    Transition{losing, unsubscribed},
    Transition{stable, unsubscribed},
    Transition{reconciling, unsubscribed},
    Transition{acknowledging, unsubscribed},
    Transition{stable, failed},
    Transition{reconciling, failed},
    Transition{acknowledging, failed},
    Transition{failed, joining}, // another subscription
    Transition{failed, unsubscribed},
};

// A random UUID (RFC 4122, version 4) as Kafka prints it.
std::string new_member_id(Random& random) {
  for (;;) {
    Uuid id;
    for (std::uint8_t& byte : id.bytes) byte = static_cast<std::uint8_t>(random.below(256));
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0FU) | 0x40U);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3FU) | 0x80U);
    if (const std::string text = id.to_string(); text.front() != '-') return text; // tools take those for options
  }
}

} // namespace

std::string_view consumer_state_name(ConsumerState state) noexcept {
  switch (state) {
    case unsubscribed: return "unsubscribed";
    case joining: return "joining";
    case stable: return "stable";
    case reconciling: return "reconciling";
    case acknowledging: return "acknowledging";
    case losing: return "losing";
    case failed: return "failed";
  }
  return "?";
}

bool can_become(ConsumerState from, ConsumerState to) noexcept {
  return std::any_of(transitions.begin(), transitions.end(), [=](const Transition& t) { return t.from == from && t.to == to; });
}

ConsumerProtocol::ConsumerProtocol(MemberSettings settings, Random random, Log log)
    : settings_(std::move(settings)), random_(random), log_(std::move(log)), member_id_(new_member_id(random_)) {}

void ConsumerProtocol::become(ConsumerState next) {
  if (!can_become(state_, next))
    throw std::logic_error("a member of a consumer group cannot go from " + std::string(consumer_state_name(state_)) + " to " +
                           std::string(consumer_state_name(next)));
  log_(LogLevel::debug, "group", [&] {
    return "group " + settings_.group_id + ": " + std::string(consumer_state_name(state_)) + " -> " +
           std::string(consumer_state_name(next)) + ", member epoch " + std::to_string(epoch_);
  });
  state_ = next;
}

// What the user wants

void ConsumerProtocol::subscribe(std::vector<std::string> topics, std::string regex, TimePoint now) {
  topics_ = std::move(topics);
  regex_ = std::move(regex);
  last_polled_ = now;
  if (state_ != unsubscribed && state_ != failed) return; // the next heartbeat says it, at once
  const bool gives_up = event_ != 0 || !owned_.empty();
  start_over();
  epoch_ = 0;
  become(joining);
  if (gives_up) become(losing); // what an error left
}

void ConsumerProtocol::unsubscribe(TimePoint now) {
  if (state_ == unsubscribed) return;
  leave_ = epoch_ > 0 || flight_ != 0;
  become(unsubscribed);
  ++ownership_;
  epoch_ = 0;
  flight_ = 0;
  event_ = 0;
  owned_.clear();
  ids_.clear();
  target_.clear();
  unnamed_.clear();
  tell_.reset();
  retry_at_ = now;
}

void ConsumerProtocol::event_done(std::uint64_t number, TimePoint now) {
  if (number != event_ || number == 0) return;
  event_ = 0;
  owned_ = std::move(owned_after_);
  last_polled_ = now;
  ids_ = std::move(ids_after_);
  if (state_ == reconciling) become(acknowledging);
}

void ConsumerProtocol::commit_refused(const Identity& as, ErrorCode code, TimePoint now) {
  if (as.ownership != ownership_ || epoch_ <= 0) return;
  switch (code) {
    case ErrorCode::unknown_member_id:
    case ErrorCode::fenced_member_epoch: return lose("a commit was answered with " + std::string(error_code_name(code)));
    case ErrorCode::stale_member_epoch:
      if (as.generation == epoch_) heartbeat_at_ = now; // its answer has the new epoch
      return;
    default: return;
  }
}

// Moving on

// The coordinator doesn't count this member any more: its partitions may be others' already.
void ConsumerProtocol::lose(std::string_view reason) {
  log_(LogLevel::warning, "group", [&] { return "group " + settings_.group_id + ": the membership was lost: " + std::string(reason); });
  ++ownership_;
  epoch_ = 0;
  flight_ = 0;
  target_.clear();
  unnamed_.clear();
  become(losing);
}

void ConsumerProtocol::fail(Error error) {
  ++ownership_;
  epoch_ = 0;
  flight_ = 0;
  target_.clear();
  unnamed_.clear();
  error_ = std::move(error);
  become(failed);
}

void ConsumerProtocol::expire_polls(Step& step, TimePoint now) {
  if (epoch_ <= 0) return;
  const TimePoint overdue = after(last_polled_, settings_.max_poll_interval);
  if (now < overdue) {
    step.wake = std::min(step.wake, overdue);
    return;
  }
  leave_ = true;
  const auto interval = std::chrono::duration_cast<std::chrono::milliseconds>(settings_.max_poll_interval).count();
  tell_ =
      Error(ErrorCode::max_poll_exceeded,
            "group \"" + settings_.group_id + "\" was left, as poll was not called for max.poll.interval.ms=" + std::to_string(interval),
            "poll more often, with a smaller max.poll.records or a larger max.poll.interval.ms; the next poll joins again");
  lose("max.poll.interval.ms has passed");
}

Step ConsumerProtocol::step(TimePoint now, const cluster::MetadataSnapshot& cluster) {
  Step step;
  expire_polls(step, now);
  if (std::exchange(leave_, false)) step.sends.push_back(make_leave());
  if (state_ == losing || state_ == failed) step_losing(step);
  if (state_ == stable || state_ == acknowledging || state_ == reconciling) step_reconciliation(step, cluster);
  if (state_ == joining || state_ == stable || state_ == reconciling || state_ == acknowledging) step_heartbeat(step, now);
  step.coordinator_lost = std::exchange(coordinator_lost_, false);
  step.error = std::exchange(error_, std::nullopt);
  step.failed = state_ == failed;
  return step;
}

void ConsumerProtocol::emit(Step& step, std::vector<TopicPartition> revoked, bool lost, std::optional<std::vector<TopicPartition>> assigned,
                            std::map<std::string, Uuid> ids) {
  ids_after_ = std::move(ids);
  owned_after_ = without(owned_, revoked);
  if (assigned) owned_after_.insert(owned_after_.end(), assigned->begin(), assigned->end());
  std::sort(owned_after_.begin(), owned_after_.end());
  event_ = ++last_event_;
  step.event = RebalanceEvent{event_, 0, std::move(revoked), lost, std::move(assigned), ownership_, std::exchange(tell_, std::nullopt)};
}

void ConsumerProtocol::step_losing(Step& step) {
  if (event_ != 0) return;
  if (!owned_.empty() || tell_) return emit(step, owned_, true, std::nullopt, {});
  if (state_ == failed || leave_flight_ != 0) return; // the broker must know that it left before it joins as the same member
  start_over();
  become(joining);
}

void ConsumerProtocol::step_reconciliation(Step& step, const cluster::MetadataSnapshot& cluster) {
  unnamed_.clear();
  std::vector<TopicPartition> wanted;
  std::map<std::string, Uuid> ids;
  for (const auto& [id, partitions] : target_) {
    const cluster::Topic* const topic = cluster.topic(id);
    // A topic that is owned keeps its name, also when metadata forgets it.
    const auto owned = std::find_if(ids_.begin(), ids_.end(), [&id = id](const auto& known) { return known.second == id; });
    if (!topic && owned == ids_.end()) {
      unnamed_.push_back(id);
      continue;
    }
    const std::string& name = topic ? topic->name : owned->first;
    ids[name] = id;
    for (const std::int32_t partition : partitions) wanted.push_back({name, partition});
  }
  if (event_ != 0 || state_ == reconciling) return;
  std::sort(wanted.begin(), wanted.end());
  // Partitions of a topic that was recreated are others of the same name: given up, then assigned.
  std::vector<TopicPartition> kept;
  std::copy_if(owned_.begin(), owned_.end(), std::back_inserter(kept), [&](const TopicPartition& p) {
    const auto now = ids.find(p.topic), before = ids_.find(p.topic);
    return std::binary_search(wanted.begin(), wanted.end(), p) && before != ids_.end() && now->second == before->second;
  });
  std::vector<TopicPartition> revoked = without(owned_, kept), added = without(wanted, kept);
  if (revoked.empty() && added.empty()) return;
  become(reconciling);
  emit(step, std::move(revoked), false, std::move(added), std::move(ids));
}

// Sent when its time has come, and at once when there is something to tell.
void ConsumerProtocol::step_heartbeat(Step& step, TimePoint now) {
  if (flight_ != 0 || leave_flight_ != 0) return;
  if (retry_at_ > now) {
    step.wake = std::min(step.wake, retry_at_);
    return;
  }
  const bool has_news = state_ == joining || told_.topics != topics_ || told_.regex != regex_ || told_.owned != owned_by_id();
  if (!has_news && heartbeat_at_ > now) {
    step.wake = std::min(step.wake, heartbeat_at_);
    return;
  }
  step.sends.push_back(make_heartbeat());
  heartbeat_at_ = after(now, interval_);
}

// Requests

ConsumerProtocol::Target ConsumerProtocol::owned_by_id() const {
  Target owned;
  for (const TopicPartition& p : owned_) owned[ids_.at(p.topic)].push_back(p.partition);
  return owned;
}

Send ConsumerProtocol::make_heartbeat() {
  const auto kept = std::make_shared<Kept>();
  wire::ConsumerGroupHeartbeatRequest request;
  request.group_id = settings_.group_id;
  request.member_id = member_id_;
  request.member_epoch = state_ == joining ? 0 : epoch_;
  request.instance_id = kept->text_or_null(settings_.instance_id);
  // The broker keeps what it was told; after joining or an error nothing is taken for known.
  const bool everything = state_ == joining || !told_.owned;
  if (everything) {
    request.rack_id = kept->text_or_null(settings_.rack);
    request.rebalance_timeout_ms = static_cast<std::int32_t>(settings_.max_poll_interval / 1ms);
    request.server_assignor = kept->text_or_null(settings_.server_assignor);
  }
  if (everything || told_.topics != topics_) {
    request.subscribed_topic_names.emplace();
    for (const std::string& topic : topics_) request.subscribed_topic_names->push_back(kept->text(topic));
  }
  if (regex_ != told_.regex.value_or("")) request.subscribed_topic_regex = kept->text(regex_); // an empty one takes back the one before
  telling_ = {topics_, regex_, owned_by_id()};
  if (everything || told_.owned != telling_.owned) {
    Target owned = *telling_.owned;
    // What the polling side is about to take counts as taken: were it somebody else's meanwhile, the broker would not wait until it is given up again.
    if (state_ == reconciling) {
      for (const TopicPartition& p : without(owned_after_, owned_)) owned[ids_after_.at(p.topic)].push_back(p.partition);
    }
    request.topic_partitions.emplace();
    for (const auto& [id, partitions] : owned) request.topic_partitions->push_back({id, partitions});
  }
  flight_ = ++last_ticket_;
  return {flight_, std::move(request), kept, Duration::zero()};
}

Send ConsumerProtocol::make_leave() {
  const auto kept = std::make_shared<Kept>();
  wire::ConsumerGroupHeartbeatRequest request;
  request.group_id = settings_.group_id;
  request.member_id = member_id_;
  request.instance_id = kept->text_or_null(settings_.instance_id);
  request.member_epoch = settings_.instance_id.empty() ? -1 : -2; // a static member comes back
  leave_flight_ = ++last_ticket_;
  return {leave_flight_, std::move(request), kept, Duration::zero()};
}

} // namespace klamm::group
