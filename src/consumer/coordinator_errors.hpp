// What each error of a group's coordinator leads to, whether offsets are committed there or asked for.
#pragma once

#include <cstdint>

#include "klamm/error.hpp"

namespace klamm::consumer {

enum class CoordinatorReaction : std::uint8_t {
  none,              ///< no error
  find_again,        ///< another broker coordinates the group now
  refresh_and_retry, ///< the coordinator, or we, don't know the topic yet
  membership,        ///< the membership must hear of it: the next generation or epoch tries again
  retry,             ///< the coordinator will know better soon
  tell,              ///< the user must do something
};

inline CoordinatorReaction coordinator_reaction(ErrorCode error) noexcept {
  switch (error) {
    case ErrorCode::none: return CoordinatorReaction::none;
    case ErrorCode::coordinator_not_available:
    case ErrorCode::not_coordinator:
    case ErrorCode::request_timed_out: return CoordinatorReaction::find_again;
    case ErrorCode::unknown_topic_or_partition:
    case ErrorCode::unknown_topic_id: return CoordinatorReaction::refresh_and_retry;
    case ErrorCode::rebalance_in_progress:
    case ErrorCode::illegal_generation:
    case ErrorCode::unknown_member_id:
    case ErrorCode::stale_member_epoch:
    case ErrorCode::fenced_member_epoch: return CoordinatorReaction::membership;
    default: return error_code_traits(error).retriable ? CoordinatorReaction::retry : CoordinatorReaction::tell;
  }
}

/// Whether a request that failed on its way would fail again.
inline bool fails_for_good(const Error& error) noexcept {
  return error.fatal() || error.code() == ErrorCode::unsupported_by_broker || error.code() == ErrorCode::serialization_failed ||
         error.code() == ErrorCode::group_authorization_failed;
}

} // namespace klamm::consumer
