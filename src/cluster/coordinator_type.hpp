// What FindCoordinator looks for.
#pragma once

#include <cstdint>
#include <string_view>

namespace klamm::cluster {

enum class CoordinatorType : std::int8_t { group = 0, transaction = 1, share = 2 };

constexpr std::string_view coordinator_type_name(CoordinatorType type) noexcept {
  switch (type) {
    case CoordinatorType::group: return "group";
    case CoordinatorType::transaction: return "transactional id";
    case CoordinatorType::share: return "share partition";
  }
  return "?";
}

} // namespace klamm::cluster
