// Listing, describing and deleting groups (KIP-222, KIP-518, KIP-848, KIP-1043). Each broker lists the groups that it coordinates.
#pragma once

#include "admin/gather_operation.hpp"
#include "admin/item_operation.hpp"
#include "klamm/admin_groups.hpp"

namespace klamm::admin {

inline Target coordinator_of(const std::string& group_id) { return {.kind = Target::Kind::coordinator, .key = group_id}; }

class ListGroups final : public GatherOperation<GroupListing> {
public:
  explicit ListGroups(ListGroupsOptions options) : options_(std::move(options)) {}

  const char* doing() const override { return "listing groups"; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  void finish(std::vector<GroupListing>& groups) override;
  ListGroupsOptions options_;
};

/// Nobody knows beforehand of which type a group is: it is described as a consumer group, where it is none as a classic one, and then as a share group.
class DescribeGroups final : public ItemOperation<std::string, std::string, GroupDescription> {
public:
  DescribeGroups(std::vector<std::string> group_ids, const DescribeGroupsOptions& options)
      : ItemOperation(std::move(group_ids)), options_(options), as_(size(), GroupType::consumer), not_classic_(size()) {}

  const char* doing() const override { return "describing groups"; }
  Target target(std::size_t item) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const std::string& group_id) const override;
  std::string key(const std::string& group_id) const override { return group_id; }
  Exchange ask_consumer(const net::Connection& connection, Items items);
  Exchange ask_classic(const net::Connection& connection, Items items);
  Exchange ask_share(const net::Connection& connection, Items items);

  DescribeGroupsOptions options_;
  std::vector<GroupType> as_;                     ///< as what each is described now
  std::vector<std::optional<Error>> not_classic_; ///< what is told of a group that is not of any type
};

class DeleteGroups final : public ItemOperation<std::string, std::string, void> {
public:
  explicit DeleteGroups(std::vector<std::string> group_ids) : ItemOperation(std::move(group_ids)) {}

  const char* doing() const override { return "deleting groups"; }
  Target target(std::size_t item) const override { return coordinator_of(input(item)); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const std::string& group_id) const override;
  std::string key(const std::string& group_id) const override { return group_id; }
};

} // namespace klamm::admin
