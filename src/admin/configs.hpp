// Settings of topics, brokers and other resources (KIP-133, KIP-226, KIP-339, KIP-412, KIP-569, KIP-714, KIP-848): brokers and their loggers are asked
// themselves, anyone about the rest.
#pragma once

#include "admin/item_operation.hpp"
#include "admin/single_operation.hpp"
#include "klamm/admin_configs.hpp"

namespace klamm::admin {

class DescribeConfigs final : public KeyOperation<ConfigResource, std::vector<ConfigEntry>> {
public:
  DescribeConfigs(std::vector<ConfigResource> resources, const DescribeConfigsOptions& options)
      : KeyOperation(std::move(resources)), options_(options) {}

  const char* doing() const override { return "describing settings"; }
  Target target(std::size_t item) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const ConfigResource& resource) const override;
  DescribeConfigsOptions options_;
};

class AlterConfigs final : public ItemOperation<ConfigChanges, ConfigResource, void> {
public:
  AlterConfigs(std::vector<ConfigChanges> changes, const AlterConfigsOptions& options)
      : ItemOperation(std::move(changes)), options_(options) {}

  const char* doing() const override { return "changing settings"; }
  Target target(std::size_t item) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const ConfigChanges& changes) const override;
  ConfigResource key(const ConfigChanges& changes) const override { return changes.resource; }
  AlterConfigsOptions options_;
};

class ListConfigResources final : public SingleOperation<std::vector<ConfigResource>> {
public:
  explicit ListConfigResources(std::vector<ConfigResourceType> types) : types_(std::move(types)) {}

  const char* doing() const override { return "listing what has settings"; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  std::vector<ConfigResourceType> types_;
};

} // namespace klamm::admin
