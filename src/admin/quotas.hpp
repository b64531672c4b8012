// Client quotas (KIP-546, KIP-612).
#pragma once

#include "admin/item_operation.hpp"
#include "admin/single_operation.hpp"
#include "klamm/admin_users.hpp"

namespace klamm::admin {

class DescribeQuotas final : public SingleOperation<std::vector<ClientQuotas>> {
public:
  explicit DescribeQuotas(QuotaFilter filter) : filter_(std::move(filter)) {}

  const char* doing() const override { return "describing quotas"; }
  Result<void> check(std::size_t) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  QuotaFilter filter_;
};

class AlterQuotas final : public ItemOperation<QuotaChanges, QuotaEntity, void> {
public:
  AlterQuotas(std::vector<QuotaChanges> entities, const AlterQuotasOptions& options)
      : ItemOperation(std::move(entities)), options_(options) {}

  const char* doing() const override { return "changing quotas"; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const QuotaChanges& changes) const override;
  QuotaEntity key(const QuotaChanges& changes) const override { return changes.entity; }
  AlterQuotasOptions options_;
};

} // namespace klamm::admin
