#include "admin/group_offsets.hpp"

#include "admin/offsets_of_groups.hpp"
#include "wire/messages/offset_commit.hpp"
#include "wire/messages/offset_delete.hpp"
#include "wire/messages/offset_fetch.hpp"

namespace klamm::admin {
namespace {

// Later versions know topics by id only, which commits may have been made without.
constexpr wire::Versions with_names{0, 9};

/// What is said of one partition.
template <class Told>
Result<std::optional<OffsetAndMetadata>> committed(const Told& told) {
  if (told.error_code != ErrorCode::none) return Error(told.error_code);
  if (told.committed_offset < 0) return std::optional<OffsetAndMetadata>();
  return std::optional(OffsetAndMetadata(told.committed_offset, told.committed_leader_epoch, std::string(told.metadata.value_or(""))));
}

} // namespace

Result<void> ListGroupOffsets::check_input(const GroupOffsetsSpec& group) const { return check_spec(group); }

Exchange ListGroupOffsets::ask(const net::Connection& connection, Items items, Duration) {
  constexpr std::int16_t with_stable = 7, with_groups = 8;
  const std::int16_t version = connection.api_versions().highest<wire::OffsetFetchRequest>(with_names);
  if (options_.require_stable && version < with_stable)
    return {needs_release(ApiKey::offset_fetch, with_stable, "telling only what transactions have settled", "2.5"), nullptr};
  return version < with_groups ? ask_one(connection, items, options_.require_stable) : ask_many(connection, items);
}

template <class Topics>
void ListGroupOffsets::told(std::size_t item, ErrorCode code, const Topics& topics, Verdicts& verdicts) {
  if (code != ErrorCode::none) return verdicts.failed(item, Error(code));
  std::map<TopicPartition, Result<std::optional<OffsetAndMetadata>>> answers;
  for (const auto& topic : topics) {
    for (const auto& partition : topic.partitions) {
      if (partition.error_code == ErrorCode::unstable_offset_commit) // passes when the transaction ends
        return verdicts.failed(item, Error(partition.error_code));
      answers.emplace(TopicPartition{std::string(topic.name), partition.index}, committed(partition));
    }
  }
  keep(item, in_order_of(input(item), std::move(answers)), verdicts);
}

// Before 3.0 a request was about one group.
Exchange ListGroupOffsets::ask_one(const net::Connection& connection, Items items, bool require_stable) {
  const GroupOffsetsSpec& group = input(items.front());
  wire::OffsetFetchRequest request;
  request.group_id = group.group_id;
  request.require_stable = require_stable;
  ask_topics(request.topics, group);
  auto read = [this, all = std::vector(items.begin(), items.end())](const wire::OffsetFetchResponse& response, Verdicts& verdicts) {
    told(all.front(), response.error_code, response.topics, verdicts);
    for (std::size_t i = 1; i < all.size(); ++i) verdicts.again(all[i]);
  };
  return exchange(connection, request, std::move(read), with_names);
}

Exchange ListGroupOffsets::ask_many(const net::Connection& connection, Items items) {
  wire::OffsetFetchRequest request;
  request.require_stable = options_.require_stable;
  for (const std::size_t item : items) {
    auto& group = request.groups.emplace_back();
    group.group_id = input(item).group_id;
    ask_topics(group.topics, input(item));
  }
  auto read = [this, answered = Answered<std::string_view>(items, [this](std::size_t item) {
                       return std::string_view(input(item).group_id);
                     })](const wire::OffsetFetchResponse& response, Verdicts& verdicts) mutable {
    for (const auto& group : response.groups)
      if (const auto item = answered.take(group.group_id)) told(*item, group.error_code, group.topics, verdicts);
  };
  return exchange(connection, request, std::move(read), with_names);
}

Result<void> AlterGroupOffsets::check_input(const NewGroupOffset& offset) const {
  if (const auto fine = check_group_id(group_id_); !fine) return fine;
  if (offset.offset.offset < 0)
    return Error(ErrorCode::offset_out_of_range, "the offset " + std::to_string(offset.offset.offset) + " is negative",
                 "look it up with list_offsets() first");
  return check_partition(offset.partition);
}

Exchange AlterGroupOffsets::ask(const net::Connection& connection, Items items, Duration) {
  wire::OffsetCommitRequest request;
  request.group_id = group_id_;
  for (const std::size_t item : items) {
    const NewGroupOffset& one = input(item);
    partitions_in(request.topics, one.partition.topic)
        .push_back({one.partition.partition, one.offset.offset, one.offset.leader_epoch, one.offset.metadata});
  }
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item).partition); })](
                  const wire::OffsetCommitResponse& response, Verdicts& verdicts) mutable {
    tell_partitions(answered, response.topics, [&](std::size_t item, const auto& told) {
      if (told.error_code == ErrorCode::unknown_member_id)
        verdicts.failed(item, Error(told.error_code, "the group " + group_id_ + " has members, and only they commit its offsets",
                                    "stop its consumers first, and wait until their sessions have ended"));
      else say(item, told.error_code, {}, verdicts);
    });
  };
  return exchange(connection, request, std::move(read), with_names);
}

Result<void> DeleteGroupOffsets::check_input(const TopicPartition& partition) const {
  if (const auto fine = check_group_id(group_id_); !fine) return fine;
  return check_partition(partition);
}

Exchange DeleteGroupOffsets::ask(const net::Connection& connection, Items items, Duration) {
  wire::OffsetDeleteRequest request;
  request.group_id = group_id_;
  for (const std::size_t item : items) partitions_in(request.topics, input(item).topic).push_back({input(item).partition});
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item)); })](
                  const wire::OffsetDeleteResponse& response, Verdicts& verdicts) mutable {
    if (response.error_code != ErrorCode::none) return answered.all_failed(Error(response.error_code), verdicts);
    tell_partitions(answered, response.topics, [&](std::size_t item, const auto& told) { say(item, told.error_code, {}, verdicts); });
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
