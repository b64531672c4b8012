#include "admin/share_offsets.hpp"

#include "admin/offsets_of_groups.hpp"
#include "wire/messages/alter_share_group_offsets.hpp"
#include "wire/messages/delete_share_group_offsets.hpp"
#include "wire/messages/describe_share_group_offsets.hpp"

namespace klamm::admin {
namespace {

Result<std::optional<ShareOffset>> offset_of(const wire::DescribeShareGroupOffsetsResponse::Partition& told) {
  if (told.error_code != ErrorCode::none) return Verdicts::error_of(told.error_code, told.error_message);
  if (told.start_offset < 0) return std::optional<ShareOffset>();
  ShareOffset offset{told.start_offset, told.leader_epoch, std::nullopt};
  if (told.lag >= 0) offset.lag = told.lag;
  return std::optional(offset);
}

} // namespace

Result<void> ListShareOffsets::check_input(const GroupOffsetsSpec& group) const { return check_spec(group); }

Exchange ListShareOffsets::ask(const net::Connection& connection, Items items, Duration) {
  wire::DescribeShareGroupOffsetsRequest request;
  for (const std::size_t item : items) {
    auto& group = request.groups.emplace_back();
    group.group_id = input(item).group_id;
    ask_topics(group.topics, input(item));
  }
  auto read = [this, answered = Answered<std::string_view>(items, [this](std::size_t item) {
                       return std::string_view(input(item).group_id);
                     })](const wire::DescribeShareGroupOffsetsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.groups) {
      const auto item = answered.take(told.group_id);
      if (!item) continue;
      if (told.error_code != ErrorCode::none) {
        verdicts.failed(*item, Verdicts::error_of(told.error_code, told.error_message));
        continue;
      }
      std::map<TopicPartition, Result<std::optional<ShareOffset>>> offsets;
      for (const auto& topic : told.topics)
        for (const auto& one : topic.partitions) offsets.emplace(TopicPartition{std::string(topic.name), one.index}, offset_of(one));
      keep(*item, in_order_of(input(*item), std::move(offsets)), verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

Result<void> AlterShareOffsets::check_input(const NewShareOffset& offset) const {
  if (const auto fine = check_group_id(group_id_); !fine) return fine;
  if (offset.start_offset < 0)
    return Error(ErrorCode::offset_out_of_range, "the offset " + std::to_string(offset.start_offset) + " is negative",
                 "look it up with list_offsets() first");
  return check_partition(offset.partition);
}

Exchange AlterShareOffsets::ask(const net::Connection& connection, Items items, Duration) {
  wire::AlterShareGroupOffsetsRequest request;
  request.group_id = group_id_;
  for (const std::size_t item : items)
    partitions_in(request.topics, input(item).partition.topic).push_back({input(item).partition.partition, input(item).start_offset});
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item).partition); })](
                  const wire::AlterShareGroupOffsetsResponse& response, Verdicts& verdicts) mutable {
    if (response.error_code != ErrorCode::none)
      return answered.all_failed(Verdicts::error_of(response.error_code, response.error_message), verdicts);
    tell_partitions(answered, response.topics,
                    [&](std::size_t item, const auto& told) { say(item, told.error_code, told.error_message, verdicts); });
  };
  return exchange(connection, request, std::move(read));
}

Result<void> DeleteShareOffsets::check_input(const std::string& topic) const {
  if (const auto fine = check_group_id(group_id_); !fine) return fine;
  if (topic.empty()) return Error(ErrorCode::invalid_topic_exception, "the topic's name is empty");
  return {};
}

Exchange DeleteShareOffsets::ask(const net::Connection& connection, Items items, Duration) {
  wire::DeleteShareGroupOffsetsRequest request;
  request.group_id = group_id_;
  for (const std::size_t item : items) request.topics.push_back({input(item)});
  auto read = [this, answered = by_name(items)](const wire::DeleteShareGroupOffsetsResponse& response, Verdicts& verdicts) mutable {
    if (response.error_code != ErrorCode::none)
      return answered.all_failed(Verdicts::error_of(response.error_code, response.error_message), verdicts);
    for (const auto& told : response.topics)
      if (const auto item = answered.take(told.name)) say(*item, told.error_code, told.error_message, verdicts);
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
