// Which APIs brokers serve (KIP-35): each broker is asked of its own.
#pragma once

#include "admin/item_operation.hpp"
#include "klamm/admin_cluster.hpp"

namespace klamm::admin {

class DescribeApiVersions final : public KeyOperation<std::int32_t, std::vector<ApiVersionRange>> {
public:
  /// Of all brokers where none is named.
  explicit DescribeApiVersions(std::vector<std::int32_t> brokers) : KeyOperation(std::move(brokers)), all_(size() == 0) {}

  const char* doing() const override { return "describing API versions"; }
  bool needs_brokers() const override { return all_; }
  void set_brokers(std::span<const cluster::Broker> brokers) override;
  Target target(std::size_t item) const override { return {.kind = Target::Kind::broker, .node = input(item), .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  const bool all_;
};

} // namespace klamm::admin
