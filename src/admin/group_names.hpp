// The names that Kafka gives to types and states of groups.
#pragma once

#include <string>

#include "klamm/admin_groups.hpp"

namespace klamm::admin {

/// unknown where the name is. Brokers have written both "Consumer" and "consumer".
GroupType group_type(std::string_view name) noexcept;
GroupState group_state(std::string_view name) noexcept;
/// What every call about groups wants of their ids; Kafka knows a group "", too, but only with offsets.
Result<void> check_group_id(const std::string& group_id);

} // namespace klamm::admin
