// One consumer group of KIP-848 as its coordinator sees it: members with their epochs, a target assignment, and how each member is brought to it: what
// another member is to get is revoked first. Plain state that takes the time; lives on the mock's executor.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mock/group_settings.hpp"
#include "mock/server_assignors.hpp"
#include "wire/messages/consumer_group_heartbeat.hpp"

namespace klamm::mock {

/// An error with the words that a broker finds for it.
struct Refusal {
  ErrorCode error = ErrorCode::none;
  std::string message{};
  explicit operator bool() const noexcept { return error != ErrorCode::none; }
};

class ConsumerGroup {
public:
  enum class MemberState { stable, unrevoked_partitions, unreleased_partitions };
  struct Member {
    std::string id;
    std::optional<std::string> instance_id, rack_id, assignor;
    std::string client_id, client_host;
    std::set<std::string> topics{};
    std::string regex;
    Duration rebalance_timeout{};
    MemberState state = MemberState::stable;
    std::int32_t epoch = 0, previous_epoch = 0;
    IdPartitions assigned{}, revoking{};
    TimePoint deadline = never;  ///< until when it must be heard of
    TimePoint revoke_by = never; ///< until when it must have given up what is revoked
  };
  struct Reply {
    Refusal refusal{};
    std::string member_id{};
    std::int32_t epoch = 0;
    std::optional<IdPartitions> assignment{};
  };

  ConsumerGroup(std::string id, const GroupSettings& settings) : id_(std::move(id)), settings_(settings) {}

  /// `topics`: all that the cluster has, by name.
  Reply heartbeat(const wire::ConsumerGroupHeartbeatRequest& request, Caller caller, const std::vector<AssignedTopic>& topics,
                  TimePoint now, Random& random);
  /// Whether a member may commit, or fetch offsets, with this epoch.
  Refusal check_commit(std::string_view member_id, std::int32_t epoch, std::int16_t version) const;
  Refusal check_fetch(std::optional<std::string_view> member_id, std::int32_t epoch) const;

  /// Lets go of members that were not heard of or did not give up partitions in time.
  void step(TimePoint now);
  TimePoint next_deadline() const;
  /// Another broker is the coordinator now. All is written down but the time.
  void reload(TimePoint now);

  std::string_view state_name() const;
  std::string assignor() const;
  std::int32_t epoch() const noexcept { return epoch_; }
  std::int32_t assignment_epoch() const noexcept { return assignment_epoch_; }
  const TargetAssignment& target() const noexcept { return target_; }
  const std::map<std::string, Member, std::less<>>& members() const noexcept { return members_; }

private:
  Reply leave(const wire::ConsumerGroupHeartbeatRequest& request);
  Refusal find_member(const wire::ConsumerGroupHeartbeatRequest& request, const std::string& id, Member*& found);
  Refusal check_epoch(const Member& member, const wire::ConsumerGroupHeartbeatRequest& request) const;
  Member* static_member(std::string_view instance_id);
  bool update(Member& member, const wire::ConsumerGroupHeartbeatRequest& request, Caller caller);
  std::set<Uuid> subscribed(const Member& member, const std::vector<AssignedTopic>& topics) const;
  void assign(const std::vector<AssignedTopic>& topics);
  void remove(const std::string& id);
  bool is_held(const IdPartition& partition) const;
  void reconcile(Member& member, const std::optional<IdPartitions>& owned, TimePoint now);
  void next_assignment(Member& member, std::int32_t epoch, const std::optional<IdPartitions>& owned);

  static constexpr std::int32_t first_epoch = 1; ///< of a group that has no member yet, as in Kafka 4.3

  const std::string id_;
  const GroupSettings& settings_;
  std::int32_t epoch_ = first_epoch, assignment_epoch_ = 0;
  std::vector<AssignedTopic> known_topics_; ///< those that members subscribe to, when they were last divided
  TargetAssignment target_;
  std::map<std::string, Member, std::less<>> members_;
};

} // namespace klamm::mock
