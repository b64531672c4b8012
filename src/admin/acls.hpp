// Access control lists (KIP-140, KIP-290, KIP-373). Changes go to the controller: an answer that comes too late is final there.
#pragma once

#include "admin/item_operation.hpp"
#include "admin/single_operation.hpp"
#include "klamm/admin_acls.hpp"

namespace klamm::admin {

class CreateAcls final : public ItemOperation<AclBinding, AclBinding, void> {
public:
  explicit CreateAcls(std::vector<AclBinding> acls) : ItemOperation(std::move(acls)) {}

  const char* doing() const override { return "creating ACLs"; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const AclBinding& acl) const override;
  AclBinding key(const AclBinding& acl) const override { return acl; }
};

class DescribeAcls final : public SingleOperation<std::vector<AclBinding>> {
public:
  explicit DescribeAcls(AclFilter filter) : filter_(std::move(filter)) {}

  const char* doing() const override { return "describing ACLs"; }
  Result<void> check(std::size_t) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  AclFilter filter_;
};

class DeleteAcls final : public ItemOperation<AclFilter, AclFilter, Results<AclBinding, void>> {
public:
  explicit DeleteAcls(std::vector<AclFilter> filters) : ItemOperation(std::move(filters)) {}

  const char* doing() const override { return "deleting ACLs"; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const AclFilter& filter) const override;
  AclFilter key(const AclFilter& filter) const override { return filter; }
};

} // namespace klamm::admin
