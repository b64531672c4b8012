// What members of a classic group tell each other, between GroupMember or MemberAssignment and the bytes in JoinGroup and SyncGroup.
#pragma once

#include <string_view>

#include "base/buffer.hpp"
#include "klamm/assignor.hpp"
#include "klamm/result.hpp"

namespace klamm::group {

/// JoinGroupRequest.Protocols[].Metadata. Member and instance ids are not part of it.
Slice encode_member(const GroupMember& member);
/// JoinGroupResponse.Members[].Metadata, written by any client.
Result<GroupMember> decode_member(std::string_view member_id, std::string_view group_instance_id, ConstBytes metadata);

/// SyncGroupRequest.Assignments[].Assignment
Slice encode_assignment(const MemberAssignment& assignment);
/// SyncGroupResponse.Assignment; no bytes at all are an empty assignment.
Result<MemberAssignment> decode_assignment(ConstBytes bytes);

} // namespace klamm::group
