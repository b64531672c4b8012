// The controllers' quorum (KIP-595, KIP-836, KIP-853), features (KIP-584, KIP-1022) and registrations of brokers (KIP-631).
#pragma once

#include "admin/item_operation.hpp"
#include "admin/single_operation.hpp"
#include "klamm/admin_quorum.hpp"

namespace klamm::admin {

class DescribeQuorum final : public SingleOperation<MetadataQuorum> {
public:
  const char* doing() const override { return "describing the quorum of controllers"; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;
};

/// What is done to the cluster as a whole: by the controller, which is asked once.
class ClusterChange : public SingleOperation<void> {
public:
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
};

class AddRaftVoter final : public ClusterChange {
public:
  AddRaftVoter(std::int32_t id, Uuid directory_id, std::vector<QuorumEndpoint> endpoints, AlterQuorumOptions options)
      : id_(id), directory_id_(directory_id), endpoints_(std::move(endpoints)), options_(std::move(options)) {}

  const char* doing() const override { return "adding a voter"; }
  Result<void> check(std::size_t) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  std::int32_t id_;
  Uuid directory_id_;
  std::vector<QuorumEndpoint> endpoints_;
  AlterQuorumOptions options_;
};

class RemoveRaftVoter final : public ClusterChange {
public:
  RemoveRaftVoter(std::int32_t id, Uuid directory_id, AlterQuorumOptions options)
      : id_(id), directory_id_(directory_id), options_(std::move(options)) {}

  const char* doing() const override { return "removing a voter"; }
  Result<void> check(std::size_t) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  std::int32_t id_;
  Uuid directory_id_;
  AlterQuorumOptions options_;
};

class UnregisterBroker final : public ClusterChange {
public:
  explicit UnregisterBroker(std::int32_t id) : id_(id) {}

  const char* doing() const override { return "unregistering a broker"; }
  Result<void> check(std::size_t) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  std::int32_t id_;
};

class DescribeFeatures final : public SingleOperation<ClusterFeatures> {
public:
  const char* doing() const override { return "describing features"; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;
};

class UpdateFeatures final : public ItemOperation<FeatureUpdate, std::string, void> {
public:
  UpdateFeatures(std::vector<FeatureUpdate> updates, const UpdateFeaturesOptions& options)
      : ItemOperation(std::move(updates)), options_(options) {}

  const char* doing() const override { return "updating features"; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const FeatureUpdate& update) const override;
  std::string key(const FeatureUpdate& update) const override { return update.feature; }
  UpdateFeaturesOptions options_;
};

} // namespace klamm::admin
