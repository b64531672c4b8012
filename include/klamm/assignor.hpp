// How the members of a classic group divide partitions among themselves: what an assignor sees and gives. Users may write their own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/export.hpp"
#include "klamm/record.hpp"

namespace klamm {

/// What members do with their partitions while their group rebalances (KIP-429).
enum class RebalanceProtocol : unsigned char {
  eager,       ///< Give all of them up before joining.
  cooperative, ///< Keep them; give up only those that go to another member, which gets them in a second rebalance.
};

/// A partition, as an assignor sees it.
struct AssignablePartition {
  std::int32_t partition = 0;
  std::vector<std::string> racks; ///< Those of the brokers that hold a replica, each once; brokers without a rack are left out (KIP-881).
};

/// A topic that the cluster has and some member subscribes to.
struct AssignableTopic {
  std::string name;
  std::vector<AssignablePartition> partitions; ///< by number, not empty
};

/// What a member of the group said of itself when it joined.
struct GroupMember {
  std::string member_id;
  std::string group_instance_id;                ///< empty: none (KIP-345)
  std::vector<std::string> topics;              ///< what it subscribes to
  std::optional<std::string> user_data;         ///< its assignor's bytes, see Assignor::subscription_user_data()
  std::vector<TopicPartition> owned_partitions; ///< what it still has (KIP-429)
  std::int32_t generation_id = -1;              ///< of which generation; negative: it has none, or does not say (KIP-792)
  std::string rack_id;                          ///< its client.rack; empty: none (KIP-881)
};

/// What one member gets.
struct MemberAssignment {
  std::vector<TopicPartition> partitions;
  std::optional<std::string> user_data; ///< bytes for the member's assignor

  bool operator==(const MemberAssignment&) const = default;
};

/// Divides the partitions of a classic group's topics among its members; range, roundrobin, sticky and cooperative-sticky come with klamm.
///
/// Each consumer makes an instance of its own. Its members are called one at a time, on the client's executor, and should return soon. What they throw
/// ends this attempt to join, and poll tells it.
class KLAMM_EXPORT Assignor {
public:
  virtual ~Assignor() = default;

  /// What all members of the group must call it, as in partition.assignment.strategy.
  virtual std::string_view name() const = 0;
  /// The best protocol it knows. Members agree on one that the assignors of all of them know; every assignor must cope with eager.
  virtual RebalanceProtocol protocol() const { return RebalanceProtocol::eager; }

  /// Called before each joining: bytes that this member sends to the leader's assignor. By default none.
  virtual std::optional<std::string> subscription_user_data(const std::vector<std::string>& topics);
  /// Called on the group's leader: what each member gets, in the order of `members`. Gives a partition to at most one member, which subscribes to its topic.
  /// With the cooperative protocol a partition that another member owns is given to nobody for the moment: its owner gives it up, and joins again.
  virtual std::vector<MemberAssignment> assign(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members) = 0;
  /// Called on each member when it got its assignment.
  virtual void on_assignment(const MemberAssignment& assignment, std::int32_t generation_id);
};

/// Makes an assignor for one consumer.
using AssignorFactory = std::function<std::unique_ptr<Assignor>()>;

} // namespace klamm
