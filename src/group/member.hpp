// What both group protocols share: who a member is and wants to be, what it asks to be sent, and what the polling side is to be told.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/buffer.hpp"
#include "base/time.hpp"
#include "klamm/error.hpp"
#include "klamm/record.hpp"
#include "net/backoff.hpp"
#include "wire/messages/consumer_group_heartbeat.hpp"
#include "wire/messages/heartbeat.hpp"
#include "wire/messages/join_group.hpp"
#include "wire/messages/leave_group.hpp"
#include "wire/messages/sync_group.hpp"

namespace klamm::group {

struct MemberSettings {
  std::string group_id;
  std::string instance_id; ///< empty: a dynamic member (KIP-345)
  std::string rack;
  std::string server_assignor; ///< consumer protocol: empty: the broker's choice
  Duration session_timeout = 45s;
  Duration heartbeat_interval = 3s;
  Duration max_poll_interval = 5min; ///< also how long a rebalance may take (KIP-62)
  net::Backoff backoff{100ms, 1s};
};

/// Counts the times that a member's partitions were taken from it, or given up with the membership. What was assigned in an earlier one may be somebody
/// else's by now.
using OwnershipEpoch = std::uint64_t;

/// As whom offsets are committed and fetched right now.
struct Identity {
  std::string member_id;
  std::int32_t generation = -1; ///< of a classic group, or the member epoch (KIP-848); -1: no member
  OwnershipEpoch ownership = 0;
  bool has_member_epoch = false; ///< KIP-848

  bool operator==(const Identity&) const = default;
};

/// What the polling side is to do, in this order; one at a time, until it says that it is done.
struct RebalanceEvent {
  std::uint64_t number = 0;
  std::uint64_t subscriptions = 0; ///< how often the user had unsubscribed; of an earlier time it means nothing
  std::vector<TopicPartition> revoked;
  bool lost = false; ///< those revoked may be somebody else's already
  /// Null: nothing is assigned, and nobody is told. May be empty.
  std::optional<std::vector<TopicPartition>> assigned;
  OwnershipEpoch ownership = 0; ///< what was assigned, here or before, belongs to
  std::optional<Error> error;   ///< for poll to give
};

using Request = std::variant<wire::JoinGroupRequest, wire::SyncGroupRequest, wire::HeartbeatRequest, wire::LeaveGroupRequest,
                             wire::ConsumerGroupHeartbeatRequest>;

/// What a request's views point into.
class Kept {
public:
  std::string_view text(std::string text) { return texts_.emplace_back(std::move(text)); }
  std::optional<std::string_view> text_or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(this->text(text));
  }
  wire::Bytes bytes(Slice bytes) { return slices_.emplace_back(std::move(bytes)).bytes(); }

private:
  std::deque<std::string> texts_;
  std::deque<Slice> slices_;
};

/// Names a request until it is answered; answers to one that is not waited for any more are dropped.
using Ticket = std::uint64_t;

struct Send {
  Ticket ticket = 0;
  Request request;
  std::shared_ptr<const Kept> kept;
  Duration patience = Duration::zero(); ///< zero: request.timeout.ms
};

struct Step {
  std::vector<Send> sends;
  std::optional<RebalanceEvent> event;
  std::optional<Error> error; ///< for poll to give
  bool failed = false;        ///< the error stays until the subscription changes
  bool coordinator_lost = false;
  TimePoint wake = never;
};

/// Those of `a` that are not in `b`; both sorted.
std::vector<TopicPartition> without(const std::vector<TopicPartition>& a, const std::vector<TopicPartition>& b);

/// An error that only the user can mend, in words that name the group and what to do.
Error membership_error(ErrorCode code, const MemberSettings& settings, std::string_view doing, std::string_view broker_said = {});

} // namespace klamm::group
