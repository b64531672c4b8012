// How responses tell what a client may do (KIP-430). Pure.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "klamm/admin_types.hpp"

namespace klamm::admin {

/// The operations whose bits are set; nothing where the broker was not asked.
inline std::optional<std::vector<AclOperation>> authorized_operations(std::int32_t bits) {
  if (bits == std::numeric_limits<std::int32_t>::min()) return std::nullopt;
  std::vector<AclOperation> allowed;
  for (std::int8_t bit = 0; bit < 31; ++bit)
    if ((static_cast<std::uint32_t>(bits) >> bit & 1U) != 0) allowed.push_back(static_cast<AclOperation>(bit));
  return allowed;
}

} // namespace klamm::admin
