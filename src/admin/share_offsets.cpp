#include "admin/share_offsets.hpp"

#include "admin/group_names.hpp"
#include "admin/partitions.hpp"
#include "wire/messages/alter_share_group_offsets.hpp"
#include "wire/messages/delete_share_group_offsets.hpp"
#include "wire/messages/describe_share_group_offsets.hpp"

namespace klamm::admin {
namespace {

using Told = wire::DescribeShareGroupOffsetsResponse;

Result<std::optional<ShareOffset>> offset_of(const Told::Partition& told) {
  if (told.error_code != ErrorCode::none) return Verdicts::error_of(told.error_code, told.error_message);
  if (told.start_offset < 0) return std::optional<ShareOffset>();
  ShareOffset offset{told.start_offset, told.leader_epoch, std::nullopt};
  if (told.lag >= 0) offset.lag = told.lag;
  return std::optional(offset);
}

/// In the order in which partitions were asked for, or of all that it has.
ShareOffsets offsets_of(const Told::Group& group, const std::optional<std::vector<TopicPartition>>& asked) {
  std::map<TopicPartition, Result<std::optional<ShareOffset>>> answers;
  for (const auto& topic : group.topics)
    for (const auto& told : topic.partitions) answers.emplace(TopicPartition{std::string(topic.name), told.index}, offset_of(told));
  std::vector<ShareOffsets::Item> offsets;
  if (asked) {
    for (const TopicPartition& partition : *asked) {
      const auto at = answers.find(partition);
      if (at != answers.end()) offsets.push_back({partition, at->second});
      else offsets.push_back({partition, Error(ErrorCode::protocol_error, "the broker's answer says nothing of the partition")});
    }
  } else {
    for (auto& [partition, offset] : answers)
      if (!offset || *offset) offsets.push_back({partition, std::move(offset)});
  }
  return ShareOffsets(std::move(offsets));
}

} // namespace

Result<void> ListShareOffsets::check_input(const GroupOffsetsSpec& group) const {
  if (const auto fine = check_group_id(group.group_id); !fine) return fine;
  if (group.partitions)
    for (const TopicPartition& partition : *group.partitions)
      if (const auto fine = check_partition(partition); !fine) return fine;
  return {};
}

Exchange ListShareOffsets::ask(const net::Connection& connection, Items items, Duration) {
  wire::DescribeShareGroupOffsetsRequest request;
  for (const std::size_t item : items) {
    auto& group = request.groups.emplace_back();
    group.group_id = input(item).group_id;
    if (!input(item).partitions) group.topics.reset(); // all
    else
      for (const TopicPartition& one : *input(item).partitions) partitions_in(*group.topics, one.topic).push_back(one.partition);
  }
  auto read = [this, answered = Answered<std::string_view>(items, [this](std::size_t item) {
                       return std::string_view(input(item).group_id);
                     })](const wire::DescribeShareGroupOffsetsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.groups) {
      const auto item = answered.take(told.group_id);
      if (!item) continue;
      if (told.error_code == ErrorCode::none) keep(*item, offsets_of(told, input(*item).partitions), verdicts);
      else verdicts.failed(*item, Verdicts::error_of(told.error_code, told.error_message));
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
  auto read = [this, all = std::vector(items.begin(), items.end()),
               answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item).partition); })](
                  const wire::AlterShareGroupOffsetsResponse& response, Verdicts& verdicts) mutable {
    if (response.error_code != ErrorCode::none)
      for (const std::size_t item : all) verdicts.failed(item, Verdicts::error_of(response.error_code, response.error_message));
    for (const auto& topic : response.topics)
      for (const auto& told : topic.partitions)
        if (const auto item = answered.take({topic.name, told.index})) say(*item, told.error_code, told.error_message, verdicts);
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
  auto read = [this, all = std::vector(items.begin(), items.end()),
               answered = Answered<std::string_view>(items, [this](std::size_t item) { return std::string_view(input(item)); })](
                  const wire::DeleteShareGroupOffsetsResponse& response, Verdicts& verdicts) mutable {
    if (response.error_code != ErrorCode::none)
      for (const std::size_t item : all) verdicts.failed(item, Verdicts::error_of(response.error_code, response.error_message));
    for (const auto& told : response.topics)
      if (const auto item = answered.take(told.name)) say(*item, told.error_code, told.error_message, verdicts);
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
