#include "group/assignors/member_metadata.hpp"

#include "group/assignors/by_topic.hpp"
#include "wire/messages/consumer_protocol.hpp"

namespace klamm::group {
namespace {

std::optional<wire::Bytes> view(const std::optional<std::string>& bytes) {
  return bytes ? std::optional(wire::Bytes(*bytes)) : std::nullopt;
}
std::optional<std::string> copy(const std::optional<wire::Bytes>& bytes) {
  return bytes ? std::optional(std::string(bytes->text())) : std::nullopt;
}

ErrorContext doing(std::string what) {
  ErrorContext context;
  context.doing = std::move(what);
  return context;
}

} // namespace

Slice encode_member(const GroupMember& member) {
  wire::ConsumerProtocolSubscription message;
  message.topics.assign(member.topics.begin(), member.topics.end());
  message.user_data = view(member.user_data);
  message.owned_partitions = by_topic<wire::ConsumerProtocolSubscription::TopicPartitions>(member.owned_partitions);
  message.generation_id = member.generation_id;
  if (!member.rack_id.empty()) message.rack_id = member.rack_id;
  return wire::encode_with_version(message);
}

Result<GroupMember> decode_member(std::string_view member_id, std::string_view group_instance_id, ConstBytes metadata) {
  auto message = wire::decode_subscription(metadata);
  if (!message) return message.error().with(doing("reading what member " + std::string(member_id) + " subscribes to"));
  GroupMember member;
  member.member_id = member_id;
  member.group_instance_id = group_instance_id;
  member.topics.assign(message->topics.begin(), message->topics.end());
  member.user_data = copy(message->user_data);
  member.owned_partitions = flatten(message->owned_partitions);
  member.generation_id = message->generation_id;
  if (message->rack_id) member.rack_id = *message->rack_id;
  return member;
}

Slice encode_assignment(const MemberAssignment& assignment) {
  wire::ConsumerProtocolAssignment message;
  message.assigned_partitions = by_topic<wire::ConsumerProtocolAssignment::TopicPartitions>(assignment.partitions);
  message.user_data = view(assignment.user_data);
  return wire::encode_with_version(message);
}

Result<MemberAssignment> decode_assignment(ConstBytes bytes) {
  if (bytes.empty()) return MemberAssignment{};
  auto message = wire::decode_assignment(bytes);
  if (!message) return message.error().with(doing("reading this member's assignment"));
  return MemberAssignment{flatten(message->assigned_partitions), copy(message->user_data)};
}

} // namespace klamm::group
