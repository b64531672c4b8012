// Electing leaders (KIP-183, KIP-460) and moving partitions to other brokers (KIP-455, KIP-860): operations of the controller.
#pragma once

#include "admin/item_operation.hpp"
#include "admin/single_operation.hpp"
#include "klamm/admin_replicas.hpp"

namespace klamm::admin {

class ElectLeaders final : public ItemOperation<TopicPartition, TopicPartition, void> {
public:
  ElectLeaders(ElectionType type, std::vector<TopicPartition> partitions) : ItemOperation(std::move(partitions)), type_(type) {}

  const char* doing() const override { return "electing leaders"; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const TopicPartition& partition) const override;
  TopicPartition key(const TopicPartition& partition) const override { return partition; }
  ElectionType type_;
};

class ElectAllLeaders final : public SingleOperation<ElectLeadersResult> {
public:
  explicit ElectAllLeaders(ElectionType type) : type_(type) {}

  const char* doing() const override { return "electing leaders"; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  ElectionType type_;
};

class AlterReassignments final : public ItemOperation<PartitionReassignment, TopicPartition, void> {
public:
  AlterReassignments(std::vector<PartitionReassignment> partitions, const AlterReassignmentsOptions& options)
      : ItemOperation(std::move(partitions)), options_(options) {}

  const char* doing() const override { return "moving partitions"; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const PartitionReassignment& move) const override;
  TopicPartition key(const PartitionReassignment& move) const override { return move.partition; }
  AlterReassignmentsOptions options_;
};

class ListReassignments final : public SingleOperation<std::vector<OngoingReassignment>> {
public:
  explicit ListReassignments(std::optional<std::vector<TopicPartition>> partitions) : partitions_(std::move(partitions)) {}

  const char* doing() const override { return "listing partitions that are moved"; }
  Result<void> check(std::size_t) const override;
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  std::optional<std::vector<TopicPartition>> partitions_;
};

} // namespace klamm::admin
