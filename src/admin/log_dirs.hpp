// Brokers' directories and the replicas in them (KIP-113, KIP-827, KIP-1066): each broker is asked of its own.
#pragma once

#include "admin/item_operation.hpp"
#include "klamm/admin_replicas.hpp"

namespace klamm::admin {

class DescribeLogDirs final : public ItemOperation<std::int32_t, std::int32_t, std::vector<LogDir>> {
public:
  /// Of all brokers where none is named.
  explicit DescribeLogDirs(std::vector<std::int32_t> brokers) : ItemOperation(std::move(brokers)), all_(size() == 0) {}

  const char* doing() const override { return "describing log directories"; }
  bool needs_brokers() const override { return all_; }
  void set_brokers(std::span<const cluster::Broker> brokers) override;
  Target target(std::size_t item) const override { return {.kind = Target::Kind::broker, .node = input(item), .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  std::int32_t key(const std::int32_t& broker) const override { return broker; }
  const bool all_;
};

class DescribeReplicaLogDirs final : public ItemOperation<Replica, Replica, ReplicaLogDirs> {
public:
  explicit DescribeReplicaLogDirs(std::vector<Replica> replicas) : ItemOperation(std::move(replicas)) {}

  const char* doing() const override { return "looking up replicas' directories"; }
  Target target(std::size_t item) const override { return {.kind = Target::Kind::broker, .node = input(item).broker, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const Replica& replica) const override;
  Replica key(const Replica& replica) const override { return replica; }
};

class AlterReplicaLogDirs final : public ItemOperation<ReplicaMove, Replica, void> {
public:
  explicit AlterReplicaLogDirs(std::vector<ReplicaMove> moves) : ItemOperation(std::move(moves)) {}

  const char* doing() const override { return "moving replicas to other directories"; }
  Target target(std::size_t item) const override { return {.kind = Target::Kind::broker, .node = input(item).replica.broker, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const ReplicaMove& move) const override;
  Replica key(const ReplicaMove& move) const override { return move.replica; }
};

} // namespace klamm::admin
