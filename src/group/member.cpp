#include "group/member.hpp"

#include <algorithm>
#include <iterator>

namespace klamm::group {
namespace {

std::string hint_for(ErrorCode code, const MemberSettings& settings) {
  switch (code) {
    case ErrorCode::group_authorization_failed: return "grant READ on the group to the client's principal";
    case ErrorCode::inconsistent_group_protocol:
      return "its members share no assignor (partition.assignment.strategy), or it is no group of consumers: use their assignors, or "
             "another group.id";
    case ErrorCode::fenced_instance_id:
      return "another process runs with group.instance.id=" + settings.instance_id + ": give each member its own";
    case ErrorCode::unreleased_instance_id:
      return "another member still holds group.instance.id=" + settings.instance_id +
             ": stop it, or wait for its session to end, then subscribe again";
    case ErrorCode::invalid_session_timeout:
      return "choose session.timeout.ms between the broker's group.min.session.timeout.ms and group.max.session.timeout.ms";
    case ErrorCode::invalid_group_id: return "choose another group.id";
    case ErrorCode::group_max_size_reached:
      return "the broker's group.max.size (or group.consumer.max.size) is reached: stop other members first";
    case ErrorCode::unsupported_assignor:
      return "group.remote.assignor=" + settings.server_assignor + " is none of the broker's group.consumer.assignors";
    case ErrorCode::invalid_regular_expression: return "the pattern must be a regular expression as RE2/J reads it";
    case ErrorCode::unsupported_by_broker:
    case ErrorCode::unsupported_version:
      return "group.protocol=consumer needs brokers from 4.0 on, with the feature group.version=1; group.protocol=classic works with all";
    case ErrorCode::serialization_failed: return "group.instance.id needs brokers from 2.3 on";
    default: return {};
  }
}

} // namespace

std::vector<TopicPartition> without(const std::vector<TopicPartition>& a, const std::vector<TopicPartition>& b) {
  std::vector<TopicPartition> left;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(left));
  return left;
}

Error membership_error(ErrorCode code, const MemberSettings& settings, std::string_view doing, std::string_view broker_said) {
  const std::string group = "group \"" + settings.group_id + "\": ";
  const std::string said = broker_said.empty()
                               ? "the broker answered " + std::string(error_code_name(code))
                               : "the broker answered " + std::string(error_code_name(code)) + ": " + std::string(broker_said);
  ErrorContext context;
  context.doing = doing;
  return Error(code, group + said, hint_for(code, settings)).with(context);
}

} // namespace klamm::group
