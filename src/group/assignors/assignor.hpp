// The assignors that come with klamm, by name, and what the leader checks of any assignor's work. The interface is public: klamm/assignor.hpp.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "cluster/metadata.hpp"
#include "klamm/assignor.hpp"
#include "klamm/result.hpp"

namespace klamm::group {

/// range, roundrobin, sticky or cooperative-sticky; null for any other name.
std::unique_ptr<Assignor> make_assignor(std::string_view name);

/// The topics that `members` subscribe to, in the order of their names; those that the cluster does not have are left out.
std::vector<AssignableTopic> assignable_topics(const cluster::MetadataSnapshot& metadata, std::span<const GroupMember> members);

/// Whether an assignor kept to its contract: an assignment for each member, of partitions that exist and that the member subscribes to, none given
/// twice, and with the cooperative protocol none that another member still owns. The built-in cooperative-sticky knows better which of two claims
/// holds (KIP-792), and is not asked for the last.
Result<void> check_assignment(const Assignor& assignor, RebalanceProtocol protocol, std::span<const AssignableTopic> topics,
                              std::span<const GroupMember> members, std::span<const MemberAssignment> assignments);

} // namespace klamm::group
