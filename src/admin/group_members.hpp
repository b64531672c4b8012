// Removing members from groups (KIP-345, KIP-571, KIP-800): LeaveGroup in their names.
#pragma once

#include "admin/groups.hpp"

namespace klamm::admin {

class RemoveMembers final : public KeyOperation<GroupMemberRef, void> {
public:
  RemoveMembers(std::string group_id, std::vector<GroupMemberRef> members, RemoveMembersOptions options)
      : KeyOperation(std::move(members)), group_id_(std::move(group_id)), options_(std::move(options)) {}

  const char* doing() const override { return "removing members from a group"; }
  Target target(std::size_t) const override { return coordinator_of(group_id_); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const GroupMemberRef& member) const override;
  const std::string group_id_;
  const RemoveMembersOptions options_;
};

/// Describes the group, then removes those that it has.
class RemoveAllMembers final : public OperationOf<RemoveMembersResult> {
public:
  RemoveAllMembers(std::string group_id, RemoveMembersOptions options)
      : group_id_(std::move(group_id)), options_(std::move(options)), describe_({group_id_}, {}) {}

  const char* doing() const override { return "removing all members from a group"; }
  std::size_t size() const override { return 1; }
  Result<void> check(std::size_t) const override { return describe_.check(0); }
  Target target(std::size_t) const override { return described_ ? coordinator_of(group_id_) : describe_.target(0); }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;
  void fail(std::size_t, Error error) override { failure_ = std::move(error); }
  Result<RemoveMembersResult> take() override;

private:
  Exchange ask_members(const net::Connection& connection, Items items, Duration patience);
  Exchange remove(const net::Connection& connection, Duration patience);

  const std::string group_id_;
  const RemoveMembersOptions options_;
  DescribeGroups describe_;
  bool described_ = false;
  std::optional<RemoveMembers> remove_;
  std::vector<std::size_t> all_; ///< remove_'s items that are still to be removed
  std::optional<Error> failure_;
};

} // namespace klamm::admin
