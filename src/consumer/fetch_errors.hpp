// What each error code of a fetched partition, or of one whose offset was asked for, leads to.
#pragma once

#include <cstdint>
#include <string>

#include "klamm/error.hpp"
#include "klamm/record.hpp"

namespace klamm::consumer {

enum class FetchReaction : std::uint8_t {
  none,              ///< no error
  retry,             ///< the broker will know better soon
  refresh_and_retry, ///< what we know of the cluster is old
  reset,             ///< the position doesn't exist (any more)
  tell_and_retry,    ///< the user must do something outside; it works again once that is done
  tell_and_stop,     ///< the user must seek
};

constexpr FetchReaction reaction_to(ErrorCode error) noexcept {
  switch (error) {
    case ErrorCode::none: return FetchReaction::none;
    case ErrorCode::not_leader_or_follower:
    case ErrorCode::leader_not_available:
    case ErrorCode::replica_not_available:
    case ErrorCode::kafka_storage_error:
    case ErrorCode::fenced_leader_epoch:
    case ErrorCode::offset_not_available:
    case ErrorCode::listener_not_found:
    case ErrorCode::unknown_topic_or_partition:
    case ErrorCode::unknown_topic_id:
    case ErrorCode::inconsistent_topic_id: return FetchReaction::refresh_and_retry;
    case ErrorCode::unknown_leader_epoch: // the broker's view is the older one
    case ErrorCode::unknown_server_error:
    case ErrorCode::request_timed_out:
    case ErrorCode::broker_not_available:
    case ErrorCode::offset_moved_to_tiered_storage:
    case ErrorCode::throttling_quota_exceeded: return FetchReaction::retry;
    case ErrorCode::offset_out_of_range: return FetchReaction::reset;
    case ErrorCode::corrupt_message: return FetchReaction::tell_and_stop; // the broker could not read its own log there
    default: return FetchReaction::tell_and_retry;                        // TOPIC_AUTHORIZATION_FAILED, and what no broker should say
  }
}

/// Says where an error happened.
inline Error error_at(const Error& error, const TopicPartition& partition, std::string doing) {
  ErrorContext context;
  context.doing = std::move(doing);
  context.topic = partition.topic;
  context.partition = partition.partition;
  return error.with(context);
}

} // namespace klamm::consumer
