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

/// Nobody knows beforehand of which type a group is: it is described as a consumer group, where it is none as a classic one, then as a share
/// group and as a streams group, as far as the broker knows these types.
class DescribeGroups final : public KeyOperation<std::string, GroupDescription> {
public:
  DescribeGroups(std::vector<std::string> group_ids, const DescribeGroupsOptions& options)
      : KeyOperation(std::move(group_ids)), options_(options), as_(size(), GroupType::consumer), not_classic_(size()) {}

  const char* doing() const override { return "describing groups"; }
  Target target(std::size_t item) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  /// Whether the broker knows the newer types.
  struct Types {
    bool share = false, streams = false;
  };
  static Types types_of(const net::Connection& connection);
  Result<void> check_input(const std::string& group_id) const override;
  Exchange ask_consumer(const net::Connection& connection, Items items);
  Exchange ask_classic(const net::Connection& connection, Items items);
  Exchange ask_share(const net::Connection& connection, Items items);
  Exchange ask_streams(const net::Connection& connection, Items items);
  /// It is not of the type that it was described as: tries the next one, or tells `error`.
  void not_of_type(std::size_t item, const Error& error, const Types& known, Verdicts& verdicts);

  DescribeGroupsOptions options_;
  std::vector<GroupType> as_;                     ///< as what each is described now
  std::vector<std::optional<Error>> not_classic_; ///< what is told of a group that is not of any type
};

class DeleteGroups final : public KeyOperation<std::string, void> {
public:
  explicit DeleteGroups(std::vector<std::string> group_ids) : KeyOperation(std::move(group_ids)) {}

  const char* doing() const override { return "deleting groups"; }
  Target target(std::size_t item) const override { return coordinator_of(input(item)); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const std::string& group_id) const override;
};

} // namespace klamm::admin
