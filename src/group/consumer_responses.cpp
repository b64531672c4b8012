// ConsumerProtocol's reactions to answers, by error code.
#include <algorithm>

#include "group/consumer_protocol.hpp"

namespace klamm::group {

using enum ConsumerState;

void ConsumerProtocol::on_response(Ticket ticket, const wire::ConsumerGroupHeartbeatResponse& response, TimePoint now) {
  if (ticket == leave_flight_) {
    leave_flight_ = 0;
    return;
  }
  if (ticket != flight_) return;
  flight_ = 0;
  if (response.error_code != ErrorCode::none) return judge_error(response, now);
  failures_ = 0;
  told_ = std::move(telling_);
  epoch_ = response.member_epoch;
  interval_ = std::chrono::milliseconds(std::max(response.heartbeat_interval_ms, 1));
  heartbeat_at_ = after(now, interval_);
  if (response.assignment) {
    target_.clear();
    for (const auto& topic : response.assignment->topic_partitions) {
      auto& partitions = target_[topic.topic_id];
      partitions.insert(partitions.end(), topic.partitions.begin(), topic.partitions.end());
    }
  }
  if (state_ == joining || (state_ == acknowledging && told_.owned == owned_by_id())) become(stable);
}

void ConsumerProtocol::judge_error(const wire::ConsumerGroupHeartbeatResponse& response, TimePoint now) {
  const ErrorCode code = response.error_code;
  const std::string_view said = response.error_message.value_or("");
  start_over(); // who knows what the broker took in
  switch (code) {
    case ErrorCode::coordinator_not_available:
    case ErrorCode::not_coordinator: coordinator_lost_ = true; return retry_later(now);
    case ErrorCode::coordinator_load_in_progress: return retry_later(now);
    case ErrorCode::unknown_member_id:
    case ErrorCode::fenced_member_epoch:
      retry_later(now);
      if (state_ == joining) return; // with nothing to lose
      return lose("a heartbeat was answered with " + std::string(error_code_name(code)));
    case ErrorCode::group_authorization_failed:
    case ErrorCode::invalid_request:
    case ErrorCode::group_max_size_reached:
    case ErrorCode::unsupported_assignor:
    case ErrorCode::unsupported_version:
    case ErrorCode::unreleased_instance_id:
    case ErrorCode::fenced_instance_id:
    case ErrorCode::invalid_regular_expression:
    case ErrorCode::invalid_group_id:
    case ErrorCode::inconsistent_group_protocol: return fail(membership_error(code, settings_, "sending a heartbeat", said));
    default: // may pass: topic authorization, codes that Kafka adds; told once in a row
      if (failures_ == 0) error_ = membership_error(code, settings_, "sending a heartbeat", said);
      return retry_later(now);
  }
}

void ConsumerProtocol::on_failure(Ticket ticket, const Error& error, TimePoint now) {
  if (ticket == leave_flight_) {
    leave_flight_ = 0; // the session ends it
    return;
  }
  if (ticket != flight_) return;
  flight_ = 0;
  start_over();
  if (error.code() == ErrorCode::serialization_failed)
    return fail(Error(error.code(), "group \"" + settings_.group_id + "\": the broker can't match patterns: " + error.cause(),
                      "subscribe(TopicPattern) with group.protocol=consumer needs brokers from 4.0 on; subscribe to topics by name, or use "
                      "group.protocol=classic"));
  if (error.code() == ErrorCode::unsupported_by_broker)
    return fail(Error(error.code(), "group \"" + settings_.group_id + "\": the broker has no consumer groups (KIP-848): " + error.cause(),
                      membership_error(error.code(), settings_, "").hint())
                    .with(error.context()));
  if (error.fatal() || error.code() == ErrorCode::group_authorization_failed) return fail(error);
  coordinator_lost_ = true;
  retry_later(now);
}

} // namespace klamm::group
