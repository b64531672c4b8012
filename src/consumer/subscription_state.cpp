#include "consumer/subscription_state.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace klamm::consumer {
namespace {

using enum FetchState;

struct Transition {
  FetchState from, to;
};

// A seek leads from any state to fetching or awaiting_reset.
constexpr std::array transitions{
    Transition{initializing, awaiting_reset},        // no committed offset, or a seek
    Transition{initializing, fetching},              // a committed offset, or a seek
    Transition{initializing, stopped},               // no position, and auto.offset.reset=none
    Transition{awaiting_reset, awaiting_reset},      // a seek, or another strategy: by_duration found no record
    Transition{awaiting_reset, fetching},            // ListOffsets found it
    Transition{awaiting_reset, stopped},             // ListOffsets may not be asked (authorization)
    Transition{fetching, fetching},                  // a seek, or the end of a truncated log
    Transition{fetching, awaiting_reset},            // OFFSET_OUT_OF_RANGE
    Transition{fetching, awaiting_validation},       // another leader, which does not compare epochs with each fetch
    Transition{awaiting_validation, fetching},       // nothing is lost, or the end of a truncated log; a seek
    Transition{awaiting_validation, awaiting_reset}, // the leader does not know where it was truncated; a seek
    Transition{awaiting_validation, stopped},        // the same without a strategy, authorization
    Transition{fetching, stopped},                   // OFFSET_OUT_OF_RANGE without a strategy, a corrupt batch, authorization
    Transition{stopped, fetching},                   // a seek
    Transition{stopped, awaiting_reset},             // a seek
    Transition{stopped, stopped},
};

} // namespace

std::string_view fetch_state_name(FetchState state) noexcept {
  switch (state) {
    case initializing: return "initializing";
    case awaiting_reset: return "awaiting reset";
    case awaiting_validation: return "awaiting validation";
    case fetching: return "fetching";
    case stopped: return "stopped";
  }
  return "?";
}

bool can_become(FetchState from, FetchState to) noexcept {
  return std::any_of(transitions.begin(), transitions.end(), [=](const Transition& t) { return t.from == from && t.to == to; });
}

void AssignedPartition::become(FetchState next) {
  if (!can_become(state_, next))
    throw std::logic_error("a partition cannot go from " + std::string(fetch_state_name(state_)) + " to " +
                           std::string(fetch_state_name(next)));
  state_ = next;
}

void AssignedPartition::seek(const SeekTarget& target, PositionVersion version) {
  version_ = version;
  succeeded();
  if (target.is_offset()) reset_to(target.position);
  else request_reset(target.strategy);
}

void AssignedPartition::request_reset(const AutoOffsetReset& strategy) {
  become(awaiting_reset);
  strategy_ = strategy;
  position_ = {};
  start_ = -1;
  back_to_leader();
}

void AssignedPartition::reset_to(const FetchPosition& position) {
  become(fetching);
  position_ = position;
  start_ = position.offset;
  validated_in_ = -1;
}

void AssignedPartition::advance(const FetchPosition& position) { position_ = position; }

void AssignedPartition::stop() { become(stopped); }

void AssignedPartition::await_validation() { become(awaiting_validation); }

void AssignedPartition::validated(std::int32_t leader_epoch) {
  become(fetching);
  validated_in_ = leader_epoch;
}

AssignedPartition& SubscriptionState::assign(PartitionPtr handle, PositionVersion version) {
  auto& added = *partitions_.emplace_back(std::make_unique<AssignedPartition>(std::move(handle), version));
  by_id_[added.id()] = &added;
  by_name_[{added.name().topic, added.name().partition}] = &added;
  ++assignment_version_;
  return added;
}

void SubscriptionState::revoke(PartitionId id) {
  AssignedPartition* const partition = find(id);
  if (!partition) return;
  by_id_.erase(id);
  const auto named = by_name_.find({partition->name().topic, partition->name().partition});
  if (named != by_name_.end() && named->second == partition) by_name_.erase(named);
  std::erase_if(partitions_, [=](const auto& held) { return held.get() == partition; });
  ++assignment_version_;
}

void SubscriptionState::clear() {
  by_id_.clear();
  by_name_.clear();
  partitions_.clear();
  ++assignment_version_;
}

AssignedPartition* SubscriptionState::find(PartitionId id) noexcept {
  const auto found = by_id_.find(id);
  return found != by_id_.end() ? found->second : nullptr;
}

AssignedPartition* SubscriptionState::find(std::string_view topic, std::int32_t partition) noexcept {
  const auto found = by_name_.find({topic, partition});
  return found != by_name_.end() ? found->second : nullptr;
}

std::vector<std::string> SubscriptionState::topics() const {
  std::vector<std::string> names;
  for (const auto& partition : partitions_) names.push_back(partition->name().topic);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

} // namespace klamm::consumer
