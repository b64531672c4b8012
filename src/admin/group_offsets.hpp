// Committed offsets of groups: asked, set and forgotten by whoever administers them (KIP-396, KIP-447, KIP-496, KIP-709).
#pragma once

#include "admin/groups.hpp"
#include "klamm/admin_group_offsets.hpp"

namespace klamm::admin {

class ListGroupOffsets final : public ItemOperation<GroupOffsetsSpec, std::string, GroupOffsets> {
public:
  ListGroupOffsets(std::vector<GroupOffsetsSpec> groups, const ListGroupOffsetsOptions& options)
      : ItemOperation(std::move(groups)), options_(options) {}

  const char* doing() const override { return "looking up committed offsets"; }
  Target target(std::size_t item) const override { return coordinator_of(input(item).group_id); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const GroupOffsetsSpec& group) const override;
  std::string key(const GroupOffsetsSpec& group) const override { return group.group_id; }
  Exchange ask_one(const net::Connection& connection, Items items, bool require_stable);
  Exchange ask_many(const net::Connection& connection, Items items);
  /// Keeps or fails the group by what a response says of it.
  template <class Topics>
  void told(std::size_t item, ErrorCode code, const Topics& topics, Verdicts& verdicts);

  ListGroupOffsetsOptions options_;
};

class AlterGroupOffsets final : public ItemOperation<NewGroupOffset, TopicPartition, void> {
public:
  AlterGroupOffsets(std::string group_id, std::vector<NewGroupOffset> offsets)
      : ItemOperation(std::move(offsets)), group_id_(std::move(group_id)) {}

  const char* doing() const override { return "committing offsets for a group"; }
  Target target(std::size_t) const override { return coordinator_of(group_id_); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const NewGroupOffset& offset) const override;
  TopicPartition key(const NewGroupOffset& offset) const override { return offset.partition; }
  const std::string group_id_;
};

class DeleteGroupOffsets final : public KeyOperation<TopicPartition, void> {
public:
  DeleteGroupOffsets(std::string group_id, std::vector<TopicPartition> partitions)
      : KeyOperation(std::move(partitions)), group_id_(std::move(group_id)) {}

  const char* doing() const override { return "forgetting offsets of a group"; }
  Target target(std::size_t) const override { return coordinator_of(group_id_); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const TopicPartition& partition) const override;
  const std::string group_id_;
};

} // namespace klamm::admin
