// Where share groups stand in partitions (KIP-932, KIP-1226): asked of the groups' coordinators.
#pragma once

#include "admin/groups.hpp"
#include "klamm/admin_share_offsets.hpp"

namespace klamm::admin {

class ListShareOffsets final : public ItemOperation<GroupOffsetsSpec, std::string, ShareOffsets> {
public:
  explicit ListShareOffsets(std::vector<GroupOffsetsSpec> groups) : ItemOperation(std::move(groups)) {}

  const char* doing() const override { return "looking up share groups' offsets"; }
  Target target(std::size_t item) const override { return coordinator_of(input(item).group_id); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const GroupOffsetsSpec& group) const override;
  std::string key(const GroupOffsetsSpec& group) const override { return group.group_id; }
};

class AlterShareOffsets final : public ItemOperation<NewShareOffset, TopicPartition, void> {
public:
  AlterShareOffsets(std::string group_id, std::vector<NewShareOffset> offsets)
      : ItemOperation(std::move(offsets)), group_id_(std::move(group_id)) {}

  const char* doing() const override { return "moving a share group"; }
  Target target(std::size_t) const override { return coordinator_of(group_id_); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const NewShareOffset& offset) const override;
  TopicPartition key(const NewShareOffset& offset) const override { return offset.partition; }
  const std::string group_id_;
};

class DeleteShareOffsets final : public KeyOperation<std::string, void> {
public:
  DeleteShareOffsets(std::string group_id, std::vector<std::string> topics)
      : KeyOperation(std::move(topics)), group_id_(std::move(group_id)) {}

  const char* doing() const override { return "forgetting offsets of a share group"; }
  Target target(std::size_t) const override { return coordinator_of(group_id_); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const std::string& topic) const override;
  const std::string group_id_;
};

} // namespace klamm::admin
