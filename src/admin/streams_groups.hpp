// What StreamsGroupDescribe tells of a group (KIP-1071), as GroupDescription has it.
#pragma once

#include "admin/operation.hpp"
#include "klamm/admin_groups.hpp"
#include "wire/messages/streams_group_describe.hpp"

namespace klamm::admin {

GroupDescription streams_group_of(const wire::StreamsGroupDescribeResponse::Group& told, cluster::NodeId coordinator);

} // namespace klamm::admin
